import * as l10n from '@vscode/l10n';
import type { Certificate } from './certificate.js';
import type { NameConstraintChecks } from './nameConstraints.js';
import { shortName } from './names.js';
import { isWeaklySigned } from './signature.js';

/** What a path is needed for. */
export interface PathRules {
  /** A key purpose by name, e.g. `serverAuth`. */
  readonly purpose: string;
  readonly at: Date;
  /** Shared by the searches of one question: it bounds their work together. */
  readonly nameChecks: NameConstraintChecks;
}

/** Why a path is not valid. */
export interface PathFault {
  readonly kind: 'expired' | 'not-yet-valid' | 'purpose' | 'signature-unsupported' | 'weak-signature' | 'constraint';
  readonly certificate: Certificate;
  /** One sentence for the administrator; names are raw. */
  readonly message: string;
}

/** What is wrong with a certificate wherever in the path it stands. */
export function certificateFaults(certificate: Certificate, rules: PathRules): PathFault[] {
  const name = shortName(certificate);
  const faults: PathFault[] = [];
  if (rules.at < certificate.notBefore) {
    faults.push({ kind: 'not-yet-valid', certificate, message: l10n.t('{0} is not valid yet.', name) });
  }
  // Dates have seconds: a certificate is valid until its last second has passed (RFC 5280 section 4.1.2.5).
  if (rules.at.getTime() >= certificate.notAfter.getTime() + 1000) {
    faults.push({ kind: 'expired', certificate, message: l10n.t('{0} has expired.', name) });
  }
  if (!hasPurpose(certificate, rules.purpose)) {
    const message = l10n.t('{0} may not be used for {1}.', name, rules.purpose);
    faults.push({ kind: 'purpose', certificate, message });
  }
  // Nobody relies on a root's signature over itself.
  if (!certificate.selfIssued && isWeaklySigned(certificate)) {
    const message = l10n.t('The signature of {0} can be forged.', name);
    faults.push({ kind: 'weak-signature', certificate, message });
  }
  const constraint = (message: string) => faults.push({ kind: 'constraint', certificate, message });
  for (const oid of certificate.unknownCriticalExtensions) {
    constraint(l10n.t('{0} has a critical extension ({1}) that mail software does not know.', name, oid));
  }
  for (const oid of certificate.malformedExtensions) {
    constraint(l10n.t('{0} has an extension ({1}) that cannot be read.', name, oid));
  }
  if (!certificate.signature.consistent) {
    constraint(l10n.t('{0} names two different signature algorithms.', name));
  }
  return faults;
}

/** No extended key usage allows every purpose (RFC 5280 section 4.2.1.12); in a CA it limits what is below it. */
export function hasPurpose(certificate: Certificate, purpose: string): boolean {
  const usages = certificate.extendedKeyUsage;
  return usages === undefined || usages.includes(purpose) || usages.includes('anyExtendedKeyUsage');
}

/**
 * What forbids a certificate to stand above the path so far (leaf first), RFC 5280 section 6.1.4. An anchor need not
 * say that it is a CA: old roots are version 1.
 */
export function issuerFaults(
  issuer: Certificate,
  below: readonly Certificate[],
  isAnchor: boolean,
  rules: PathRules,
): PathFault[] {
  const name = shortName(issuer);
  const faults = certificateFaults(issuer, rules);
  const constraint = (message: string) => faults.push({ kind: 'constraint', certificate: issuer, message });
  const { basicConstraints, keyUsage, nameConstraints } = issuer;
  if (basicConstraints ? !basicConstraints.ca : !isAnchor) {
    constraint(l10n.t('{0} issued a certificate, but is no certification authority.', name));
  }
  if (keyUsage && !keyUsage.includes('keyCertSign')) {
    constraint(l10n.t('{0} issued a certificate, but its key usage does not allow that.', name));
  }
  const intermediates = below.slice(1).filter((each) => !each.selfIssued).length;
  if (basicConstraints?.pathLength !== undefined && intermediates > basicConstraints.pathLength) {
    const allowed = basicConstraints.pathLength;
    constraint(
      l10n.t('{0} allows {1} intermediate certificates below it, but there are {2}.', name, allowed, intermediates),
    );
  }
  if (nameConstraints) {
    const breach = firstBreach(issuer, below, rules);
    if (breach) {
      constraint(breach);
    }
  }
  return faults;
}

function firstBreach(issuer: Certificate, below: readonly Certificate[], rules: PathRules): string | undefined {
  for (const [index, certificate] of below.entries()) {
    // Self-issued certificates are free of constraints unless they are the leaf (RFC 5280 section 6.1.3 (b)).
    const breach = certificate.selfIssued && index > 0 ? undefined : rules.nameChecks.breach(issuer, certificate);
    if (breach === 'too many') {
      return l10n.t('{0} has too many name constraints to check.', shortName(issuer));
    }
    if (breach) {
      return l10n.t('{0} does not allow the name {1} of {2}.', shortName(issuer), breach.name, shortName(certificate));
    }
  }
  return undefined;
}
