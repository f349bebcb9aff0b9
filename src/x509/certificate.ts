import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { attempt, contextTag, type DerElement, DerError, equalBytes, readDer, tags } from './der.js';
import { readBitString, readOid, readSmallInteger, readTime } from './derValues.js';
import { type DistinguishedName, readDistinguishedName } from './distinguishedName.js';
import {
  type Extensions,
  type ExtensionsResult,
  type NameConstraints,
  type PolicyConstraints,
  readExtensions,
} from './extensions.js';
import { addressText, type GeneralName } from './generalName.js';
import { equalNames } from './names.js';
import { signatureAlgorithms } from './oids.js';
import { type KeyType, readKeyType } from './publicKey.js';

export type { DistinguishedName, NameAttribute } from './distinguishedName.js';
export type { KeyType } from './publicKey.js';

/** The signature of a certificate, as needed to verify it. */
export interface CertificateSignature {
  /** Dotted OID of the algorithm. */
  readonly oid: string;
  /** DER of the AlgorithmIdentifier, with its parameters. */
  readonly algorithm: Uint8Array;
  readonly value: Uint8Array;
  /** The bytes that were signed: the DER of the tbsCertificate. */
  readonly signed: Uint8Array;
  /** The algorithm inside the signed part is the one outside it (RFC 5280 section 4.1.1.2). */
  readonly consistent: boolean;
}

/** A certificate read from DER (RFC 5280). Everything is data; nothing here has been verified. */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-1 of the DER, upper-case hex, as Windows shows it. */
  readonly thumbprint: string;
  /** SHA-256 of the DER, upper-case hex. */
  readonly sha256: string;
  /** 1 to 3. */
  readonly version: number;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Upper-case hex, as encoded. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** dNSName entries of the subject alternative name, as encoded. */
  readonly dnsNames: readonly string[];
  /** iPAddress entries of the subject alternative name, as people write them. */
  readonly ipAddresses: readonly string[];
  /** All entries of the subject alternative name; absent when the extension is. */
  readonly subjectAltName?: readonly GeneralName[];
  /** Upper-case hex. */
  readonly subjectKeyId?: string;
  /** keyIdentifier of the authority key identifier, upper-case hex. */
  readonly authorityKeyId?: string;
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  /** RFC 5280 names, e.g. `keyCertSign`; absent when the extension is. */
  readonly keyUsage?: readonly string[];
  /** Names where known (`serverAuth`, `clientAuth`), else dotted OIDs; absent when the extension is. */
  readonly extendedKeyUsage?: readonly string[];
  readonly nameConstraints?: NameConstraints;
  /** Dotted OIDs; absent when the extension is. */
  readonly policies?: readonly string[];
  readonly policyMappings?: Extensions['policyMappings'];
  readonly policyConstraints?: PolicyConstraints;
  readonly inhibitAnyPolicy?: number;
  /** URLs of the authority information access extension's caIssuers, as encoded: hostile until checked. */
  readonly caIssuers: readonly string[];
  /** URLs, as encoded: hostile until checked. */
  readonly crlDistributionPoints: readonly string[];
  /** Dotted OIDs of critical extensions that nothing here understands. */
  readonly unknownCriticalExtensions: readonly string[];
  /** Dotted OIDs of known extensions that could not be read or occur twice: no path may use the certificate. */
  readonly malformedExtensions: readonly string[];
  readonly keyType: KeyType;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** E.g. `sha256WithRSAEncryption`, else the dotted OID. */
  readonly signatureAlgorithm: string;
  readonly signature: CertificateSignature;
  /** Subject and issuer are equal as names; says nothing about the signature. */
  readonly selfIssued: boolean;
}

/** Bytes that are no certificate keep their reason. */
export type CertificateResult =
  | { readonly ok: true; readonly certificate: Certificate }
  | { readonly ok: false; readonly reason: string };

/** Reads one certificate from DER. Never throws; what only makes it unfit for a path is kept in the certificate. */
export function readCertificate(der: Uint8Array): CertificateResult {
  if (der.length === 0) {
    return { ok: false, reason: l10n.t('it is empty') };
  }
  const result = attempt(() => withComputed(readFields(readDer(der)), der));
  return result.ok ? { ok: true, certificate: result.value } : result;
}

type Fields = Omit<Certificate, 'der' | 'thumbprint' | 'sha256' | 'selfIssued'>;

