import type { Certificate } from './certificate.js';
import type { DistinguishedName } from './distinguishedName.js';
import type { NameConstraints } from './extensions.js';
import type { GeneralName } from './generalName.js';
import { nameKey } from './names.js';

/** What a certificate's names break: the first name that is not allowed, or `too many` for more work than is reasonable. */
export type ConstraintBreach = { readonly name: string } | 'too many';

// A CA with a thousand constraints above a certificate with a hundred names needs 100,000 comparisons.
const maxComparisons = 1 << 18;

/** Checks names against name constraints (RFC 5280 section 4.2.1.10), each pair of certificates once, up to an amount of work. */
export class NameConstraintChecks {
  private readonly known = new Map<string, ConstraintBreach | undefined>();
  private left = maxComparisons;

  /** What the names of a certificate break of the constraints of a CA somewhere above it. */
  breach(issuer: Certificate, certificate: Certificate): ConstraintBreach | undefined {
    const { nameConstraints } = issuer;
    const key = `${issuer.sha256}${certificate.sha256}`;
    if (nameConstraints && !this.known.has(key)) {
      this.known.set(key, this.firstBreach(nameConstraints, certificate));
    }
    return this.known.get(key);
  }

  private firstBreach(constraints: NameConstraints, certificate: Certificate): ConstraintBreach | undefined {
    const permitted = byKind(constraints.permitted);
    const excluded = byKind(constraints.excluded);
    for (const name of constrainedNames(certificate).map(folded)) {
      const among = permitted.get(kindOf(name)) ?? [];
      const outside = excluded.get(kindOf(name)) ?? [];
      this.left -= among.length + outside.length + 1;
      if (this.left < 0) {
        return 'too many';
      }
      const isExcluded = outside.some((each) => within(name, each, 'excluded'));
      if (isExcluded || (among.length > 0 && !among.some((each) => within(name, each, 'permitted')))) {
        return { name: shown(name) };
      }
    }
    return undefined;
  }
}

function byKind(constraints: readonly GeneralName[]): ReadonlyMap<string, readonly GeneralName[]> {
  const kinds = new Map<string, GeneralName[]>();
  for (const constraint of constraints.map(folded)) {
    const kind = kindOf(constraint);
    const others = kinds.get(kind) ?? [];
    others.push(constraint);
    kinds.set(kind, others);
  }
  return kinds;
}

// DNS names compare without case; folding them here saves it in each of many comparisons.
function folded(name: GeneralName): GeneralName {
  return name.kind === 'dns' ? { kind: 'dns', value: name.value.toLowerCase().replace(/\.$/, '') } : name;
}

function kindOf(name: GeneralName): string {
  return name.kind === 'other' ? `other ${name.tag}` : name.kind;
}

// The subject counts as a directory name; its e-mail addresses and, as name checks fall back on it, its common name
// count where the subject alternative name states none of the kind (RFC 5280 section 4.2.1.10, RFC 6125 section 6.4.4).
function constrainedNames(certificate: Certificate): readonly GeneralName[] {
  const stated = certificate.subjectAltName ?? [];
  const has = (kind: GeneralName['kind']) => stated.some((name) => name.kind === kind);
  const names: GeneralName[] = [...stated];
  const { subject } = certificate;
  if (subject.rdns.length > 0) {
    names.push({ kind: 'directory', name: subject });
  }
  if (!has('email')) {
    const emails = subject.rdns.flat().filter((attribute) => attribute.type === 'E');
    names.push(...emails.map(({ value }): GeneralName => ({ kind: 'email', value })));
  }
  if (!has('dns') && !has('ip') && certificate.basicConstraints?.ca !== true && isHostName(subject.commonName)) {
    names.push({ kind: 'dns', value: subject.commonName });
  }
  return names;
}

function isHostName(text: string | undefined): text is string {
  return text !== undefined && /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i.test(text);
}

function shown(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return name.name.text;
    case 'ip':
      return name.bytes.join('.');
    case 'other':
      return 'otherName';
    default:
      return name.value;
  }
}

// What cannot be read or compared counts against the certificate: outside what is permitted, inside what is excluded.
function within(name: GeneralName, constraint: GeneralName, list: 'permitted' | 'excluded'): boolean {
  const fallback = list === 'excluded';
  if (name.kind === 'dns' && constraint.kind === 'dns') {
    return dnsWithin(name.value, constraint.value, list);
  }
  if (name.kind === 'email' && constraint.kind === 'email') {
    return emailWithin(name.value, constraint.value) ?? fallback;
  }
  if (name.kind === 'uri' && constraint.kind === 'uri') {
    return uriWithin(name.value, constraint.value) ?? fallback;
  }
  if (name.kind === 'ip' && constraint.kind === 'ip') {
    return addressWithin(name.bytes, constraint.bytes) ?? fallback;
  }
  if (name.kind === 'directory' && constraint.kind === 'directory') {
    return directoryWithin(name.name, constraint.name);
  }
  return fallback;
}

function hostWithin(host: string, base: string): boolean {
  return base === '' || host === base || host.endsWith(`.${base}`);
}

function dnsWithin(host: string, constraint: string, list: 'permitted' | 'excluded'): boolean {
  // A leading dot is the habit of URI constraints; everyone takes it as the domain without it.
  const base = constraint.startsWith('.') ? constraint.slice(1) : constraint;
  // A wildcard may stand for a host that is excluded.
  return hostWithin(host, base) || (list === 'excluded' && host.startsWith('*.') && wildcardMeets(host.slice(2), base));
}

function wildcardMeets(parent: string, base: string): boolean {
  return base.endsWith(`.${parent}`) && !base.slice(0, -parent.length - 1).includes('.');
}

// A mailbox, a host, or with a leading dot the hosts below a domain.
function emailWithin(name: string, constraint: string): boolean | undefined {
  const at = name.lastIndexOf('@');
  if (at <= 0 || name.indexOf('@') !== at || at === name.length - 1) {
    return undefined;
  }
  const host = name.slice(at + 1).toLowerCase();
  const constraintAt = constraint.lastIndexOf('@');
  const wanted = constraint.slice(constraintAt + 1).toLowerCase();
  if (constraintAt >= 0) {
    return constraint.slice(0, constraintAt) === name.slice(0, at) && wanted === host;
  }
  return wanted.startsWith('.') ? host.endsWith(wanted) : wanted === '' || wanted === host;
}

function uriWithin(name: string, constraint: string): boolean | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@?#]*@)?([^/:?#[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(name)?.[1]?.toLowerCase();
  if (host === undefined || /^[\d.]+$/.test(host)) {
    return undefined;
  }
  const wanted = constraint.toLowerCase();
  return wanted.startsWith('.') ? host.endsWith(wanted) : wanted === '' || wanted === host;
}

function addressWithin(address: Uint8Array, constraint: Uint8Array): boolean | undefined {
  if ((address.length !== 4 && address.length !== 16) || (constraint.length !== 8 && constraint.length !== 32)) {
    return undefined;
  }
  const { length } = address;
  return (
    constraint.length === length * 2 &&
    address.every(
      (byte, i) => (byte & (constraint[length + i] ?? 0)) === ((constraint[i] ?? 0) & (constraint[length + i] ?? 0)),
    )
  );
}

function directoryWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  if (base.rdns.length > name.rdns.length) {
    return false;
  }
  const head = name.rdns.length === base.rdns.length ? nameKey(name) : keyOfHead(name, base.rdns.length);
  return head === nameKey(base);
}

function keyOfHead(name: DistinguishedName, count: number): string {
  return nameKey({ ...name, rdns: name.rdns.slice(0, count) });
}
