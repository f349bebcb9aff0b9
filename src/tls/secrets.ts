import { createCipheriv, createDecipheriv, createHash, createHmac, getCipherInfo } from 'node:crypto';
import { concat, number, sameBytes, vector } from './bytes.js';
import type { RecordCipher } from './suites.js';

type HashName = RecordCipher['hash'];

const supported = new Map<RecordCipher['algorithm'], boolean>();

/** Whether this machine's library has the cipher: BoringSSL lacks ChaCha20-Poly1305 and CCM by these names. */
export function supportsCipher(algorithm: RecordCipher['algorithm']): boolean {
  const known = supported.get(algorithm) ?? getCipherInfo(algorithm) !== undefined;
  supported.set(algorithm, known);
  return known;
}

/** The hash of the parts one after the other. */
export function hash(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const digest = createHash(name);
  for (const part of parts) {
    digest.update(part);
  }
  return digest.digest();
}

/** HKDF-Extract (RFC 5869 section 2.2). */
export function extract(name: HashName, salt: Uint8Array, keyMaterial: Uint8Array): Uint8Array {
  return hmac(name, salt, keyMaterial);
}

function hmac(name: HashName, key: Uint8Array, content: Uint8Array): Uint8Array {
  return createHmac(name, key).update(content).digest();
}

/** HKDF-Expand-Label (RFC 8446 section 7.1). No label asks for more than the hash's own length: one round does. */
export function expandLabel(
  name: HashName,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const hkdfLabel = concat(number(2, length), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context));
  return hmac(name, secret, concat(hkdfLabel, number(1, 1))).subarray(0, length);
}

/** The secrets of the two directions during the handshake. */
export interface HandshakeSecrets {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** The key schedule down to the handshake traffic secrets, without a pre-shared key (RFC 8446 section 7.1). */
export function handshakeSecrets(name: HashName, shared: Uint8Array, transcript: Uint8Array): HandshakeSecrets {
  const nothing = hash(name);
  const zeros = new Uint8Array(nothing.length);
  const early = extract(name, zeros, zeros);
  const derived = expandLabel(name, early, 'derived', nothing, nothing.length);
  const handshake = extract(name, derived, shared);
  const traffic = (label: string) => expandLabel(name, handshake, label, transcript, nothing.length);
  return { client: traffic('c hs traffic'), server: traffic('s hs traffic') };
}

/** The content of the Finished message (RFC 8446 section 4.4.4). */
export function finishedContent(name: HashName, trafficSecret: Uint8Array, transcript: Uint8Array): Uint8Array {
  const key = expandLabel(name, trafficSecret, 'finished', new Uint8Array(0), trafficSecret.length);
  return hmac(name, key, transcript);
}

/** Whether the peer's Finished message fits. */
export function finishedFits(
  name: HashName,
  trafficSecret: Uint8Array,
  transcript: Uint8Array,
  content: Uint8Array,
): boolean {
  return sameBytes(finishedContent(name, trafficSecret, transcript), content);
}

/** The protection of one direction's records (RFC 8446 section 5.2 and 5.3). */
export class RecordProtection {
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;
  #sequence = 0;

  constructor(
    private readonly cipher: RecordCipher,
    trafficSecret: Uint8Array,
  ) {
    const nothing = new Uint8Array(0);
    this.#key = expandLabel(cipher.hash, trafficSecret, 'key', nothing, cipher.keyLength);
    this.#iv = expandLabel(cipher.hash, trafficSecret, 'iv', nothing, 12);
  }

  /** The inner plaintext with its content type and padding behind it, `undefined` when it is not authentic. */
  open(header: Uint8Array, fragment: Uint8Array): Uint8Array | undefined {
    const { algorithm, tagLength } = this.cipher;
    const length = fragment.length - tagLength;
    if (length < 0) {
      return undefined;
    }
    const decipher = newDecipher(algorithm, this.#key, this.#nextNonce(), { authTagLength: tagLength });
    try {
      decipher.setAAD(header, { plaintextLength: length });
      decipher.setAuthTag(fragment.subarray(length));
      return concat(decipher.update(fragment.subarray(0, length)), decipher.final());
    } catch {
      return undefined;
    }
  }

  /** Encrypts `content`, whose last byte is its content type. */
  seal(header: Uint8Array, content: Uint8Array): Uint8Array {
    const { algorithm, tagLength } = this.cipher;
    const cipher = newCipher(algorithm, this.#key, this.#nextNonce(), { authTagLength: tagLength });
    cipher.setAAD(header, { plaintextLength: content.length });
    return concat(cipher.update(content), cipher.final(), cipher.getAuthTag());
  }

  /** How many bytes longer a sealed record is. */
  get expansion(): number {
    return this.cipher.tagLength;
  }

  #nextNonce(): Uint8Array {
    const nonce = Uint8Array.from(this.#iv);
    const sequence = number(8, this.#sequence);
    this.#sequence += 1;
    sequence.forEach((byte, at) => {
      nonce[4 + at] = (nonce[4 + at] ?? 0) ^ byte;
    });
    return nonce;
  }
}

/** Content type and content of an opened record without its padding; `undefined` where there is no type (RFC 8446 section 5.4). */
export function innerContent(opened: Uint8Array): { readonly type: number; readonly content: Uint8Array } | undefined {
  const end = opened.findLastIndex((byte) => byte !== 0);
  const type = opened[end];
  return type === undefined ? undefined : { type, content: opened.subarray(0, end) };
}

type Algorithm = RecordCipher['algorithm'];

// The library's typings have one signature a mode; the calls are the same.
function newDecipher(algorithm: Algorithm, key: Uint8Array, nonce: Uint8Array, options: { authTagLength: number }) {
  switch (algorithm) {
    case 'aes-128-ccm':
      return createDecipheriv(algorithm, key, nonce, options);
    case 'chacha20-poly1305':
      return createDecipheriv(algorithm, key, nonce, options);
    default:
      return createDecipheriv(algorithm, key, nonce, options);
  }
}

function newCipher(algorithm: Algorithm, key: Uint8Array, nonce: Uint8Array, options: { authTagLength: number }) {
  switch (algorithm) {
    case 'aes-128-ccm':
      return createCipheriv(algorithm, key, nonce, options);
    case 'chacha20-poly1305':
      return createCipheriv(algorithm, key, nonce, options);
    default:
      return createCipheriv(algorithm, key, nonce, options);
  }
}
