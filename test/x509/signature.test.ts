import assert from 'node:assert/strict';
import { constants, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { isSelfSigned, isSignedBy, isWeaklySigned, verifySignature } from '../../src/x509/signature.js';
import { certificateOf } from '../support/chains.js';
import { der, issue, type KeyKind, makeChain, newKey, oid } from '../support/pki.js';

test('verifies every usual kind of key', () => {
  for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as KeyKind[]) {
    const { root, intermediate, leaf } = makeChain(kind);
    const [top, middle, low] = [root, intermediate, leaf].map(certificateOf);
    assert.ok(top && middle && low);
    assert.equal(verifySignature(low, middle), 'valid', kind);
    assert.equal(verifySignature(low, top), 'invalid', kind);
    assert.ok(isSelfSigned(top) && !isSelfSigned(middle), kind);
    assert.ok(isSignedBy(middle, top) && !isSignedBy(low, top), kind);
  }
});

const sha = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2' };

/** RSASSA-PSS with its parameters stated, or left to their defaults (SHA-1, RFC 4055 section 3.1). */
function pss(hash: 'sha256' | 'sha384' | undefined, mask = hash) {
  const digest = (dotted: string) => der(0x30, oid(dotted), der(0x05));
  const parameters =
    hash && mask
      ? der(
          0x30,
          der(0xa0, digest(sha[hash])),
          der(0xa1, der(0x30, oid('1.2.840.113549.1.1.8'), digest(sha[mask]))),
          der(0xa2, der(0x02, Buffer.from([32]))),
        )
      : der(0x30);
  return {
    algorithm: der(0x30, oid('1.2.840.113549.1.1.10'), parameters),
    sign: (tbs: Buffer, key: KeyObject) =>
      sign(hash ?? 'sha1', tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hash ? 32 : 20 }),
  };
}

test('verifies RSASSA-PSS by its parameters', () => {
  const key = newKey('rsa');
  const cases = [
    [pss('sha256'), 'valid', false],
    [pss('sha384'), 'valid', false],
    [pss(undefined), 'valid', true],
    [pss('sha256', 'sha384'), 'unsupported', false],
  ] as const;
  for (const [scheme, verdict, weak] of cases) {
    const certificate = certificateOf(issue({ subject: { CN: 'pss' }, key, scheme }));
    assert.equal(verifySignature(certificate, certificate), verdict);
    assert.equal(isWeaklySigned(certificate), weak);
  }
});

test('tells what cannot be checked from what is wrong', () => {
  const key = newKey('p256');
  const odd = issue({
    subject: { CN: 'odd' },
    key,
    scheme: { algorithm: der(0x30, oid('1.2.3.4')), sign: () => Buffer.alloc(64) },
  });
  const certificate = certificateOf(odd);
  assert.equal(certificate.signatureAlgorithm, '1.2.3.4');
  assert.equal(verifySignature(certificate, certificate), 'unsupported');
  assert.equal(
    verifySignature(
      certificateOf(issue({ subject: { CN: 'a' }, key })),
      certificateOf(issue({ subject: { CN: 'b' }, key: 'rsa' })),
    ),
    'invalid',
  );
});

test('finds forgeable signatures', () => {
  for (const [hash, weak] of [
    ['sha1', true],
    ['sha256', false],
  ] as const) {
    assert.equal(isWeaklySigned(certificateOf(issue({ subject: { CN: hash }, key: 'rsa', hash }))), weak);
  }
});
