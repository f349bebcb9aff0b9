import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecentCertificate } from '../../src/x509/recentCertificates.js';
import { issue, makeChain, newKey } from '../support/pki.js';

const { leaf, intermediate } = makeChain();

function read(der: Uint8Array) {
  const result = readRecentCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

test('equal bytes give the same certificate, others another', () => {
  assert.equal(read(leaf.der), read(Uint8Array.from(leaf.der)));
  assert.notEqual(read(leaf.der), read(intermediate.der));
  assert.deepEqual(Buffer.from(read(leaf.der).der), leaf.der);
});

test('what is kept does not keep the message around it', () => {
  const { der } = issue({ subject: { CN: 'within a message' } });
  const message = Buffer.concat([Buffer.alloc(1000), der, Buffer.alloc(1000)]);
  assert.equal(read(message.subarray(1000, 1000 + der.length)).der.buffer.byteLength, der.length);
});

test('what is large or no certificate is not kept', () => {
  const { der } = issue({ subject: { CN: 'x'.repeat(9000) } });
  assert.notEqual(read(der), read(der));
  assert.deepEqual(readRecentCertificate(new Uint8Array(3)), readRecentCertificate(new Uint8Array(3)));
});

test('of many only the latest are kept', () => {
  const key = newKey('p256');
  const [unused, used] = [read(leaf.der), read(intermediate.der)];
  for (let at = 0; at < 256; at += 1) {
    read(issue({ subject: { CN: `number ${at}` }, key }).der);
    read(intermediate.der);
  }
  assert.notEqual(read(leaf.der), unused);
  assert.equal(read(intermediate.der), used);
});
