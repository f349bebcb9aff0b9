import { constants, createPublicKey, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import type { Certificate } from './certificate.js';
import { attempt, contextTag, type DerElement, readDer, tags } from './der.js';
import { readOid, readSmallInteger } from './derValues.js';
import { equalNames } from './names.js';
import { digests, type SignatureAlgorithm, signatureAlgorithms } from './oids.js';

/** `unsupported`: this runtime cannot tell, because it does not know the algorithm or the key. */
export type SignatureVerdict = 'valid' | 'invalid' | 'unsupported';

// A certificate's key may be asked for many signatures; making the key object costs as much as a verification.
const keys = new WeakMap<Certificate, KeyObject | null>();

function publicKey(certificate: Certificate): KeyObject | null {
  let key = keys.get(certificate);
  if (key === undefined) {
    key = importKey(certificate.publicKey);
    keys.set(certificate, key);
  }
  return key;
}

function importKey(spki: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    // Curves and key kinds that this OpenSSL or BoringSSL was built without, or nonsense.
    return null;
  }
}

// By certificate and issuer: an intermediate comes with many leaves, and is asked about more than once for each.
const verdicts = new WeakMap<Certificate, WeakMap<Certificate, SignatureVerdict>>();

/** Whether the issuer's key made the certificate's signature. Names and constraints are not looked at. */
export function verifySignature(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  const known = verdicts.get(certificate) ?? new WeakMap<Certificate, SignatureVerdict>();
  const verdict = known.get(issuer) ?? check(certificate, issuer);
  verdicts.set(certificate, known.set(issuer, verdict));
  return verdict;
}

function check(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  const algorithm = signatureAlgorithms[certificate.signature.oid];
  const scheme = algorithm && verification(algorithm, certificate.signature.algorithm);
  if (algorithm && !keyFits(algorithm, issuer)) {
    return 'invalid';
  }
  const key = scheme && publicKey(issuer);
  if (!key) {
    return 'unsupported';
  }
  const { signed, value } = certificate.signature;
  try {
    return verify(scheme.hash, signed, { key, ...scheme.options }, value) ? 'valid' : 'invalid';
  } catch {
    return 'unsupported';
  }
}

/** Whether the issuer's name and key are those that the certificate names and was signed by. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return equalNames(certificate.issuer, issuer.subject) && verifySignature(certificate, issuer) === 'valid';
}

/** Whether the certificate signed itself, as roots do. */
export function isSelfSigned(certificate: Certificate): boolean {
  return certificate.selfIssued && verifySignature(certificate, certificate) === 'valid';
}

function keyFits(algorithm: SignatureAlgorithm, issuer: Certificate): boolean {
  const kind = issuer.keyType.algorithm;
  switch (algorithm.key) {
    case 'RSA':
    case 'RSA-PSS':
      return kind === 'RSA';
    case 'EdDSA':
      return kind === algorithm.name;
    default:
      return kind === algorithm.key;
  }
}

interface Verification {
  /** Null where the scheme fixes the digest. */
  readonly hash: string | null;
  readonly options: Omit<VerifyKeyObjectInput, 'key'>;
}

function verification(algorithm: SignatureAlgorithm, encoded: Uint8Array): Verification | undefined {
  if (algorithm.key === 'EdDSA') {
    return { hash: null, options: {} };
  }
  if (algorithm.key === 'RSA-PSS') {
    const parameters = attempt(() => pssParameters(readDer(encoded).children()[1]));
    return parameters.ok ? parameters.value : undefined;
  }
  return algorithm.hash === undefined ? undefined : { hash: algorithm.hash, options: {} };
}

// RSASSA-PSS-params (RFC 4055 section 3.1); every field has a default.
function pssParameters(parameters: DerElement | undefined): Verification | undefined {
  const fields = parameters?.tag === tags.sequence ? parameters.children() : [];
  const field = (number: number) => fields.find((each) => each.tag === contextTag(number))?.children()[0];
  const hash = digestOf(field(0));
  const mask = field(1);
  const maskHash = mask ? digestOf(mask.children()[1]) : 'sha1';
  const saltLength = field(2);
  if (hash === undefined || hash !== maskHash) {
    return undefined;
  }
  return {
    hash,
    options: {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: saltLength ? readSmallInteger(saltLength) : 20,
    },
  };
}

function digestOf(algorithm: DerElement | undefined): string | undefined {
  const oid = algorithm?.children()[0];
  return algorithm ? oid && digests[readOid(oid)] : 'sha1';
}

const weakDigests = ['md2', 'md5', 'sha1'];

/** Whether the signature covers a digest for which collisions can be made. */
export function isWeaklySigned(certificate: Certificate): boolean {
  const algorithm = signatureAlgorithms[certificate.signature.oid];
  const scheme = algorithm && verification(algorithm, certificate.signature.algorithm);
  return weakDigests.includes(scheme?.hash ?? algorithm?.hash ?? '');
}
