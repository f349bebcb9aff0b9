import { createDecipheriv, createHash, createHmac, type Decipher, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import { type DerElement, DerError, tags } from './der.js';
import { readOid, readSmallInteger } from './derValues.js';
import { digests } from './oids.js';

const oids = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  pbmac1: '1.2.840.113549.1.5.14',
};

/** Keyed digests of PBKDF2 (RFC 8018 appendix B.1), in Node's spelling. */
const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** Null is no password at all, which the older schemes tell from an empty one. */
export type Password = string | null;

interface Cipher {
  /** Node's name; RC2 has none in current builds of OpenSSL and BoringSSL. */
  readonly name: string;
  readonly keyLength: number;
  readonly ivLength: number;
}

const ciphers: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16, ivLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24, ivLength: 16 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32, ivLength: 16 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 },
};

/** The schemes of RFC 7292 appendix C that files in use have: SHA-1 with two ciphers. */
const legacyCiphers: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', keyLength: 16, ivLength: 8 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', keyLength: 5, ivLength: 8 },
};

// Rounds are the file's to choose: without a limit it could keep the processor busy for hours. Browsers write 600,000.
const maxRounds = 1_000_000;

function rounds(element: DerElement | undefined): number {
  const count = element ? readSmallInteger(element) : 1;
  if (count < 1 || count > maxRounds) {
    throw new DerError(l10n.t('it asks for {0} rounds of key derivation, more than is reasonable', count));
  }
  return count;
}

function unsupported(oid: string): DerError {
  return new DerError(l10n.t('it is encrypted in a way that cannot be read here ({0})', oid));
}

function sequence(element: DerElement | undefined): DerElement[] {
  if (!element) {
    throw new DerError(l10n.t('the parameters of its encryption are missing'));
  }
  return element.expect(tags.sequence).children();
}

/** AlgorithmIdentifier: OID and parameters. */
function algorithmOf(element: DerElement | undefined): { oid: string; parameters: DerElement | undefined } {
  const [type, parameters] = sequence(element);
  if (!type) {
    throw new DerError(l10n.t('the parameters of its encryption are missing'));
  }
  return { oid: readOid(type), parameters };
}

/** Decrypts by an AlgorithmIdentifier. Undefined: the password is wrong. */
export async function decrypt(
  algorithm: DerElement,
  encrypted: Uint8Array,
  password: Password,
): Promise<Uint8Array | undefined> {
  const { oid, parameters } = algorithmOf(algorithm);
  if (oid === oids.pbes2) {
    const [derivation, scheme] = sequence(parameters);
    const { oid: cipherOid, parameters: iv } = algorithmOf(scheme);
    const cipher = ciphers[cipherOid];
    if (!cipher) {
      throw unsupported(cipherOid);
    }
    const key = await derive(derivation, password, cipher.keyLength);
    return decipher(cipher, key, iv?.expect(tags.octetString).content ?? new Uint8Array(), encrypted);
  }
  const cipher = legacyCiphers[oid];
  if (!cipher) {
    throw unsupported(oid);
  }
  const [salt, count] = sequence(parameters);
  const saltBytes = salt?.expect(tags.octetString).content ?? new Uint8Array();
  const material = (id: number, length: number) => pkcs12Key('sha1', password, saltBytes, id, rounds(count), length);
  return decipher(cipher, material(1, cipher.keyLength), material(2, cipher.ivLength), encrypted);
}

async function decipher(cipher: Cipher, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array) {
  if (iv.length !== cipher.ivLength || encrypted.length === 0 || encrypted.length % cipher.ivLength > 0) {
    throw new DerError(l10n.t('its encrypted part is damaged'));
  }
  if (cipher.name === 'rc2') {
    return decipherRc2(key, iv, encrypted);
  }
  const decoder = decoderOf(cipher, key, iv);
  try {
    return Buffer.concat([decoder.update(encrypted), decoder.final()]);
  } catch {
    // Wrong padding: the key is another one.
    return undefined;
  }
}

function decoderOf(cipher: Cipher, key: Uint8Array, iv: Uint8Array): Decipher {
  try {
    return createDecipheriv(cipher.name, key, iv);
  } catch {
    // BoringSSL and restricted builds of OpenSSL lack some.
    throw unsupported(cipher.name);
  }
}

