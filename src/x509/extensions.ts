import * as l10n from '@vscode/l10n';
import { attempt, contextTag, type DerElement, DerError, readDer, tags } from './der.js';
import { readBoolean, readNamedBits, readOid, readSmallInteger, smallNumber } from './derValues.js';
import { type GeneralName, readGeneralName } from './generalName.js';
import { extendedKeyUsages, keyUsages } from './oids.js';

/** Name constraints (RFC 5280 section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Policy constraints (RFC 5280 section 4.2.1.11), in certificates to skip. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
}

/** What the known extensions of a certificate state; absent where the extension is. */
export interface Extensions {
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectAltName?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  /** Dotted OIDs. */
  readonly policies?: readonly string[];
  readonly policyMappings?: readonly { readonly issuerDomain: string; readonly subjectDomain: string }[];
  readonly policyConstraints?: PolicyConstraints;
  readonly inhibitAnyPolicy?: number;
  readonly caIssuers?: readonly string[];
  readonly crlDistributionPoints?: readonly string[];
}

/** The extensions of a certificate, and what makes it unfit for a path although it could be read. */
export interface ExtensionsResult {
  readonly known: Extensions;
  /** Dotted OIDs of critical extensions that are not known here (RFC 5280 section 4.2). */
  readonly unknownCritical: readonly string[];
  /** Dotted OIDs of known extensions that could not be read or occur twice. */
  readonly malformed: readonly string[];
}

type Reader = (value: DerElement) => Extensions;

const readers: Readonly<Record<string, Reader>> = {
  '2.5.29.14': (value) => ({
    subjectKeyId: value.expect(tags.octetString).text('hex'),
  }),
  '2.5.29.15': (value) => ({ keyUsage: readNamedBits(value).flatMap((bit) => keyUsages[bit] ?? []) }),
  '2.5.29.17': (value) => ({ subjectAltName: items(value).map(readGeneralName) }),
  '2.5.29.19': readBasicConstraints,
  '2.5.29.30': readNameConstraints,
  '2.5.29.31': (value) => ({
    crlDistributionPoints: items(value).flatMap(distributionPointUrls),
  }),
  '2.5.29.32': (value) => ({ policies: items(value).map(firstOid) }),
  '2.5.29.33': (value) => ({ policyMappings: items(value).map(readPolicyMapping) }),
  '2.5.29.35': readAuthorityKeyId,
  '2.5.29.36': readPolicyConstraints,
  '2.5.29.37': (value) => ({
    extendedKeyUsage: items(value)
      .map(readOid)
      .map((oid) => extendedKeyUsages[oid] ?? oid),
  }),
  '2.5.29.54': (value) => ({ inhibitAnyPolicy: readSmallInteger(value) }),
  '1.3.6.1.5.5.7.1.1': (value) => ({ caIssuers: items(value).flatMap(caIssuerUrls) }),
};

// Identifiers and access locations play no part in validation, so that nobody can honour them as critical
// (RFC 5280 sections 4.2.1.1, 4.2.1.2 and 4.2.2.1 forbid it).
const neverCritical = ['2.5.29.14', '2.5.29.35', '1.3.6.1.5.5.7.1.1'];

/** Reads Extensions. A known extension whose value cannot be read is listed, it does not make the certificate unreadable. */
export function readExtensions(sequence: DerElement): ExtensionsResult {
  const known: Extensions = {};
  const unknownCritical: string[] = [];
  const malformed: string[] = [];
  const seen = new Set<string>();
  for (const element of sequence.expect(tags.sequence).children()) {
    const { oid, critical, value } = readExtension(element);
    const reader = Object.hasOwn(readers, oid) ? readers[oid] : undefined;
    if (critical && (!reader || neverCritical.includes(oid))) {
      unknownCritical.push(oid);
    }
    const result = reader && attempt(() => reader(readDer(value.content)));
    if (seen.has(oid) || result?.ok === false) {
      malformed.push(oid);
    } else if (result) {
      Object.assign(known, result.value);
    }
    seen.add(oid);
  }
  return { known, unknownCritical, malformed };
}

