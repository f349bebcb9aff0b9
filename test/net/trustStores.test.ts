import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import tls from 'node:tls';
import { loadTrustStore, type SystemSources } from '../../src/net/trustStores.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { makeChain } from '../support/pki.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'chainmail-trust-'));
after(() => rmSync(folder, { recursive: true }));

const chain = makeChain();
const root = read(chain.root.der);
const other = read(makeChain().root.der);

function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const bundle = write(
  'bundle.pem',
  `# roots\r\n${chain.root.pem.replaceAll('\n', '\r\n')}\r\n${chain.intermediate.pem}`,
);

function sources(parts: Partial<SystemSources>): SystemSources {
  return { environment: {}, bundles: [], ...parts };
}

test("mozilla's store holds what the runtime carries", async () => {
  const store = await loadTrustStore('mozilla');
  assert.deepEqual([store.id, store.label, store.unavailable], ['mozilla', 'Mozilla', undefined]);
  const pem = tls.rootCertificates.at(-1) ?? '';
  const last = read(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'));
  assert.equal(store.verdict(last), 'trusted');
  assert.ok(store.withSubject(last.subject.der).some(({ sha256 }) => sha256 === last.sha256));
  assert.equal(store.verdict(root), 'unlisted');
});

test("microsoft's store has fingerprints alone", async () => {
  const store = await loadTrustStore('microsoft');
  assert.deepEqual([store.id, store.unavailable], ['microsoft', undefined]);
  assert.equal(store.verdict(root), 'unlisted');
});

test('a file of any form and a folder of files are stores', async () => {
  const inFolder = path.dirname(write('folder/root.cer', chain.root.der));
  write('folder/README.txt', 'no certificate');
  write('folder/deeper/other.pem', 'a folder in the folder is passed over');
  for (const place of [bundle, write('root.der', chain.root.der), inFolder]) {
    const store = await loadTrustStore(place);
    assert.deepEqual([store.id, store.label, store.unavailable], [place, path.basename(place), undefined]);
    assert.deepEqual(
      store.withSubject(root.subject.der).map(({ sha256 }) => sha256),
      [root.sha256],
    );
    assert.equal(store.verdict(root), 'trusted');
    assert.equal(store.verdict(other), 'unlisted');
  }
});

test('a store that cannot be read says so and never rejects', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const places = [
    path.join(folder, 'absent.pem'),
    empty,
    write('empty.pem', ''),
    write('garbage.pem', Buffer.alloc(1000, 0x5a)),
    write('truncated.pem', chain.root.pem.slice(0, 200)),
    write('key.pem', chain.root.keyPem),
    path.join(folder, 'nul\0byte'),
    '',
  ];
  for (const place of places) {
    const store = await loadTrustStore(place);
    assert.ok(store.unavailable, place);
    assert.deepEqual(store.withSubject(root.subject.der), []);
    assert.ok(!store.unavailable.includes(chain.root.keyPem.slice(40, 60)));
  }
});

const systemCases: readonly {
  readonly what: string;
  readonly from: Partial<SystemSources>;
  readonly trusted: boolean;
}[] = [
  { what: 'a bundle', from: { bundles: [path.join(folder, 'absent'), bundle] }, trusted: true },
  { what: "the runtime's own reading", from: { native: () => [chain.root.pem] }, trusted: true },
  { what: 'a bundle, since the own reading fails', from: { native: fail, bundles: [bundle] }, trusted: true },
  { what: 'a bundle, since the own reading is empty', from: { native: () => [], bundles: [bundle] }, trusted: true },
  { what: 'SSL_CERT_FILE', from: { environment: { SSL_CERT_FILE: bundle } }, trusted: true },
  {
    what: 'SSL_CERT_DIR, any of its folders',
    from: { environment: { SSL_CERT_FILE: '', SSL_CERT_DIR: ['/absent', folder].join(path.delimiter) } },
    trusted: true,
  },
  { what: 'SSL_CERT_FILE alone where both are set', from: both(), trusted: false },
  { what: 'SSL_CERT_FILE even if it cannot be read', from: both('/absent'), trusted: false },
];

function fail(): readonly string[] {
  throw new Error('no store here');
}

function both(file = write('other.pem', makeChain().root.pem)): Partial<SystemSources> {
  return { environment: { SSL_CERT_FILE: file, SSL_CERT_DIR: folder }, bundles: [bundle] };
}

for (const { what, from, trusted } of systemCases) {
  test(`the system's store comes from ${what}`, async () => {
    const store = await loadTrustStore('system', sources(from));
    assert.equal(store.id, 'system');
    assert.equal(store.verdict(root), trusted ? 'trusted' : 'unlisted');
  });
}

test('a system without a store that can be read has an unavailable one', async () => {
  const store = await loadTrustStore('system', sources({ bundles: [path.join(folder, 'absent')] }));
  assert.match(store.unavailable ?? '', /Name a file/);
});

test("this machine's store loads", async () => {
  const store = await loadTrustStore('system');
  assert.equal(store.id, 'system');
});
