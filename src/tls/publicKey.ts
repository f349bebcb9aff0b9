import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Cursor, sameBytes } from './bytes.js';

const explicitVersion = 0xa0;
/** Serial number, signature algorithm, issuer, validity, subject: the fields before the key (RFC 5280 section 4.1). */
const fieldsBeforeKey = 5;

/** The servers behind one name, and often those of one domain, have the same key: the latest are kept, by their bytes. */
const recent = new Map<string, KeyObject>();
const maximumKept = 64;
/** In bytes; holds RSA keys of 16,384 bits. */
const maximumKeptSize = 4096;

/**
 * The public key in a certificate's DER, `undefined` where this machine knows no such key, or these bytes are no
 * certificate. Only the key's own bytes go to the library: that takes half the time of a whole certificate, and a
 * certificate that the library would refuse still has its key checked.
 */
export function publicKeyOf(der: Uint8Array | undefined): KeyObject | undefined {
  const spki = der && keyBytes(der);
  if (!spki || spki.length > maximumKeptSize) {
    return spki && importKey(spki);
  }
  const bytes = Buffer.from(spki).toString('latin1');
  const key = recent.get(bytes) ?? importKey(spki);
  if (key) {
    recent.set(bytes, key);
    const [oldest = bytes] = recent.keys();
    if (recent.size > maximumKept) {
      recent.delete(oldest);
    }
  }
  return key;
}

function importKey(spki: Uint8Array): KeyObject | undefined {
  try {
    const jwk = jsonWebKey(spki);
    return jwk
      ? createPublicKey({ key: jwk, format: 'jwk' })
      : createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** AlgorithmIdentifier of rsaEncryption and of id-ecPublicKey with P-256 (RFC 3279 section 2.3, RFC 5480). */
const rsa = Buffer.from('300d06092a864886f70d0101010500', 'hex');
const p256 = Buffer.from('301306072a8648ce3d020106082a8648ce3d030107', 'hex');

/** The two usual kinds of key as JWK, which the library takes in a tenth of the time that DER costs it. */
function jsonWebKey(spki: Uint8Array): JsonWebKey | undefined {
  const fields = new Cursor(readElement(new Cursor(spki)).content);
  const algorithm = readElement(fields).whole;
  // The first byte of a BIT STRING counts unused bits: none here.
  const key = readElement(fields).content.subarray(1);
  if (sameBytes(algorithm, p256) && key.length === 65 && key[0] === 4) {
    return { kty: 'EC', crv: 'P-256', x: base64url(key.subarray(1, 33)), y: base64url(key.subarray(33)) };
  }
  if (!sameBytes(algorithm, rsa)) {
    return undefined;
  }
  const numbers = new Cursor(readElement(new Cursor(key)).content);
  const jwk = { kty: 'RSA', n: base64url(readElement(numbers).content), e: base64url(readElement(numbers).content) };
  return numbers.broken ? undefined : jwk;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function keyBytes(der: Uint8Array): Uint8Array | undefined {
  const certificate = readElement(new Cursor(der));
  const fields = new Cursor(readElement(new Cursor(certificate.content)).content);
  const hasVersion = readElement(fields).tag === explicitVersion;
  for (let field = hasVersion ? 0 : 1; field < fieldsBeforeKey; field += 1) {
    readElement(fields);
  }
  const key = readElement(fields);
  return fields.broken ? undefined : key.whole;
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The content with its tag and length. */
  readonly whole: Uint8Array;
}

/** Reads one element of a definite length (X.690 section 8.1.3). */
function readElement(cursor: Cursor): Element {
  const before = cursor.rest;
  const tag = cursor.number(1);
  const first = cursor.number(1);
  const content = cursor.take(first < 0x80 ? first : cursor.number(first - 0x80));
  return { tag, content, whole: before.subarray(0, before.length - cursor.left) };
}
