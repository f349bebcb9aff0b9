import type { KeyObject, SigningOptions } from 'node:crypto';
import { constants, createHash, publicDecrypt, verify } from 'node:crypto';
import { concat, sameBytes } from './bytes.js';

/** What a signature by the peer shows. `unknown`: this machine cannot check it. */
export type SignatureVerdict = 'valid' | 'invalid' | 'unknown';

type KeyName = 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448';

interface Scheme {
  readonly keys: readonly KeyName[];
  /** Absent where the algorithm brings its own. */
  readonly hash?: string;
  readonly pss?: boolean;
}

/** Signature schemes by number (RFC 8446 section 4.2.3, the DSA ones RFC 5246 section 7.4.1.4.1), best first. */
const schemes: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [0x0403, { keys: ['ec'], hash: 'sha256' }],
  [0x0503, { keys: ['ec'], hash: 'sha384' }],
  [0x0603, { keys: ['ec'], hash: 'sha512' }],
  [0x0807, { keys: ['ed25519'] }],
  [0x0808, { keys: ['ed448'] }],
  [0x0809, { keys: ['rsa-pss'], hash: 'sha256', pss: true }],
  [0x080a, { keys: ['rsa-pss'], hash: 'sha384', pss: true }],
  [0x080b, { keys: ['rsa-pss'], hash: 'sha512', pss: true }],
  [0x0804, { keys: ['rsa'], hash: 'sha256', pss: true }],
  [0x0805, { keys: ['rsa'], hash: 'sha384', pss: true }],
  [0x0806, { keys: ['rsa'], hash: 'sha512', pss: true }],
  [0x0401, { keys: ['rsa'], hash: 'sha256' }],
  [0x0501, { keys: ['rsa'], hash: 'sha384' }],
  [0x0601, { keys: ['rsa'], hash: 'sha512' }],
  [0x0303, { keys: ['ec'], hash: 'sha224' }],
  [0x0301, { keys: ['rsa'], hash: 'sha224' }],
  [0x0402, { keys: ['dsa'], hash: 'sha256' }],
  [0x0203, { keys: ['ec'], hash: 'sha1' }],
  [0x0201, { keys: ['rsa'], hash: 'sha1' }],
  [0x0202, { keys: ['dsa'], hash: 'sha1' }],
]);

/** Numbers of the schemes to offer, best first: all, or those of one kind of key. */
export function offeredSchemes(signature?: 'rsa' | 'ecdsa'): readonly number[] {
  const wanted: readonly KeyName[] | undefined =
    signature === 'rsa' ? ['rsa', 'rsa-pss'] : signature === 'ecdsa' ? ['ec'] : undefined;
  return [...schemes]
    .filter(([, { keys }]) => wanted === undefined || keys.some((key) => wanted.includes(key)))
    .map(([number]) => number);
}

/** Checks a signature whose scheme was stated: TLS 1.2 and 1.3. A scheme that does not fit the key is invalid. */
export function verifyScheme(
  key: KeyObject,
  scheme: number,
  content: Uint8Array,
  signature: Uint8Array,
): SignatureVerdict {
  const known = schemes.get(scheme);
  if (!known) {
    return 'unknown';
  }
  if (!known.keys.some((each) => each === key.asymmetricKeyType)) {
    return 'invalid';
  }
  const options: SigningOptions = known.pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return attempt(() => verify(known.hash ?? null, content, { key, ...options }, signature));
}

/**
 * Checks a signature of TLS 1.0 and 1.1 (RFC 4346 section 7.4.3): RSA signs MD5 and SHA-1 together without naming
 * them, which no library's verify() does everywhere; the others sign SHA-1.
 */
export function verifyLegacy(key: KeyObject, content: Uint8Array, signature: Uint8Array): SignatureVerdict {
  if (key.asymmetricKeyType !== 'rsa') {
    return attempt(() => verify('sha1', content, key, signature));
  }
  const digest = (hash: 'md5' | 'sha1') => createHash(hash).update(content).digest();
  const expected = concat(digest('md5'), digest('sha1'));
  try {
    const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return sameBytes(signed, expected) ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}

/** A key or hash that the library lacks makes it throw; that is no verdict. */
function attempt(check: () => boolean): SignatureVerdict {
  try {
    return check() ? 'valid' : 'invalid';
  } catch {
    return 'unknown';
  }
}
