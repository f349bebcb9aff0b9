// Several ways up: cross-signs, renewed and misleading CAs (RFC 4158).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateOf, codesOf, judge, presentedOf, type Source, storeOf } from '../support/chains.js';
import { extension, type IssueOptions, issue, newKey } from '../support/pki.js';

const caKey = newKey('p256');
const rootA = issue({ subject: { CN: 'Root A' }, ca: true });
const rootB = issue({ subject: { CN: 'Root B' }, ca: true });
const ca = { subject: { CN: 'Issuing CA' }, key: caKey, ca: true } as const;
const underA = issue({ ...ca, issuer: rootA });
const underB = issue({ ...ca, issuer: rootB });
const leaf = issue({ subject: { CN: 'mail.contoso.com' }, issuer: underA, dnsNames: ['mail.contoso.com'] });
const storeA = storeOf('a', rootA);
const storeB = storeOf('b', rootB);
const both = storeOf('both', rootA, rootB);
const past = new Date('2026-02-01T00:00:00Z');

test('a cross-signed CA leads to each root', () => {
  const analysis = judge([leaf, underA, underB], { trustStores: [storeA, storeB] });
  assert.deepEqual(codesOf(analysis), []);
  assert.deepEqual(
    analysis.paths.map(({ trustStore, certificates }) => [trustStore, certificates.at(-1)?.subject.commonName]),
    [
      ['a', 'Root A'],
      ['b', 'Root B'],
    ],
  );
});

test('a cross-sign is unrelated only when no chosen store knows its root', () => {
  const sources = [leaf, underA, underB];
  assert.deepEqual(codesOf(judge(sources, { trustStores: [storeA] })), ['chain.unrelated']);
  assert.deepEqual(codesOf(judge(sources, { trustStores: [both] })), []);
});

test('the cross-sign that was sent decides, not the one that is known here', () => {
  const analysis = judge([leaf, underA], { trustStores: [storeB], available: [certificateOf(underB)] });
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing', 'chain.unrelated']);
  assert.deepEqual(analysis.missing[0]?.certificate?.sha256, certificateOf(underB).sha256);
});

test('avoids what is wrong with one way when another is sound', () => {
  const wrong: [string, Partial<IssueOptions>][] = [
    ['expired', { notAfter: past }],
    ['no CA', { ca: false }],
    ['no signing', { keyUsage: [0] }],
    ['unknown critical extension', { extensions: [extension('1.2.3.4', true, Buffer.from([5, 0]))] }],
    ['other purpose', { extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] }],
    ['forgeable signature', { hash: 'sha1' }],
  ];
  for (const [what, options] of wrong) {
    const bad = issue({ ...ca, issuer: rootB, ...options });
    for (const sources of [
      [leaf, underA, bad],
      [leaf, bad, underA],
    ]) {
      const analysis = judge(sources, { trustStores: [both] });
      assert.equal(analysis.complete, true, what);
      assert.deepEqual(codesOf(analysis), [], what);
      assert.deepEqual(
        analysis.rejected?.map(({ certificates, reasons }) => [
          certificates.at(-1)?.subject.commonName,
          reasons.length,
        ]),
        [['Root B', 1]],
        what,
      );
    }
    const alone = judge([leaf, bad], { trustStores: [both] });
    assert.equal(alone.complete, true, `${what}, alone`);
    assert.equal(codesOf(alone).length, 1, `${what}, alone`);
  }
});

test('an expired root does not spoil its cross-signed twin', () => {
  const oldRoot = issue({ subject: { CN: 'Root A' }, key: rootA.key, ca: true, notAfter: past });
  const cross = issue({ subject: { CN: 'Root A' }, key: rootA.key, ca: true, issuer: rootB });
  const analysis = judge([leaf, underA, cross], { trustStores: [storeOf('old', oldRoot, rootB)] });
  assert.deepEqual(codesOf(analysis), []);
  assert.equal(analysis.paths[0]?.certificates.at(-1)?.subject.commonName, 'Root B');
});

test('two CAs of one name are told apart by the signature', () => {
  const namesake = issue({ ...ca, key: newKey('p256'), issuer: rootA, subjectKeyId: underA.subjectKeyId });
  for (const sources of [
    [leaf, namesake, underA],
    [leaf, underA, namesake],
  ]) {
    const analysis = judge(sources, { trustStores: [storeA] });
    assert.equal(analysis.complete, true);
    assert.deepEqual(codesOf(analysis), ['chain.unrelated']);
  }
  assert.deepEqual(codesOf(judge([leaf, namesake], { trustStores: [storeA] })), ['chain.signature-invalid']);
});

