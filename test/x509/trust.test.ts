import assert from 'node:assert/strict';
import test from 'node:test';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { certificateStore, microsoftStore, unavailableStore } from '../../src/x509/trust.js';
import { issue, makeChain } from '../support/pki.js';

const chain = makeChain();
const twin = issue({ subject: chain.root.subject, ca: true });

function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

const root = read(chain.root.der);
const intermediate = read(chain.intermediate.der);

test('a store finds its certificates by subject, not by issuer, and each once', () => {
  const ders = [chain.root.der, chain.intermediate.der, twin.der, chain.root.der];
  const store = certificateStore('test', 'Test', ders);
  assert.deepEqual(
    store.withSubject(root.subject.der).map(({ sha256 }) => sha256),
    [root.sha256, read(twin.der).sha256],
  );
  assert.deepEqual(
    store.withSubject(intermediate.subject.der).map(({ sha256 }) => sha256),
    [intermediate.sha256],
  );
  assert.deepEqual(store.withSubject(read(chain.leaf.der).subject.der), []);
  assert.deepEqual(store.withSubject(new Uint8Array()), []);
});

test('a name matches in another string type, not with another content', () => {
  const store = certificateStore('test', 'Test', [chain.root.der, chain.intermediate.der]);
  // UTF8String (12) to PrintableString (19), as authorities change it at a renewal.
  const printable = Buffer.from(root.subject.der).map((byte) => (byte === 0x0c ? 0x13 : byte));
  assert.notDeepEqual([...printable], [...root.subject.der]);
  assert.deepEqual(
    store.withSubject(printable).map(({ sha256 }) => sha256),
    [root.sha256],
  );
  const sameCommonName = issue({ subject: { O: 'Somebody Else', CN: 'Example Global Root' } });
  assert.deepEqual(store.withSubject(sameCommonName.subject), []);
  assert.deepEqual(store.withSubject(printable.subarray(0, 20)), []);
});

test('a store trusts exactly the bytes that it holds', () => {
  const store = certificateStore('test', 'Test', [chain.root.der, chain.intermediate.der]);
  assert.equal(store.verdict(root), 'trusted');
  assert.equal(store.verdict(intermediate), 'trusted');
  assert.equal(store.verdict(read(twin.der)), 'unlisted');
  // One certificate's bytes inside a longer entry are not that certificate.
  const padded = certificateStore('test', 'Test', [Buffer.concat([Buffer.alloc(3), chain.root.der])]);
  assert.equal(padded.verdict(root), 'unlisted');
});

test('a store passes over what is no certificate', () => {
  const store = certificateStore('test', 'Test', [Buffer.concat([root.subject.der]), Buffer.alloc(0), chain.root.der]);
  assert.equal(store.withSubject(root.subject.der).length, 1);
  assert.equal(store.verdict(root), 'trusted');
});

test('an empty store and one that cannot be read have no verdict against anyone', () => {
  for (const store of [certificateStore('empty', 'Empty', []), unavailableStore('gone', 'Gone', 'no such file')]) {
    assert.deepEqual(store.withSubject(root.subject.der), []);
    assert.equal(store.verdict(root), 'unlisted');
  }
  assert.equal(unavailableStore('gone', 'Gone', 'no such file').unavailable, 'no such file');
});

test('Microsoft judges by fingerprint: trusted, blocked or not listed', () => {
  const store = microsoftStore();
  const named = (sha256: string): Certificate => Object.create(root, { sha256: { value: sha256 } });
  // ISRG Root X1, GeoTrust Global CA.
  assert.equal(store.verdict(named('96BCEC06264976F37460779ACF28C5A7CFE8A3C0AAE11A8FFCEE05C0BDDF08C6')), 'trusted');
  assert.equal(store.verdict(named('FF856A2D251DCD88D36656F450126798CFABAADE40799C722DE4D2B5DB36A73A')), 'blocked');
  assert.equal(store.verdict(root), 'unlisted');
  assert.deepEqual(store.withSubject(root.subject.der), []);
});
