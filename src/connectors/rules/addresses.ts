/** What an element of a list of addresses is. */
export type AddressRange =
  | { readonly kind: 'ipv4'; readonly first: number; readonly prefix: number }
  | { readonly kind: 'ipv6' | 'span' | 'other' };

// The longest IPv6 address has 45 characters; a zone and a prefix may follow.
const maxAddress = 100;
const ipv6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?(?:\/\d{1,3})?$/i;

/** Reads an address, a CIDR range or a span `a-b`. `first` is the address as a 32-bit number, host bits kept. */
export function readAddressRange(text: string): AddressRange {
  const value = text.trim();
  const slash = value.indexOf('/');
  const first = readIpv4(slash < 0 ? value : value.slice(0, slash));
  if (first !== undefined) {
    const length = slash < 0 ? '32' : value.slice(slash + 1);
    const prefix = /^\d{1,2}$/.test(length) ? Number(length) : 33;
    return prefix <= 32 ? { kind: 'ipv4', first, prefix } : { kind: 'other' };
  }
  if (value.length <= maxAddress && ipv6.test(value)) {
    return { kind: 'ipv6' };
  }
  const ends = value.split('-');
  return ends.length === 2 && ends.every((each) => readIpv4(each.trim()) !== undefined)
    ? { kind: 'span' }
    : { kind: 'other' };
}

/** Four decimal bytes, read without a pattern: documents list thousands. */
function readIpv4(text: string): number | undefined {
  let address = 0;
  let byte = -1;
  let count = 0;
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : 46;
    if (unit >= 48 && unit <= 57 && byte < 256) {
      byte = (byte < 0 ? 0 : byte * 10) + unit - 48;
    } else if (unit === 46 && byte >= 0 && byte < 256) {
      address = address * 256 + byte;
      byte = -1;
      count++;
    } else {
      return undefined;
    }
  }
  return count === 4 ? address : undefined;
}

/** Whether an IPv4 address or range lies in a network that the internet does not route. */
export function isPrivate(range: AddressRange): boolean {
  if (range.kind !== 'ipv4') {
    return false;
  }
  const { first, prefix } = range;
  switch (first >>> 24) {
    case 0: // "this" network (RFC 1122)
    case 10: // RFC 1918
    case 127: // loopback
      return prefix >= 8;
    case 100: // 100.64.0.0/10, shared (RFC 6598)
      return prefix >= 10 && first >>> 22 === 0x64400000 >>> 22;
    case 169: // 169.254.0.0/16, link-local (RFC 3927)
      return prefix >= 16 && first >>> 16 === 0xa9fe;
    case 172: // 172.16.0.0/12, RFC 1918
      return prefix >= 12 && first >>> 20 === 0xac1;
    case 192: // 192.168.0.0/16, RFC 1918
      return prefix >= 16 && first >>> 16 === 0xc0a8;
    default:
      return false;
  }
}

/** The /24 ranges that make up a range of /20 to /23; none where there are too many, or it is none. */
export function smallerRanges(range: AddressRange): readonly string[] {
  if (range.kind !== 'ipv4' || range.prefix < 20 || range.prefix > 23) {
    return [];
  }
  const first = Math.floor(range.first / 2 ** (32 - range.prefix)) * 2 ** (32 - range.prefix);
  return Array.from({ length: 2 ** (24 - range.prefix) }, (_, i) => {
    const address = first + i * 256;
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.0/24`;
  });
}
