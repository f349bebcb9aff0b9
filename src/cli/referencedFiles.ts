import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connector } from '../connectors/connector.js';
import { clientFiles, type ReferencedFile, referencedPaths } from '../connectors/referencedFile.js';
import { decodeText } from '../text/decode.js';
import { readCertificate } from '../x509/certificate.js';
import { type PemBlock, pemBlocks } from '../x509/pem.js';

const maximumSize = 1024 * 1024;

/**
 * The files that a configuration names, by the path it gives them. One that is not there is looked for beside the
 * configuration: it may be a copy from another machine. What cannot be read is left out; keys are compared and dropped.
 */
export async function referencedFiles(
  configuration: string,
  connectors: readonly Connector[],
): Promise<ReadonlyMap<string, ReferencedFile>> {
  const texts = new Map<string, string>();
  for (const named of referencedPaths(connectors)) {
    const text = (await textOf(named)) ?? (await textOf(path.join(path.dirname(configuration), path.basename(named))));
    if (text !== undefined) {
      texts.set(named, text);
    }
  }
  return new Map([...texts].map(([named, text]) => [named, referencedFile(text, leafFor(named, connectors, texts))]));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    return bytes.length > maximumSize ? undefined : decodeText(bytes);
  } catch {
    return undefined;
  }
}

function referencedFile(text: string, leaf: PemBlock | undefined): ReferencedFile {
  const blocks = pemBlocks(text);
  const key = blocks.find(isKey);
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

/** The certificate to which the key in a file belongs by the configuration. */
function leafFor(
  named: string,
  connectors: readonly Connector[],
  texts: ReadonlyMap<string, string>,
): PemBlock | undefined {
  const files = connectors.map(clientFiles).find((each) => each?.key === named || each?.certificates.includes(named));
  const certificates = files?.certificates.map((each) => texts.get(each) ?? '').join('\n') ?? '';
  return pemBlocks(certificates).find(isCertificate);
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