async function decipherRc2(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Promise<Uint8Array | undefined> {
  const { default: forge } = await import('node-forge');
  const buffer = (bytes: Uint8Array) => forge.util.createBuffer(Buffer.from(bytes).toString('latin1'));
  const decoder = forge.rc2.createDecryptionCipher(buffer(key), key.length * 8);
  decoder.start(buffer(iv).getBytes());
  decoder.update(buffer(encrypted));
  return decoder.finish() ? Buffer.from(decoder.output.getBytes(), 'latin1') : undefined;
}

const pbkdf2Async = promisify(pbkdf2);

// PBKDF2-params (RFC 8018 appendix A.2): salt, rounds, optional key length, keyed digest (default HMAC with SHA-1).
async function derive(derivation: DerElement | undefined, password: Password, keyLength: number): Promise<Uint8Array> {
  const { oid, parameters } = algorithmOf(derivation);
  if (oid !== oids.pbkdf2) {
    throw unsupported(oid);
  }
  const [salt, count, ...rest] = sequence(parameters);
  const prf = rest.find((part) => part.tag === tags.sequence);
  const prfOid = prf ? algorithmOf(prf).oid : '1.2.840.113549.2.7';
  const digest = prfs[prfOid];
  if (!salt || !digest) {
    throw unsupported(prfOid);
  }
  return pbkdf2Async(
    Buffer.from(password ?? '', 'utf8'),
    salt.expect(tags.octetString).content,
    rounds(count),
    keyLength,
    digest,
  );
}

/** Whether the MacData (RFC 7292 section 4) over the content fits the password. */
export async function macFits(macData: DerElement, content: Uint8Array, password: Password): Promise<boolean> {
  const [mac, salt, count] = sequence(macData);
  const [algorithm, digestElement] = sequence(mac);
  const { oid, parameters } = algorithmOf(algorithm);
  const expected = digestElement?.expect(tags.octetString).content ?? new Uint8Array();
  if (oid === oids.pbmac1) {
    const [derivation, scheme] = sequence(parameters);
    const digest = prfs[algorithmOf(scheme).oid];
    if (!digest) {
      throw unsupported(algorithmOf(scheme).oid);
    }
    return fits(digest, await derive(derivation, password, expected.length), content, expected);
  }
  const digest = digests[oid];
  if (!salt || !digest || oid === '1.2.840.113549.2.5') {
    throw unsupported(oid);
  }
  const length = createHash(digest).digest().length;
  return fits(
    digest,
    pkcs12Key(digest, password, salt.expect(tags.octetString).content, 3, rounds(count), length),
    content,
    expected,
  );
}

function fits(digest: string, key: Uint8Array, content: Uint8Array, expected: Uint8Array): boolean {
  const actual = createHmac(digest, key).update(content).digest();
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Key material by RFC 7292 appendix B.2; `id` 1 is for keys, 2 for initialization vectors, 3 for the MAC. */
function pkcs12Key(
  digest: string,
  password: Password,
  salt: Uint8Array,
  id: number,
  count: number,
  length: number,
): Uint8Array {
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64;
  // BMPString with a terminating zero.
  const secret = password === null ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16();
  const input = Buffer.concat([repeated(salt, block), repeated(secret, block)]);
  const parts: Buffer[] = [];
  for (let have = 0; have < length; ) {
    let hash = createHash(digest).update(Buffer.alloc(block, id)).update(input).digest();
    for (let round = 1; round < count; round++) {
      hash = createHash(digest).update(hash).digest();
    }
    parts.push(hash);
    have += hash.length;
    addToBlocks(input, repeated(hash, block).subarray(0, block), block);
  }
  return Buffer.concat(parts).subarray(0, length);
}

function repeated(bytes: Uint8Array, block: number): Buffer {
  return bytes.length === 0 ? Buffer.alloc(0) : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

// Each block of the input becomes (block + addend + 1) modulo 2^(8 × its length).
function addToBlocks(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      carry += (input[start + i] ?? 0) + (addend[i] ?? 0);
      input[start + i] = carry & 0xff;
      carry >>= 8;
    }
  }
}
