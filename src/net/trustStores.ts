import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { readCertificate } from '../x509/certificate.js';
import { pemBlocks } from '../x509/pem.js';
import { certificateStore, microsoftStore, type TrustStore, unavailableStore } from '../x509/trust.js';

/** Where to look for the system's roots. Tests state their own; everyone else takes this machine's. */
export interface SystemSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Bundles of PEM certificates, the first that can be read counts. */
  readonly bundles: readonly string[];
  /** Node's own reading of the system's store, where this version has it (22.15 and later). */
  readonly native?: () => readonly string[];
}

// The bundles of Debian and Alpine, Fedora and RHEL, SUSE, FreeBSD and macOS, as OpenSSL and Go know them.
const usualBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/usr/local/etc/ssl/cert.pem',
  '/etc/ssl/cert.pem',
];

// A bundle of every root that there is has some 300 kB.
const maximumFileSize = 16 * 1024 * 1024;
const maximumFolderEntries = 5000;

/**
 * The trust store of this name: `mozilla` (bundled with Node.js), `system`, `microsoft` (fingerprints alone), else
 * the path of a file or a folder of certificates. Never rejects: what cannot be read is `unavailable`, with the reason.
 */
export async function loadTrustStore(name: string, sources?: SystemSources): Promise<TrustStore> {
  switch (name) {
    case 'mozilla': {
      const tls = await import('node:tls');
      return certificateStore(name, 'Mozilla', tls.rootCertificates.flatMap(pemCertificates));
    }
    case 'system':
      return loadSystemStore(sources ?? (await thisMachine()));
    case 'microsoft':
      return microsoftStore();
    default:
      return loadPaths(name, path.basename(name), [name]);
  }
}

async function thisMachine(): Promise<SystemSources> {
  const { platform, env } = process;
  // On Linux the native way parses every file of OpenSSL's folder, a hundred times as long as reading the bundle.
  const tls = platform === 'linux' ? undefined : await import('node:tls');
  const native =
    tls && 'getCACertificates' in tls && typeof tls.getCACertificates === 'function'
      ? tls.getCACertificates
      : undefined;
  return {
    environment: env,
    bundles: usualBundles,
    ...(native ? { native: () => native('system') } : {}),
  };
}

async function loadSystemStore(sources: SystemSources): Promise<TrustStore> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = sources.environment;
  // OpenSSL's variables replace the usual places, and an administrator who set them expects that here too. Where both
  // are set the folder usually holds the file's certificates once more, and takes fifty times as long to read.
  const named = file ? [file] : (folders?.split(path.delimiter) ?? []).filter((each) => each !== '');
  if (named.length > 0) {
    return loadPaths('system', l10n.t('System ({0})', named.join(', ')), named);
  }
  const roots = nativeRoots(sources);
  if (roots.length > 0) {
    return certificateStore('system', l10n.t('System'), roots.flatMap(pemCertificates));
  }
  for (const bundle of sources.bundles) {
    const content = read(bundle);
    if (content.ok) {
      return certificateStore('system', l10n.t('System'), pemCertificates(content.bytes.toString('latin1')));
    }
  }
  return unavailableStore(
    'system',
    l10n.t('System'),
    l10n.t('The trusted roots of this computer could not be read. Name a file of trusted certificates instead.'),
  );
}

function nativeRoots(sources: SystemSources): readonly string[] {
  try {
    return sources.native?.() ?? [];
  } catch {
    // Some builds of Node.js have the function and no store behind it: the bundles may still be there.
    return [];
  }
}

/** One store of everything that these files and folders hold. */
async function loadPaths(id: string, label: string, paths: readonly string[]): Promise<TrustStore> {
  const ders: Uint8Array[] = [];
  const problems: string[] = [];
  for (const each of paths) {
    const content = await certificatesAt(each);
    ders.push(...content.ders);
    if (content.ders.length === 0) {
      problems.push(content.problem ?? l10n.t('{0} holds no certificate.', each));
    }
  }
  return ders.length > 0 ? certificateStore(id, label, ders) : unavailableStore(id, label, problems.join(' '));
}

interface Content {
  readonly ders: readonly Uint8Array[];
  readonly problem?: string;
}

async function certificatesAt(place: string): Promise<Content> {
  try {
    if (!statSync(place).isDirectory()) {
      return await certificatesInFile(place);
    }
    const names = readdirSync(place).sort();
    if (names.length > maximumFolderEntries) {
      return { ders: [], problem: l10n.t('{0} holds more than {1} files.', place, maximumFolderEntries) };
    }
    const ders: Uint8Array[] = [];
    for (const name of names) {
      // A folder of certificates often holds a README and keys as well: what is no certificate is passed over.
      ders.push(...(await certificatesInFile(path.join(place, name))).ders);
    }
    return { ders };
  } catch (error) {
    return { ders: [], problem: l10n.t('{0} cannot be read: {1}', place, reasonOf(error)) };
  }
}

async function certificatesInFile(file: string): Promise<Content> {
  const content = read(file);
  if (!content.ok) {
    return { ders: [], problem: content.reason };
  }
  const ders = pemCertificates(content.bytes.toString('latin1'));
  // One that can be read tells a bundle from a damaged file, and the rest stay unread until they are asked for.
  if (ders.some((der) => readCertificate(der).ok)) {
    return { ders };
  }
  const { readCertificates } = await import('../x509/container.js');
  const container = await readCertificates(content.bytes);
  return container.ok
    ? { ders: container.presented.flatMap(({ der, certificate }) => (certificate ? [der] : [])) }
    : { ders: [], problem: l10n.t('{0}: {1}', file, container.reason) };
}

type FileContent = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: string };

// Synchronously: reading a bundle takes half a millisecond, the way through the thread pool four times that.
function read(file: string): FileContent {
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > maximumFileSize) {
      return { ok: false, reason: l10n.t('{0} is no file of certificates.', file) };
    }
    return { ok: true, bytes: readFileSync(file) };
  } catch (error) {
    return { ok: false, reason: l10n.t('{0} cannot be read: {1}', file, reasonOf(error)) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The DER of each certificate of a PEM text, unparsed: reading 150 roots in full takes too long. */
function pemCertificates(text: string): Uint8Array[] {
  return pemBlocks(text).flatMap(({ label, der, cutOff }) => (label === 'CERTIFICATE' && !cutOff ? [der] : []));
}
