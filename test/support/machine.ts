// A stand-in for a Windows machine's certificate stores, as test/powershell/standIn.cs reads them: one folder a store.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScriptFile } from '../../src/powershell/scripts/scriptFile.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import type { Issued } from './pki.js';

export type StoreName = 'My' | 'CA' | 'Root' | 'Disallowed';

const storeNames: readonly StoreName[] = ['My', 'CA', 'Root', 'Disallowed'];

/** SHA-256 in upper-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}

/** The product's own reading of a test certificate. */
export function certificate(issued: Issued): Certificate {
  const result = readCertificate(issued.der);
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.certificate;
}

/** A machine with empty stores and a folder for scripts and files; `remove` leaves nothing behind. */
export class Machine {
  private readonly base = mkdtempSync(path.join(tmpdir(), 'chainmail-machine-'));
  readonly root = path.join(this.base, 'stores');
  /** Where the scripts are and run. */
  readonly folder = path.join(this.base, 'scripts');

  constructor() {
    for (const each of storeNames) {
      mkdirSync(this.store(each), { recursive: true });
    }
    mkdirSync(this.folder);
  }

  store(name: StoreName): string {
    return path.join(this.root, 'LocalMachine', name);
  }

  /** Puts a certificate into a store; into My with its key. */
  install(store: StoreName, issued: Issued): void {
    const file = path.join(this.store(store), certificate(issued).thumbprint);
    writeFileSync(`${file}.cer`, issued.der);
    if (store === 'My') {
      writeFileSync(`${file}.key`, issued.keyPem);
    }
  }

  /** From now on the store refuses changes, as without elevation. */
  deny(store: StoreName): void {
    writeFileSync(path.join(this.store(store), 'denied'), '');
  }

  /** Saves a script as it would be on disk and returns its path. */
  save(script: ScriptFile): string {
    const file = path.join(this.folder, script.fileName);
    // Whether this process may change the real machine is beside the point here.
    writeFileSync(file, script.text.replace('#Requires -RunAsAdministrator\r\n', ''), 'ascii');
    return file;
  }

  /** Puts a file beside the scripts. */
  write(name: string, bytes: Uint8Array | string): void {
    mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    writeFileSync(path.join(this.folder, name), bytes);
  }

  /** Every file of a store or a folder beside the scripts: name and SHA-256. */
  files(of: StoreName | { readonly folder: string }): Readonly<Record<string, string>> {
    const folder = typeof of === 'string' ? this.store(of) : path.join(this.folder, of.folder);
    const names = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
    return Object.fromEntries(names.map(({ name }) => [name, sha256(readFileSync(path.join(folder, name)))]));
  }

  /** All stores and all files beside the scripts. */
  snapshot(): unknown {
    return [...storeNames.map((each) => this.files(each)), this.files({ folder: '' })];
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
