import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { IssuerFolder } from '../../src/net/issuerFolder.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { makeChain } from '../support/pki.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'chainmail-issuers-'));
after(() => rmSync(root, { recursive: true }));

const chain = makeChain();
const intermediate = read(chain.intermediate.der);

function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

test('what was remembered is there in the next session, found by its subject', async () => {
  const folder = path.join(root, 'new', 'issuers');
  const first = new IssuerFolder(folder);
  assert.deepEqual(await first.certificates(), []);
  await first.remember(intermediate);
  await first.remember(intermediate);
  const second = new IssuerFolder(folder);
  for (const memory of [first, second]) {
    assert.deepEqual(
      (await memory.withSubject(intermediate.subject.der)).map(({ sha256 }) => sha256),
      [intermediate.sha256],
    );
    assert.deepEqual(await memory.withSubject(read(chain.root.der).subject.der), []);
  }
  assert.deepEqual(readdirSync(folder), [`${intermediate.sha256}.cer`]);
});

test('a file that is not what its name says is passed over', async () => {
  const folder = path.join(root, 'forged');
  mkdirSync(folder);
  writeFileSync(path.join(folder, `${intermediate.sha256}.cer`), chain.root.der);
  writeFileSync(path.join(folder, `${'A'.repeat(64)}.cer`), 'no certificate');
  writeFileSync(path.join(folder, 'other.cer'), chain.intermediate.der);
  mkdirSync(path.join(folder, `${'B'.repeat(64)}.cer`));
  assert.deepEqual(await new IssuerFolder(folder).certificates(), []);
});

test('a folder that cannot be written remembers for the session', async () => {
  const file = path.join(root, 'file');
  writeFileSync(file, '');
  const memory = new IssuerFolder(path.join(file, 'issuers'));
  await memory.remember(intermediate);
  assert.equal((await memory.certificates()).length, 1);
});