test('key identifiers are hints: wrong or absent ones do not hide a path', () => {
  for (const authorityKeyId of [Buffer.from('wrong'), null]) {
    const odd = issue({ subject: { CN: 'odd.example' }, issuer: underA, authorityKeyId });
    const analysis = judge([odd, underA], { trustStores: [storeA] });
    assert.deepEqual([analysis.complete, ...codesOf(analysis)], [true]);
  }
});

test('a CA that renewed its own key', () => {
  const newer = issue({ subject: { CN: 'Root A' }, key: 'p384', ca: true, issuer: rootA });
  const below = issue({ subject: { CN: 'new.example' }, issuer: newer });
  const analysis = judge([below, newer], { trustStores: [storeA] });
  assert.deepEqual([analysis.complete, ...codesOf(analysis)], [true]);
  assert.deepEqual(analysis.corrected?.length, 2);
});

test('CAs that certify each other lead nowhere', () => {
  const [keyOne, keyTwo] = [newKey('p256'), newKey('p256')];
  const seedOne = issue({ subject: { CN: 'One' }, key: keyOne, ca: true });
  const two = issue({ subject: { CN: 'Two' }, key: keyTwo, ca: true, issuer: seedOne });
  const one = issue({ subject: { CN: 'One' }, key: keyOne, ca: true, issuer: two });
  const below = issue({ subject: { CN: 'x.example' }, issuer: one });
  const analysis = judge([below, one, two], { trustStores: [storeA] });
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.root-unknown']);
  assert.match(analysis.findings[0]?.message ?? '', /circle/);
});

test('a mesh of CAs that all certify each other ends, and finds the way out', () => {
  const keys = Array.from({ length: 8 }, () => newKey('ed25519'));
  const seeds = keys.map((key, i) => issue({ subject: { CN: `CA ${i}` }, key, ca: true }));
  const mesh = seeds.flatMap((issuer, i) =>
    keys.flatMap((key, j) => (i === j ? [] : [issue({ subject: { CN: `CA ${j}` }, key, ca: true, issuer })])),
  );
  const [lowest, , , , , , , highest] = seeds;
  assert.ok(lowest && highest);
  const below = issue({ subject: { CN: 'mesh.example' }, issuer: lowest });
  const out = issue({ subject: { CN: 'CA 7' }, key: highest.key, ca: true, issuer: rootA });
  assert.equal(judge([below, ...mesh], { trustStores: [storeA] }).complete, false);
  const analysis = judge([below, ...mesh, out], { trustStores: [storeA] });
  assert.equal(analysis.complete, true);
  assert.ok(!analysis.findings.some(({ severity }) => severity === 'error'));
});

test('a hundred CAs of one name with wrong hints are left to others after a bounded search', () => {
  const crowd: Source[] = [];
  for (let i = 0; i < 100; i++) {
    crowd.push(
      issue({
        subject: { CN: 'Crowd' },
        key: 'ed25519',
        ca: true,
        issuer: rootA,
        authorityKeyId: null,
        subjectKeyId: null,
      }),
    );
  }
  const below = issue({ subject: { CN: 'crowd.example' }, issuer: underA });
  const analysis = judge([below, ...crowd, underA], { trustStores: [storeA] });
  assert.equal(analysis.complete, true);
  assert.equal(analysis.findings.length, 50, 'findings are bounded');
});

test('a long chain is followed, one beyond all measure is left open', () => {
  const chain = (length: number) => {
    const found = [rootA];
    for (let i = 0; i < length; i++) {
      found.push(issue({ subject: { CN: `Level ${i}` }, key: 'ed25519', issuer: found.at(-1) ?? rootA, ca: true }));
    }
    return found.slice(1).reverse();
  };
  assert.equal(judge(chain(60), { trustStores: [storeA] }).complete, true);
  assert.equal(judge(chain(120), { trustStores: [storeA] }).complete, null);
});

test('twenty thousand certificates are judged', () => {
  const sources: Source[] = [leaf, underA];
  for (let i = 0; i < 100; i++) {
    sources.push(issue({ subject: { CN: `Stranger ${i}` }, key: leaf.key, issuer: rootB }));
  }
  const read = presentedOf(...sources);
  const presented = Array.from({ length: 20_000 }, (_, i) => read[i % read.length]).flatMap((each) => each ?? []);
  const analysis = judge([], { presented, trustStores: [storeA] });
  assert.equal(analysis.complete, true);
  assert.equal(analysis.links.length, 20_000);
  assert.equal(analysis.links[20_000 - 1]?.duplicateOf, 19_999 % 102);
});
