// TlsCertificateName names a certificate by issuer and subject: `<I>X.500Issuer<S>X.500Subject`.
import * as l10n from '@vscode/l10n';
import type { Fix } from '../../finding.js';
import type { Stated } from '../../text/source.js';
import type { Certificate } from '../../x509/certificate.js';
import { certificateNames, nameCovers } from '../../x509/names.js';
import { fromCertificate, type StoredCertificate, storedIdentifier } from '../listedCertificate.js';
import { text } from '../values.js';
import type { Rule, RuleContext } from './rule.js';

const wellFormed = /^\s*<I>\s*[^\s<].*<S>\s*\S/is;
const swapped = /^\s*(<S>\s*[^\s<].*)(<I>\s*\S.*)$/is;

export const tlsCertificateName: Rule = {
  code: 'connector.tls-certificate-name',
  kinds: ['send', 'receive'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-sendconnector',
  check(connector, context) {
    const name = text(connector, 'TlsCertificateName');
    if (name === undefined || wellFormed.test(name.value) || isUnset(name.value, context)) {
      return;
    }
    context.report(this.code, complaint(name.value), { range: name.range, ...fixesFor(name, context) });
  },
};

/** Lists print a property that is not set as nothing; only there does a blank say that no certificate is named. */
function isUnset(value: string, { document }: RuleContext): boolean {
  return value === '' && document.format !== 'json' && document.format !== 'powershell';
}

function complaint(value: string): string {
  if (value.trim() === '') {
    return l10n.t(
      'TlsCertificateName is blank. Name the certificate as <I>issuer<S>subject, or leave the property out.',
    );
  }
  if (thumbprintIn(value) !== undefined) {
    return l10n.t(
      'TlsCertificateName is a thumbprint. Exchange wants the issuer and subject of the certificate: <I>issuer<S>subject.',
    );
  }
  return l10n.t(
    'TlsCertificateName does not have the form <I>issuer<S>subject, as in <I>CN=CA, O=Example<S>CN=mail.contoso.com.',
  );
}

/** Forty hexadecimal digits, as Windows shows them: with blanks, or an invisible mark in front. */
function thumbprintIn(value: string): string | undefined {
  const digits = value.replace(/[\s:\u200e\u200f]/g, '').toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits : undefined;
}

function fixesFor(name: Stated<string>, context: RuleContext): { fixes?: readonly Fix[] } {
  const order = swapped.exec(name.value);
  if (order !== null) {
    const reordered = `${order[2] ?? ''}${order[1] ?? ''}`;
    return context.restate(l10n.t('Put the issuer first'), name, reordered, { certain: true });
  }
  const thumbprint = thumbprintIn(name.value);
  const known = thumbprint === undefined ? onlyOneFor(name.value.trim(), context) : withThumbprint(thumbprint, context);
  return known === undefined
    ? {}
    : context.restate(
        l10n.t('Use the issuer and subject of {0}', known.certificate?.subject.commonName ?? known.subject),
        name,
        storedIdentifier(known),
      );
}

function withThumbprint(thumbprint: string, context: RuleContext): StoredCertificate | undefined {
  const captured = context.knownCertificate(thumbprint);
  return captured === undefined
    ? context.circumstances.stored?.find((each) => each.thumbprint === thumbprint)
    : fromCertificate(captured);
}

/** The certificate for a host, where all that are known for it have the same issuer and subject. */
function onlyOneFor(host: string, context: RuleContext): StoredCertificate | undefined {
  const captured = context.knownLeaves().map((each) => fromCertificate(each.certificate));
  const covering = [...captured, ...(context.circumstances.stored ?? [])].filter(
    ({ certificate }) =>
      certificate !== undefined && certificateNames(certificate).some((pattern) => nameCovers(pattern, host)),
  );
  return new Set(covering.map(storedIdentifier)).size === 1 ? covering[0] : undefined;
}

/** The identifier by which Exchange finds a certificate. */
export function identifier(certificate: Certificate): string {
  return storedIdentifier(fromCertificate(certificate));
}