// What takes long is computed when first asked for: most certificates of a trust store never are.
function withComputed(fields: Fields, der: Uint8Array): Certificate {
  let selfIssued: boolean | undefined;
  let thumbprint: string | undefined;
  let sha256: string | undefined;
  return {
    der,
    get thumbprint() {
      thumbprint ??= createHash('sha1').update(der).digest('hex').toUpperCase();
      return thumbprint;
    },
    get sha256() {
      sha256 ??= createHash('sha256').update(der).digest('hex').toUpperCase();
      return sha256;
    },
    get selfIssued() {
      selfIssued ??= equalNames(fields.subject, fields.issuer);
      return selfIssued;
    },
    ...fields,
  };
}

function readFields(root: DerElement): Fields {
  const [tbs, outerAlgorithm, signatureValue] = root.expect(tags.sequence).children();
  if (!tbs || !outerAlgorithm || !signatureValue) {
    throw new DerError(l10n.t('it is not a certificate but something else in DER'));
  }
  const { version, serial, algorithm, issuer, validity, subject, spki, extensions } = readTbs(tbs);
  const [notBefore, notAfter] = validity.expect(tags.sequence).children();
  if (!notBefore || !notAfter) {
    throw new DerError(l10n.t('the validity is not encoded as expected (byte {0})', validity.start));
  }
  const subjectName = readDistinguishedName(subject);
  const issuerName = readDistinguishedName(issuer);
  const signature = readSignature(tbs, algorithm, outerAlgorithm, signatureValue);
  return {
    version,
    subject: subjectName,
    issuer: issuerName,
    serialNumber: serial.expect(tags.integer).text('hex'),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    keyType: readKeyTypeOrUnknown(spki),
    publicKey: spki.encoded,
    signatureAlgorithm: signatureAlgorithms[signature.oid]?.name ?? signature.oid,
    signature,
    ...extensionFields(extensions ? readExtensions(extensions) : noExtensions),
  };
}

// TBSCertificate (RFC 5280 section 4.1): version [0] may be absent, the unique identifiers [1] and [2] are passed over.
function readTbs(tbs: DerElement) {
  const parts = tbs.expect(tags.sequence).children();
  const [versionElement] = parts[0]?.tag === contextTag(0) ? (parts.shift()?.children() ?? []) : [];
  const [serial, algorithm, issuer, validity, subject, spki, ...optional] = parts;
  if (!serial || !algorithm || !issuer || !validity || !subject || !spki) {
    throw new DerError(l10n.t('it is not a certificate but something else in DER'));
  }
  return {
    version: versionElement ? readSmallInteger(versionElement) + 1 : 1,
    serial,
    algorithm,
    issuer,
    validity,
    subject,
    spki,
    extensions: optional.find((part) => part.tag === contextTag(3))?.children()[0],
  };
}

function readSignature(tbs: DerElement, inner: DerElement, outer: DerElement, value: DerElement): CertificateSignature {
  const [oid] = outer.expect(tags.sequence).children();
  if (!oid) {
    throw new DerError(l10n.t('the signature algorithm is missing (byte {0})', outer.start));
  }
  return {
    oid: readOid(oid),
    algorithm: outer.encoded,
    value: readBitString(value),
    signed: tbs.encoded,
    consistent: equalBytes(inner.encoded, outer.encoded),
  };
}

// A key that cannot be read verifies nothing, yet the certificate around it can be shown.
function readKeyTypeOrUnknown(spki: DerElement): KeyType {
  const result = attempt(() => readKeyType(spki));
  return result.ok ? result.value : { algorithm: 'unknown', label: l10n.t('unreadable key') };
}

const noExtensions: ExtensionsResult = { known: {}, unknownCritical: [], malformed: [] };

function extensionFields({ known, unknownCritical, malformed }: ExtensionsResult) {
  const names = known.subjectAltName ?? [];
  return {
    ...known,
    dnsNames: names.flatMap((name) => (name.kind === 'dns' ? name.value : [])),
    ipAddresses: names.flatMap((name) => (name.kind === 'ip' ? addressText(name.bytes) : [])),
    caIssuers: known.caIssuers ?? [],
    crlDistributionPoints: known.crlDistributionPoints ?? [],
    unknownCriticalExtensions: unknownCritical,
    malformedExtensions: malformed,
  };
}
