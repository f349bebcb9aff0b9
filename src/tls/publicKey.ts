import { createPublicKey, type KeyObject } from 'node:crypto';
import { Cursor } from './bytes.js';

const explicitVersion = 0xa0;
/** Serial number, signature algorithm, issuer, validity, subject: the fields before the key (RFC 5280 section 4.1). */
const fieldsBeforeKey = 5;

/**
 * The public key in a certificate's DER, `undefined` where this machine knows no such key, or these bytes are no
 * certificate. Only the key's own bytes go to the library: that takes half the time of a whole certificate, and a
 * certificate that the library would refuse still has its key checked.
 */
export function publicKeyOf(der: Uint8Array | undefined): KeyObject | undefined {
  const key = der && keyBytes(der);
  try {
    return key && createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
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
