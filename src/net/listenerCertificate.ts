import { generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { encode, encodeOid } from '../x509/derWriter.js';
import { toPem } from '../x509/pem.js';

/** A certificate with its key, both in PEM. */
export interface CertificateAndKey {
  /** The leaf first; its chain may follow. */
  readonly certificate: string;
  readonly key: string;
}

/** A listener stops long before. */
const validDays = 7;

const oids = {
  sha256WithRsa: '1.2.840.113549.1.1.11',
  commonName: '2.5.4.3',
  altName: '2.5.29.17',
  usage: '2.5.29.37',
};
const serverAuth = '1.3.6.1.5.5.7.3.1';

/** A self-signed certificate for `name`. RSA, which senders of every age understand; the key is never written anywhere. */
export async function newListenerCertificate(name: string, now: Date): Promise<CertificateAndKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    certificate: toPem(selfSigned(name, now, publicKey, privateKey)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function selfSigned(name: string, now: Date, publicKey: KeyObject, privateKey: KeyObject): Uint8Array {
  const algorithm = encode(0x30, encodeOid(oids.sha256WithRsa), encode(0x05));
  const text = Buffer.from(name, 'ascii');
  const subject = encode(0x30, encode(0x31, encode(0x30, encodeOid(oids.commonName), encode(0x0c, text))));
  const day = 86_400_000;
  const tbs = encode(
    0x30,
    encode(0xa0, encode(0x02, Uint8Array.of(2))),
    // Positive and never shortened: the first byte is between 0x40 and 0x7f.
    encode(0x02, Uint8Array.of(0x40), randomBytes(15)),
    algorithm,
    subject,
    encode(0x30, time(now.getTime() - day), time(now.getTime() + validDays * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    encode(
      0xa3,
      encode(
        0x30,
        extension(oids.altName, encode(0x30, encode(0x82, text))),
        extension(oids.usage, encode(0x30, encodeOid(serverAuth))),
      ),
    ),
  );
  return encode(0x30, tbs, algorithm, encode(0x03, Uint8Array.of(0), sign('sha256', tbs, privateKey)));
}

function extension(oid: string, value: Uint8Array): Uint8Array {
  return encode(0x30, encodeOid(oid), encode(0x04, value));
}

/** UTCTime (RFC 5280 section 4.1.2.5.1). */
function time(at: number): Uint8Array {
  return encode(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
