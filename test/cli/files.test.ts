// What files say of themselves, and how a call ends that could not decide.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { cli } from '../support/cli.js';
import { issue, makeChain, oids } from '../support/pki.js';
import { startSmtpServer } from '../support/smtpServer.js';

const { root, intermediate, leaf } = makeChain();
let folder = '';
const file = (name: string) => path.join(folder, name);

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chainmail-files-'));
  writeFileSync(file('root.pem'), root.pem);
  writeFileSync(file('full.pem'), leaf.pem + intermediate.pem);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('a file that never ends is given up', {
  skip: process.platform === 'win32' ? 'no /dev/zero' : false,
}, async () => {
  const { status, stderr } = await cli(['analyze', '/dev/zero', '--no-aia']);
  assert.equal(status, 2);
  assert.equal(stderr, 'chainmail: /dev/zero is larger than 64 MB; it is not read.\n');
});

test('folders and absent files are one line', async () => {
  for (const [name, reason] of [
    [folder, 'it is a folder'],
    [file('none.pem'), 'there is no such file'],
  ] as const) {
    const { status, stderr } = await cli(['analyze', name]);
    assert.equal(status, 2);
    assert.equal(stderr, `chainmail: ${name} cannot be read: ${reason}\n`);
  }
});

test('what cannot be determined is not all well', async () => {
  const { status, stdout } = await cli(['analyze', file('full.pem'), '--trust', 'microsoft', '--no-aia']);
  assert.match(stdout, /Undetermined/);
  assert.equal(status, 3);
  const server = await startSmtpServer({ leaf, chain: [intermediate] });
  const target = `${server.host}:${server.port}`;
  const probed = await cli(['probe', target, '--trust', 'microsoft', '--no-aia']).finally(() => server.close());
  assert.match(probed.stdout, /Undetermined/);
  assert.equal(probed.status, 3);
});

test('a file has no direction: a certificate for clients alone is judged as one', async () => {
  const analyze = async (usage: string) => {
    const made = issue({ subject: { CN: 'a.example' }, issuer: intermediate, extendedKeyUsage: [usage] });
    writeFileSync(file('made.pem'), made.pem + intermediate.pem);
    return cli(['analyze', file('made.pem'), '--trust', file('root.pem'), '--no-aia']);
  };
  const client = await analyze(oids.clientAuth);
  assert.doesNotMatch(client.stdout, /purpose-missing/);
  assert.equal(client.status, 0);
  const neither = await analyze(oids.emailProtection);
  assert.match(neither.stdout, /error {2}certificate\.purpose-missing/);
  assert.equal(neither.status, 1);
});