function readExtension(element: DerElement): { oid: string; critical: boolean; value: DerElement } {
  const [type, ...rest] = element.expect(tags.sequence).children();
  const value = rest.at(-1);
  if (!type || value?.tag !== tags.octetString || rest.length > 2) {
    throw new DerError(l10n.t('an extension is not encoded as expected (byte {0})', element.start));
  }
  const [flag] = rest;
  return { oid: readOid(type), critical: rest.length === 2 && flag !== undefined && readBoolean(flag), value };
}

function items(value: DerElement): DerElement[] {
  return value.expect(tags.sequence).children();
}

function firstOid(element: DerElement): string {
  const [first] = element.expect(tags.sequence).children();
  if (!first) {
    throw new DerError(l10n.t('an object identifier is missing (byte {0})', element.start));
  }
  return readOid(first);
}

function readBasicConstraints(value: DerElement): Extensions {
  let ca = false;
  let pathLength: number | undefined;
  for (const item of items(value)) {
    if (item.tag === tags.boolean) {
      ca = readBoolean(item);
    } else {
      pathLength = readSmallInteger(item);
    }
  }
  return { basicConstraints: pathLength === undefined ? { ca } : { ca, pathLength } };
}

function readAuthorityKeyId(value: DerElement): Extensions {
  const keyId = items(value).find((item) => item.tag === contextTag(0, false));
  return keyId ? { authorityKeyId: keyId.text('hex') } : {};
}

function readNameConstraints(value: DerElement): Extensions {
  const permitted: GeneralName[] = [];
  const excluded: GeneralName[] = [];
  for (const part of items(value)) {
    const names = part.tag === contextTag(0) ? permitted : part.tag === contextTag(1) ? excluded : undefined;
    if (!names) {
      throw new DerError(l10n.t('the name constraints are not encoded as expected (byte {0})', part.start));
    }
    for (const subtree of part.children()) {
      // minimum and maximum must be 0 and absent (RFC 5280 section 4.2.1.10); nobody honours others.
      const [base, ...bounds] = subtree.expect(tags.sequence).children();
      if (!base || bounds.length > 0) {
        throw new DerError(l10n.t('the name constraints are not encoded as expected (byte {0})', subtree.start));
      }
      names.push(readGeneralName(base));
    }
  }
  return { nameConstraints: { permitted, excluded } };
}

function readPolicyConstraints(value: DerElement): Extensions {
  const parts = items(value);
  const explicit = parts.find((part) => part.tag === contextTag(0, false));
  const mapping = parts.find((part) => part.tag === contextTag(1, false));
  return {
    policyConstraints: {
      ...(explicit ? { requireExplicitPolicy: smallNumber(explicit) } : {}),
      ...(mapping ? { inhibitPolicyMapping: smallNumber(mapping) } : {}),
    },
  };
}

function readPolicyMapping(element: DerElement): { issuerDomain: string; subjectDomain: string } {
  const [issuer, subject] = element.expect(tags.sequence).children();
  if (!issuer || !subject) {
    throw new DerError(l10n.t('an object identifier is missing (byte {0})', element.start));
  }
  return { issuerDomain: readOid(issuer), subjectDomain: readOid(subject) };
}

const caIssuersOid = '1.3.6.1.5.5.7.48.2';

function caIssuerUrls(description: DerElement): string[] {
  const [method, location] = description.expect(tags.sequence).children();
  const isUrl = location?.tag === contextTag(6, false);
  return method && isUrl && readOid(method) === caIssuersOid ? [location.text('latin1')] : [];
}

// DistributionPoint → distributionPoint [0] → fullName [0] → uniformResourceIdentifier [6].
function distributionPointUrls(point: DerElement): string[] {
  return point
    .expect(tags.sequence)
    .children()
    .filter((part) => part.tag === contextTag(0))
    .flatMap((part) => part.children())
    .filter((name) => name.tag === contextTag(0))
    .flatMap((name) => name.children())
    .filter((name) => name.tag === contextTag(6, false))
    .map((name) => name.text('latin1'));
}
