import * as l10n from '@vscode/l10n';
import { type Certificate, readCertificate } from './certificate.js';
import { attempt, contextTag, type DerElement, DerError, firstElement, readDer, tags } from './der.js';
import { pemBlocks } from './pem.js';
import { pkcs7Certificates } from './pkcs7.js';
import { isPkcs12, openPkcs12, PasswordError, type Pkcs12Content } from './pkcs12.js';
import { isSerializedStore, serializedStoreCertificates } from './serializedStore.js';

export { toPem } from './pem.js';
export { toPkcs7 } from './pkcs7.js';

/** The kind of file; Microsoft's serialized stores (`.sst`) count as `pkcs7`. */
export type Container = 'pem' | 'der' | 'pkcs7' | 'pkcs12';

/** One certificate of a file, or bytes in its place that are none. */
export type ContainerEntry =
  | { readonly der: Uint8Array; readonly certificate: Certificate; readonly problem?: undefined }
  | { readonly der: Uint8Array; readonly certificate?: undefined; readonly problem: string };

/** What a file holds. `needsPassword`: asked for one, or the one given was wrong. */
export type ContainerResult =
  | {
      readonly ok: true;
      readonly container: Container;
      /** In the order of the file. */
      readonly presented: readonly ContainerEntry[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly needsPassword?: true };

const maxEntries = 50_000;

/** Reads the certificates of a file; its content decides the format, never its name. Private keys are passed over. */
export async function readCertificates(
  bytes: Uint8Array,
  options: { readonly password?: string } = {},
): Promise<ContainerResult> {
  try {
    return await readAny(bytes, options.password);
  } catch (error) {
    if (error instanceof PasswordError) {
      return {
        ok: false,
        reason: options.password ? l10n.t('The password is wrong.') : l10n.t('The file is protected by a password.'),
        needsPassword: true,
      };
    }
    if (error instanceof DerError) {
      return { ok: false, reason: l10n.t('The file is damaged: {0}.', error.message) };
    }
    throw error;
  }
}

async function readAny(bytes: Uint8Array, password: string | undefined): Promise<ContainerResult> {
  if (bytes.length === 0) {
    return { ok: false, reason: l10n.t('The file is empty.') };
  }
  if (isSerializedStore(bytes)) {
    return entries('pkcs7', serializedStoreCertificates(bytes));
  }
  if (bytes[0] === tags.sequence && elementFits(bytes)) {
    return readBinary(readDer(bytes), password);
  }
  return readPem(textOf(bytes));
}

// A text may begin with '0' (0x30) as well; DER says with its second byte how long it is.
function elementFits(bytes: Uint8Array): boolean {
  return attempt(() => firstElement(bytes)).ok || (bytes[1] ?? 0) >= 0x80;
}

async function readBinary(root: DerElement, password: string | undefined): Promise<ContainerResult> {
  if (isPkcs12(root)) {
    const { certificates, hasPrivateKey } = await openWith(root, password);
    return entries('pkcs12', certificates, hasPrivateKey ? [keyIgnored()] : []);
  }
  const [first, second] = root.children();
  if (first?.tag === tags.oid && second?.tag === contextTag(0)) {
    return entries('pkcs7', pkcs7Certificates(root));
  }
  const result = readCertificate(root.encoded);
  return result.ok
    ? entries('der', [root.encoded])
    : { ok: false, reason: l10n.t('The file holds no certificate: {0}.', result.reason) };
}

// Files without a password come with an empty one or with none, which differ (RFC 7292 appendix B.1).
async function openWith(root: DerElement, password: string | undefined): Promise<Pkcs12Content> {
  if (password) {
    return openPkcs12(root, password);
  }
  try {
    return await openPkcs12(root, '');
  } catch (error) {
    if (error instanceof PasswordError) {
      return openPkcs12(root, null);
    }
    throw error;
  }
}

function keyIgnored(): string {
  return l10n.t('The file also holds a private key. It was not read.');
}

/** PowerShell's redirection writes UTF-16 with a mark; everything else here is ASCII. */
function textOf(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe
    ? new TextDecoder('utf-16le').decode(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];
const pkcs7Labels = ['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA'];

function readPem(text: string): ContainerResult {
  const blocks = pemBlocks(text);
  const certificates: ContainerEntry[] = [];
  for (const { label, der, cutOff } of blocks) {
    if (cutOff && (certificateLabels.includes(label) || pkcs7Labels.includes(label))) {
      certificates.push({ der, problem: l10n.t('its END line is missing, the text was cut off') });
    } else if (certificateLabels.includes(label)) {
      certificates.push(entry(label === 'TRUSTED CERTIFICATE' ? withoutNotes(der) : der));
    } else if (pkcs7Labels.includes(label)) {
      certificates.push(...pkcs7Certificates(readDer(der)).map(entry));
    }
  }
  const keys = blocks.some(({ label }) => label.endsWith('PRIVATE KEY'));
  if (certificates.length === 0) {
    return { ok: false, reason: withoutCertificates(blocks[0]?.label) };
  }
  const onlyPkcs7 = blocks.every(({ label }) => pkcs7Labels.includes(label));
  return within(onlyPkcs7 ? 'pkcs7' : 'pem', certificates, keys ? [keyIgnored()] : []);
}

// OpenSSL's TRUSTED CERTIFICATE is a certificate followed by its own notes on trust.
function withoutNotes(der: Uint8Array): Uint8Array {
  const result = attempt(() => firstElement(der).encoded);
  return result.ok ? result.value : der;
}

function withoutCertificates(label: string | undefined): string {
  return label === undefined
    ? l10n.t('The file is no certificate file: neither PEM, DER, PKCS#7 nor PKCS#12.')
    : l10n.t('The file holds no certificate, only {0}.', label);
}

function entry(der: Uint8Array): ContainerEntry {
  const result = readCertificate(der);
  return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
}

function entries(container: Container, ders: readonly Uint8Array[], warnings: readonly string[] = []): ContainerResult {
  return ders.length === 0
    ? { ok: false, reason: l10n.t('The file holds no certificate.') }
    : within(container, ders.slice(0, maxEntries + 1).map(entry), warnings);
}

function within(
  container: Container,
  presented: readonly ContainerEntry[],
  warnings: readonly string[],
): ContainerResult {
  return presented.length > maxEntries
    ? { ok: false, reason: l10n.t('The file holds more than {0} certificates.', maxEntries) }
    : { ok: true, container, presented, warnings };
}
