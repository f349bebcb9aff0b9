// What an enhanced status code says by itself (RFC 3463), for errors that are not in the catalogue. What Exchange Online
// adds of its own has three digits at the end, and only the class and the subject of it can be told.
import * as l10n from '@vscode/l10n';

// Functions, because the language is chosen after this module has been loaded.
const subjects: Readonly<Record<string, () => string>> = {
  '1': () => l10n.t('the address'),
  '2': () => l10n.t('the mailbox'),
  '3': () => l10n.t('the mail system'),
  '4': () => l10n.t('network and routing'),
  '5': () => l10n.t('the mail protocol'),
  '6': () => l10n.t('the content of the message'),
  '7': () => l10n.t('security or policy'),
};
const details: Readonly<Record<string, () => string>> = {
  '1.1': () => l10n.t('no such mailbox'),
  '1.2': () => l10n.t('no such destination'),
  '1.3': () => l10n.t('bad syntax of the recipient’s address'),
  '1.7': () => l10n.t('bad syntax of the sender’s address'),
  '1.8': () => l10n.t('bad destination of the sender’s address'),
  '2.1': () => l10n.t('mailbox disabled'),
  '2.2': () => l10n.t('mailbox full'),
  '2.3': () => l10n.t('message too long'),
  '3.1': () => l10n.t('mail system full'),
  '3.2': () => l10n.t('no messages accepted'),
  '3.4': () => l10n.t('message too big'),
  '4.1': () => l10n.t('no answer from the host'),
  '4.2': () => l10n.t('bad connection'),
  '4.4': () => l10n.t('no route'),
  '4.6': () => l10n.t('routing loop'),
  '4.7': () => l10n.t('delivery time expired'),
  '5.3': () => l10n.t('too many recipients'),
  '7.1': () => l10n.t('delivery not authorised'),
};
// Errors of TLS and of certificates come under these, too: encryption demanded or failed (RFC 3463, RFC 5248), trouble
// of connections, and what Exchange Online says of MTA-STS and DANE.
const secured = /^[45]\.(?:7\.(?:[03456]|1[01]|32\d)|4\.(?:[0-3]|31\d))$/;

/** Two sentences on a status code such as `5.1.1` that no known error explains. */
export function statusMeaning(status: string): string {
  const [kind, subject = '', detail = ''] = status.split('.');
  const words = [subjects[subject]?.(), details[`${subject}.${detail}`]?.()].filter((each) => each !== undefined);
  const about = words.join(', ') || l10n.t('a subject of its own');
  const what =
    kind === '4'
      ? l10n.t('The status {0} is a temporary failure: {1}.', status, about)
      : l10n.t('The status {0} is a permanent failure: {1}.', status, about);
  const chain = secured.test(status)
    ? l10n.t('It can stand for an error of TLS or a certificate; the words behind it tell more.')
    : l10n.t('Chainmail knows no cause for it, and nothing that ties it to a certificate chain.');
  return `${what} ${chain}`;
}
