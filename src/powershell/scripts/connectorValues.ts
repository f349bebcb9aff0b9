import * as l10n from '@vscode/l10n';

// What a form may take for a connector script, so that the person who types hears of a mistake at once. The script is
// safe with any text; these are about values that Exchange would not take or nobody could tell apart.

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Why a text cannot be a connector's name; undefined when it can. */
export function connectorNameProblem(name: string): string | undefined {
  if (name.trim() === '') {
    return l10n.t('Give the connector a name.');
  }
  if (name !== name.trim()) {
    return l10n.t('The name begins or ends with a blank. Remove it.');
  }
  if (name.length > 64) {
    return l10n.t('The name has {0} characters. Exchange takes at most 64.', name.length);
  }
  // Control and invisible characters, and the quotation marks that PowerShell reads like its own.
  return /[\p{C}\u2028\u2029\u2018-\u201f]/u.test(name)
    ? l10n.t('The name has a character that cannot be seen, or a typographic quotation mark. Use plain characters.')
    : undefined;
}

/** Why a text cannot be TlsSenderCertificateName: a domain name, or `*.` and a domain name. */
export function senderCertificateNameProblem(value: string): string | undefined {
  const name = value.startsWith('*.') ? value.slice(2) : value;
  return isDomainName(name)
    ? undefined
    : l10n.t('Give the domain name in the certificate, like mail.contoso.com or *.contoso.com.');
}

/** Why a text cannot be a smart host or an EHLO name. */
export function hostNameProblem(value: string): string | undefined {
  return isDomainName(value) ? undefined : l10n.t('Give a host name like contoso-com.mail.protection.outlook.com.');
}

function isDomainName(text: string): boolean {
  const labels = text.split('.');
  return text.length <= 253 && labels.length > 1 && labels.every((each) => label.test(each));
}
