import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicKeyOf } from '../../src/tls/publicKey.js';
import { issue, makeChain, newKey } from '../support/pki.js';

for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as const) {
  test(`${kind}: the key of a certificate`, () => {
    const { leaf } = makeChain(kind);
    const exported = (key: { export(options: { type: 'spki'; format: 'der' }): Buffer } | undefined) =>
      key?.export({ type: 'spki', format: 'der' }).toString('hex');
    assert.equal(exported(publicKeyOf(leaf.der)), exported(leaf.key.publicKey));
  });
}

test('bytes that are no certificate have no key', () => {
  const { der } = makeChain('rsa').leaf;
  for (const bytes of [
    undefined,
    new Uint8Array(0),
    Buffer.from('no certificate'),
    der.subarray(0, 200),
    der.subarray(4),
  ]) {
    assert.equal(publicKeyOf(bytes), undefined);
  }
});

test('the same key is imported once, while not too many others come', () => {
  const key = newKey('p256');
  const keyOf = (name: string, own = newKey('p256')) => publicKeyOf(issue({ subject: { CN: name }, key: own }).der);
  const first = keyOf('one.example', key);
  assert.ok(first);
  assert.equal(keyOf('two.example', key), first);
  assert.notEqual(keyOf('three.example'), first);
  for (let other = 0; other < 64; other += 1) {
    keyOf('other.example');
  }
  assert.notEqual(keyOf('one.example', key), first);
});
