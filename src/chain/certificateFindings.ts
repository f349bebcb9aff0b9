import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import type { Certificate } from '../x509/certificate.js';
import { certificateCovers, certificateNames, shortName } from '../x509/names.js';
import { isWeaklySigned } from '../x509/signature.js';
import type { ChainQuestion } from './analysis.js';
import { at } from './chainFindings.js';
import type { Places } from './links.js';
import type { Routes } from './routes.js';

const day = 24 * 60 * 60 * 1000;

/** What is wrong with single certificates of the judged path. */
export function certificateFindings(routes: Routes, places: Places, question: ChainQuestion): readonly Finding[] {
  const { certificates } = routes.best;
  return [
    ...certificates.flatMap((each) => validityFindings(each, places, question)),
    ...purposeFindings(routes, places, question),
    ...certificates.flatMap((each) => strengthFindings(each, places)),
  ];
}

function validityFindings(certificate: Certificate, places: Places, question: ChainQuestion): readonly Finding[] {
  const { notBefore, notAfter } = certificate;
  const now = question.now.getTime();
  const name = shortName(certificate);
  const where = at(certificate, places);
  if (now < notBefore.getTime()) {
    const message = l10n.t(
      '{0} is valid from {1} only. Check the clock, or wait until then.',
      name,
      dateText(notBefore),
    );
    return [finding('certificate.not-yet-valid', message, where)];
  }
  if (now >= notAfter.getTime() + 1000) {
    const message = l10n.t('{0} expired on {1}. Replace it by a renewed certificate.', name, dateText(notAfter));
    return [finding('certificate.expired', message, where)];
  }
  if (notAfter.getTime() - now < (question.expiryWarningDays ?? 30) * day) {
    const message = l10n.t('{0} expires on {1}. Renew it before then.', name, dateText(notAfter));
    return [finding('certificate.expires-soon', message, where)];
  }
  return [];
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function purposeFindings({ best }: Routes, places: Places, { purpose }: ChainQuestion): readonly Finding[] {
  return best.faults
    .filter((fault) => fault.kind === 'purpose')
    .map(({ certificate }) => {
      const name = shortName(certificate);
      // Public CAs issue ever fewer certificates for clients; whether Exchange Online minds is not documented.
      return purpose === 'serverAuth'
        ? finding('certificate.purpose-missing', notForServers(name), at(certificate, places))
        : finding('certificate.purpose-missing', notForClients(name), {
            ...at(certificate, places),
            severity: 'warning',
          });
    });
}

function notForServers(name: string): string {
  return l10n.t(
    '{0} is not meant for servers (serverAuth is missing). Use a certificate for server authentication.',
    name,
  );
}

function notForClients(name: string): string {
  return l10n.t(
    '{0} is not meant for clients (clientAuth is missing), and some software then sends no certificate. If mail is refused, ask the issuer for one with client authentication.',
    name,
  );
}

const leastBits: Readonly<Record<string, number>> = { RSA: 2048, DSA: 2048, EC: 256 };

function strengthFindings(certificate: Certificate, places: Places): readonly Finding[] {
  const { keyType, selfIssued, signatureAlgorithm } = certificate;
  const findings: Finding[] = [];
  if (keyType.bits !== undefined && keyType.bits < (leastBits[keyType.algorithm] ?? 0)) {
    const message = l10n.t(
      'The key of {0} ({1}) is too short to be safe. Replace it.',
      shortName(certificate),
      keyType.label,
    );
    findings.push(finding('certificate.weak-key', message, at(certificate, places)));
  }
  // Nobody relies on a root's signature over itself.
  if (!selfIssued && isWeaklySigned(certificate)) {
    const message = l10n.t(
      'The signature of {0} ({1}) can be forged. Have the certificate issued anew.',
      shortName(certificate),
      signatureAlgorithm,
    );
    findings.push(finding('certificate.weak-signature', message, at(certificate, places)));
  }
  return findings;
}

/** Whether the leaf speaks for a name that the peer will look for. */
export function nameFindings(leaf: Certificate, places: Places, expectedNames: readonly string[]): readonly Finding[] {
  if (expectedNames.length === 0 || expectedNames.some((name) => certificateCovers(leaf, name))) {
    return [];
  }
  const message = l10n.t(
    'The certificate is for {0}, not for {1}. Use one that names it, or correct the name that is expected.',
    certificateNames(leaf).slice(0, 5).join(', ') || shortName(leaf),
    expectedNames.slice(0, 5).join(', '),
  );
  return [finding('certificate.name-mismatch', message, at(leaf, places))];
}
