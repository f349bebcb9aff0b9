import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type Certificate, readCertificate } from './certificate.js';
import { type PemBlock, pemBlocks } from './pem.js';

/** What a PEM file of certificates and keys holds, in the file's order: never the keys themselves. */
export interface CredentialFile {
  readonly blocks: readonly ('certificate' | 'key')[];
  /** The certificates; one that cannot be read stays in its place. */
  readonly presented: readonly (
    | { readonly der: Uint8Array; readonly certificate: Certificate; readonly problem?: undefined }
    | { readonly der: Uint8Array; readonly certificate?: undefined; readonly problem: string }
  )[];
  /** Whether the file's first key fits the leaf; absent where there is no key or no leaf, or the key is encrypted. */
  readonly keyFits?: boolean;
  /** Whether the first key wants a pass-phrase. */
  readonly keyEncrypted?: boolean;
}

/** Reads a PEM file. `leafText` holds, as its first certificate, the one to which the file's key should belong. */
export function readCredentialFile(text: string, leafText: string): CredentialFile {
  const blocks = pemBlocks(text);
  const key = blocks.find(isKey);
  const leaf = pemBlocks(leafText).find(isCertificate);
  const fits = key === undefined || leaf === undefined ? undefined : keyFits(text, key, leaf);
  return {
    blocks: blocks.flatMap((block) => (isKey(block) ? ['key'] : isCertificate(block) ? ['certificate'] : [])),
    presented: blocks.filter(isCertificate).map(({ der }) => {
      const result = readCertificate(der);
      return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
    }),
    ...(fits === undefined ? {} : { keyFits: fits }),
    ...(key !== undefined && isEncrypted(text, key) ? { keyEncrypted: true } : {}),
  };
}

/** Undefined where the key is encrypted or of a kind that is not known. */
function keyFits(text: string, key: PemBlock, leaf: PemBlock): boolean | undefined {
  const begin = text.indexOf(`-----BEGIN ${key.label}-----`);
  const closing = `-----END ${key.label}-----`;
  try {
    const pem = text.slice(begin, text.indexOf(closing, begin) + closing.length);
    return new X509Certificate(leaf.der).checkPrivateKey(createPrivateKey(pem));
  } catch {
    return undefined;
  }
}

function isKey({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

/** PKCS #8 says so in its label, the older forms in a header (RFC 1421 section 4.6.1.1). */
function isEncrypted(text: string, { label }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(text);
}

function isCertificate({ label }: PemBlock): boolean {
  return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE';
}
