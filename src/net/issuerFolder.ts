import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Certificate, readCertificate } from '../x509/certificate.js';
import type { IssuerMemory } from './aia.js';

// Public authorities have some 3,000 intermediates in all; a mail server's peers use a few dozen.
const maximumCertificates = 500;
const maximumSize = 64 * 1024;

/**
 * Remembers fetched issuers in a folder, one DER file each, named by its SHA-256. Files whose content is not what their
 * name says are passed over. A folder that cannot be used remembers nothing, which costs a download and no more.
 */
export class IssuerFolder implements IssuerMemory {
  private loaded: Promise<Map<string, Certificate>> | undefined;

  constructor(private readonly folder: string) {}

  /** Every remembered certificate. */
  async certificates(): Promise<readonly Certificate[]> {
    return [...(await this.load()).values()];
  }

  async withSubject(subject: Uint8Array): Promise<readonly Certificate[]> {
    return (await this.certificates()).filter((each) => Buffer.compare(each.subject.der, subject) === 0);
  }

  async remember(certificate: Certificate): Promise<void> {
    const known = await this.load();
    if (known.has(certificate.sha256) || known.size >= maximumCertificates || certificate.der.length > maximumSize) {
      return;
    }
    known.set(certificate.sha256, certificate);
    try {
      await mkdir(this.folder, { recursive: true });
      // Another window may read at the same time: the file appears whole or not at all.
      const draft = path.join(this.folder, `${randomUUID()}.tmp`);
      await writeFile(draft, certificate.der, { flag: 'wx' });
      await rename(draft, path.join(this.folder, `${certificate.sha256}.cer`));
    } catch {
      // A full or read-only disk: this session still remembers.
    }
  }

  private load(): Promise<Map<string, Certificate>> {
    this.loaded ??= readFolder(this.folder);
    return this.loaded;
  }
}

async function readFolder(folder: string): Promise<Map<string, Certificate>> {
  const known = new Map<string, Certificate>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort().slice(0, maximumCertificates)) {
    const sha256 = /^([0-9A-F]{64})\.cer$/.exec(name)?.[1];
    const bytes = sha256 === undefined ? undefined : await readFile(path.join(folder, name)).catch(() => undefined);
    const result = bytes && readCertificate(bytes);
    if (result?.ok && result.certificate.sha256 === sha256) {
      known.set(sha256, result.certificate);
    }
  }
  return known;
}
