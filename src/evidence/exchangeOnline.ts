// Names and domains of Exchange Online itself: never the sender.
const microsoft =
  /(?:^|\.)(?:mail\.protection\.outlook\.com|protection\.outlook\.com|prod\.outlook\.com|mx\.microsoft|office365\.us|partner\.outlook\.cn|outlook\.office365\.com|office365\.com)$/i;

/** Whether a host belongs to Exchange Online. */
export function isExchangeOnline(host: string): boolean {
  return microsoft.test(host.replace(/\.$/, ''));
}
