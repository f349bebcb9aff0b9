import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unavailableStore } from '../../src/x509/trust.js';
import {
  certificateOf,
  codesOf,
  fingerprintStore,
  judge,
  presentedOf,
  type Source,
  storeOf,
} from '../support/chains.js';
import { issue, makeChain, newKey } from '../support/pki.js';

const { root, intermediate, leaf } = makeChain('p256', { caIssuers: ['http://ca.example/tls2026.crt'] });
const mozilla = storeOf('mozilla', root);
const trusted = { trustStores: [mozilla] };
const other = makeChain();
const sha = (...sources: readonly Source[]) => sources.map((each) => certificateOf(each).sha256);

test('finds nothing wrong with leaf and intermediate', () => {
  const analysis = judge([leaf, intermediate], { ...trusted, expectedNames: ['mail.contoso.com'] });
  assert.equal(analysis.complete, true);
  assert.equal(analysis.order, 'correct');
  assert.deepEqual(codesOf(analysis), []);
  assert.deepEqual(analysis.missing, []);
  assert.deepEqual(
    analysis.corrected?.map(({ sha256 }) => sha256),
    sha(leaf, intermediate),
  );
  assert.deepEqual(analysis.links, [
    { index: 0, role: 'leaf', issuerIndex: 1, onPath: true },
    { index: 1, role: 'intermediate', onPath: true },
  ]);
  const [path] = analysis.paths;
  assert.deepEqual(
    path?.certificates.map(({ sha256 }) => sha256),
    sha(leaf, intermediate, root),
  );
  assert.deepEqual(path?.sources, ['presented', 'presented', 'store']);
  assert.equal(analysis.verdicts[0]?.verdict, 'trusted');
  assert.deepEqual(sha(root), [analysis.verdicts[0]?.root?.sha256]);
});

test('names the intermediate that was not sent and where to get it', () => {
  const analysis = judge([leaf], trusted);
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing']);
  const [missing] = analysis.missing;
  assert.equal(missing?.subject.commonName, 'Example TLS CA 2026');
  assert.equal(missing?.authorityKeyId, intermediate.subjectKeyId.toString('hex').toUpperCase());
  assert.deepEqual(missing?.caIssuers, ['http://ca.example/tls2026.crt']);
  assert.equal(missing?.certificate, undefined);
  assert.match(analysis.findings[0]?.message ?? '', /Example TLS CA 2026.*mail\.contoso\.com.*http:\/\/ca\.example/);
  assert.equal(analysis.findings[0]?.index, 0);
  assert.equal(analysis.corrected, undefined);
  assert.equal(analysis.verdicts[0]?.verdict, 'unknown');
});

test('what this machine knows completes the path without hiding the fault', () => {
  const analysis = judge([leaf], { ...trusted, available: [certificateOf(intermediate)] });
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing']);
  assert.deepEqual(sha(intermediate), [analysis.missing[0]?.certificate?.sha256]);
  assert.deepEqual(
    analysis.corrected?.map(({ sha256 }) => sha256),
    sha(leaf, intermediate),
  );
  assert.deepEqual(analysis.paths[0]?.sources, ['presented', 'available', 'store']);
  assert.equal(analysis.verdicts[0]?.verdict, 'trusted');
  assert.equal(analysis.verdicts[0]?.from, 'available');
  assert.equal(judge([leaf, intermediate], trusted).verdicts[0]?.from, 'presented');
  assert.equal(judge([leaf], trusted).verdicts[0]?.from, undefined);
});

test('lists every missing issuer of a longer path', () => {
  const upper = issue({ subject: { CN: 'Upper CA' }, issuer: root, ca: true });
  const lower = issue({ subject: { CN: 'Lower CA' }, issuer: upper, ca: true });
  const low = issue({ subject: { CN: 'low.example' }, issuer: lower, dnsNames: ['low.example'] });
  const analysis = judge([low], { ...trusted, available: [lower, upper].map(certificateOf) });
  assert.deepEqual(
    analysis.missing.map(({ subject }) => subject.commonName),
    ['Lower CA', 'Upper CA'],
  );
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing', 'chain.intermediate-missing']);
});

test('an intermediate that lies in a bundle of roots is no anchor, one that was chosen alone is', () => {
  const bundle = judge([leaf], { trustStores: [storeOf('bundle', root, intermediate)] });
  assert.equal(bundle.complete, false);
  assert.deepEqual(codesOf(bundle), ['chain.intermediate-missing']);
  assert.deepEqual(bundle.paths[0]?.sources, ['presented', 'store', 'store']);
  const chosen = judge([leaf], { trustStores: [storeOf('chosen', intermediate)] });
  assert.equal(chosen.complete, true);
  assert.deepEqual(codesOf(chosen), []);
});

test('tells order, duplicates, roots and strangers apart', () => {
  const cases: [string, Source[], string[], 'correct' | 'misordered'][] = [
    ['root at the end', [leaf, intermediate, root], ['chain.root-sent'], 'correct'],
    ['root in between', [leaf, root, intermediate], ['chain.misordered', 'chain.root-sent'], 'misordered'],
    ['leaf twice', [leaf, leaf, intermediate], ['chain.duplicate'], 'correct'],
    ['intermediate twice', [leaf, intermediate, intermediate], ['chain.duplicate'], 'correct'],
    ['stranger', [leaf, intermediate, other.intermediate], ['chain.unrelated'], 'correct'],
    ['stranger in between', [leaf, other.intermediate, intermediate], ['chain.unrelated'], 'correct'],
    ['foreign root', [leaf, intermediate, other.root], ['chain.unrelated'], 'correct'],
  ];
  for (const [what, sources, codes, order] of cases) {
    const analysis = judge(sources, trusted);
    assert.equal(analysis.complete, true, what);
    assert.deepEqual(codesOf(analysis), codes, what);
    assert.equal(analysis.order, order, what);
    assert.deepEqual(
      analysis.corrected?.map(({ sha256 }) => sha256),
      sha(leaf, intermediate),
      what,
    );
  }
});

test('calls nothing unrelated while no path is known', () => {
  const analysis = judge([leaf, other.intermediate], trusted);
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing']);
});

test('a root that no store holds', () => {
  const cases: [string, Source[], Source[]][] = [
    ['sent', [other.leaf, other.intermediate, other.root], []],
    ['known from elsewhere', [other.leaf, other.intermediate], [other.root]],
  ];
  for (const [what, sources, available] of cases) {
    const analysis = judge(sources, { ...trusted, available: available.map(certificateOf) });
    assert.equal(analysis.complete, false, what);
    assert.ok(codesOf(analysis).includes('chain.root-unknown'), what);
    assert.ok(!codesOf(analysis).includes('chain.intermediate-missing'), what);
    assert.deepEqual(analysis.missing, [], what);
    assert.equal(analysis.verdicts[0]?.verdict, 'unlisted', what);
    assert.deepEqual(
      analysis.corrected?.map(({ sha256 }) => sha256),
      sha(other.leaf, other.intermediate),
      what,
    );
  }
  const unknown = judge([other.leaf, other.intermediate], trusted);
  assert.deepEqual(codesOf(unknown), ['chain.intermediate-missing']);
  assert.equal(unknown.missing[0]?.subject.commonName, 'Example Global Root');
});

test('a leaf that signed itself', () => {
  const own = issue({ subject: { CN: 'mail.contoso.com' }, dnsNames: ['mail.contoso.com'] });
  const analysis = judge([own], trusted);
  assert.deepEqual(codesOf(analysis), ['chain.self-signed']);
  assert.equal(analysis.complete, false);
  assert.deepEqual(analysis.missing, []);
  assert.equal(judge([own], { trustStores: [storeOf('own', own)] }).complete, true);
});

test('a signature that the issuer did not make', () => {
  const forged = issue({ subject: { CN: 'mail.contoso.com' }, issuer: intermediate, signWith: newKey('p256') });
  const analysis = judge([forged, intermediate], trusted);
  assert.deepEqual(codesOf(analysis), ['chain.signature-invalid']);
  assert.equal(analysis.complete, false);
  assert.deepEqual(analysis.missing, []);
  const renamed = issue({ subject: intermediate.subject, issuer: root, ca: true });
  const wrongKey = judge([leaf, renamed], trusted);
  assert.deepEqual(codesOf(wrongKey), ['chain.intermediate-missing'], 'another key identifier is another CA');
});

test('time, purpose and names are judged, and leave completeness alone', () => {
  const issuing = (options: Partial<Parameters<typeof issue>[0]>) =>
    issue({ subject: { CN: 'mail.contoso.com' }, issuer: intermediate, dnsNames: ['mail.contoso.com'], ...options });
  const cases: [string, Source, Parameters<typeof judge>[1], string[]][] = [
    ['expired', issuing({ notAfter: new Date('2026-11-25T11:59:58Z') }), {}, ['certificate.expired']],
    ['in its last second', issuing({ notAfter: new Date('2026-11-25T12:00:00Z') }), {}, ['certificate.expires-soon']],
    ['future', issuing({ notBefore: new Date('2026-11-25T12:00:01Z') }), {}, ['certificate.not-yet-valid']],
    ['30 days', issuing({ notAfter: new Date('2026-12-25T12:00:00Z') }), {}, []],
    ['29 days', issuing({ notAfter: new Date('2026-12-24T12:00:00Z') }), {}, ['certificate.expires-soon']],
    ['29 days, warned at 7', issuing({ notAfter: new Date('2026-12-24T12:00:00Z') }), { expiryWarningDays: 7 }, []],
    ['wrong name', issuing({}), { expectedNames: ['smtp.fabrikam.com'] }, ['certificate.name-mismatch']],
    ['one of two names', issuing({}), { expectedNames: ['smtp.fabrikam.com', 'MAIL.contoso.com'] }, []],
    ['common name', issuing({ dnsNames: undefined }), { expectedNames: ['mail.contoso.com'] }, []],
    ['client only', issuing({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] }), {}, ['certificate.purpose-missing']],
    ['any purpose', issuing({ extendedKeyUsage: ['2.5.29.37.0'] }), {}, []],
    ['no purpose', issuing({ extendedKeyUsage: [] }), {}, ['certificate.purpose-missing']],
    [
      'server only, as client',
      issuing({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] }),
      { purpose: 'clientAuth' },
      ['certificate.purpose-missing'],
    ],
    ['SHA-1', issuing({ hash: 'sha1' }), {}, ['certificate.weak-signature']],
  ];
  for (const [what, source, more, codes] of cases) {
    const analysis = judge([source, intermediate], { ...trusted, ...more });
    assert.equal(analysis.complete, true, what);
    assert.deepEqual(codesOf(analysis), codes, what);
  }
  const client = judge([issuing({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] }), intermediate], {
    ...trusted,
    purpose: 'clientAuth',
  });
  assert.equal(client.findings[0]?.severity, 'warning');
});

test('says which certificate of the path has expired', () => {
  const old = issue({ subject: { CN: 'Old CA' }, issuer: root, ca: true, notAfter: new Date('2026-06-01T00:00:00Z') });
  const below = issue({ subject: { CN: 'a.example' }, issuer: old });
  const analysis = judge([below, old], trusted);
  assert.deepEqual(codesOf(analysis), ['certificate.expired']);
  assert.match(analysis.findings[0]?.message ?? '', /^Old CA expired on 2026-06-01/);
  assert.equal(analysis.findings[0]?.index, 1);
});

test('names that are addresses, wildcards or international', () => {
  const address = issue({
    subject: { CN: 'x' },
    issuer: intermediate,
    dnsNames: ['*.contoso.com'],
    addresses: ['192.0.2.1', '2001:db8::1'],
  });
  for (const [name, covered] of [
    ['192.0.2.1', true],
    ['192.0.2.2', false],
    ['2001:DB8:0::1', true],
    ['[2001:db8::1]', true],
    ['mail.contoso.com', true],
    ['*.contoso.com', true],
    ['a.mail.contoso.com', false],
    ['contoso.com', false],
  ] as const) {
    const codes = codesOf(judge([address, intermediate], { ...trusted, expectedNames: [name] }));
    assert.deepEqual(codes, covered ? [] : ['certificate.name-mismatch'], name);
  }
});

test('bytes that are no certificate stay in their place', () => {
  const analysis = judge([leaf, Buffer.from('garbage'), intermediate], trusted);
  assert.equal(analysis.complete, true);
  assert.deepEqual(codesOf(analysis), ['certificate.unreadable']);
  assert.equal(analysis.findings[0]?.index, 1);
  assert.equal(analysis.links[1]?.role, 'unreadable');
  const first = judge([Buffer.from('garbage'), intermediate], trusted);
  assert.equal(first.leaf, undefined);
  assert.equal(first.complete, null);
  assert.equal(first.order, null);
  assert.deepEqual(codesOf(first), ['certificate.unreadable']);
});

test('nothing presented is nothing known', () => {
  const analysis = judge([], trusted);
  assert.deepEqual([analysis.complete, analysis.order, analysis.leaf, codesOf(analysis)], [null, null, undefined, []]);
});

test('stores that cannot be read, or none, leave it open', () => {
  const broken = unavailableStore('system', 'System', 'not there');
  for (const trustStores of [[], [broken]]) {
    for (const sources of [[leaf], [leaf, intermediate], [leaf, intermediate, root]]) {
      const analysis = judge(sources, { trustStores });
      assert.equal(analysis.complete, null);
      assert.deepEqual(
        codesOf(analysis).filter((code) => code !== 'chain.root-sent'),
        [],
      );
      assert.deepEqual(
        analysis.verdicts.map(({ verdict }) => verdict),
        trustStores.map(() => 'unknown'),
      );
    }
  }
  const knownGap = judge([leaf], { trustStores: [broken], available: [certificateOf(intermediate)] });
  assert.equal(knownGap.complete, false, 'an intermediate is needed whatever the stores hold');
  assert.equal(judge([leaf, intermediate], { trustStores: [broken, mozilla] }).complete, true);
});

test('a store of fingerprints judges roots from anywhere and denies none that it cannot see', () => {
  const prints = fingerprintStore('prints', new Map([[root, 'trusted']]));
  const blind = judge([leaf, intermediate], { trustStores: [prints] });
  assert.equal(blind.complete, null);
  assert.deepEqual(codesOf(blind), []);
  for (const [what, sources, more] of [
    ['sent', [leaf, intermediate, root], {}],
    ['fetched', [leaf, intermediate], { available: [certificateOf(root)] }],
  ] as const) {
    const analysis = judge(sources, { trustStores: [prints], ...more });
    assert.equal(analysis.complete, true, what);
    assert.equal(analysis.paths[0]?.trustStore, 'prints', what);
  }
  const both = judge([leaf, intermediate], { trustStores: [mozilla, prints] });
  assert.deepEqual(
    both.paths.map(({ trustStore }) => trustStore),
    ['mozilla', 'prints'],
  );
  assert.deepEqual(
    both.verdicts.map(({ verdict }) => verdict),
    ['trusted', 'trusted'],
  );
});

test('a root that one store trusts and another does not list, or blocks', () => {
  const unlisted = judge([leaf, intermediate], { trustStores: [mozilla, fingerprintStore('prints', new Map())] });
  assert.deepEqual(
    unlisted.verdicts.map(({ verdict }) => verdict),
    ['trusted', 'unlisted'],
  );
  assert.deepEqual(
    unlisted.findings.map(({ code, severity }) => [code, severity]),
    [['chain.root-unknown', 'warning']],
  );
  assert.match(unlisted.findings[0]?.message ?? '', /trusted here \(mozilla\) but not listed by prints/);
  const own = { trustStores: [storeOf('own.pem', root), fingerprintStore('prints', new Map())] };
  assert.deepEqual(codesOf(judge([leaf, intermediate], own)), [], 'the user chose the root himself');
  const blocking = fingerprintStore('prints', new Map([[root, 'blocked']]));
  const blocked = judge([leaf, intermediate], { trustStores: [mozilla, blocking] });
  assert.equal(blocked.complete, true);
  assert.deepEqual(
    blocked.verdicts.map(({ verdict }) => verdict),
    ['trusted', 'blocked'],
  );
  assert.deepEqual(codesOf(blocked), ['chain.root-unknown']);
  assert.match(blocked.findings[0]?.message ?? '', /blocked by prints/);
});

test('the order counts though nobody trusts the root', () => {
  const analysis = judge([leaf, root, intermediate], { trustStores: [storeOf('mozilla', other.root)] });
  assert.deepEqual(codesOf(analysis), ['chain.root-unknown', 'chain.misordered', 'chain.root-sent']);
});

test('above an intermediate it is left open whether a root is missing, and said where to get it', () => {
  const upper = issue({ subject: { CN: 'Upper CA' }, issuer: root, ca: true, caIssuers: ['http://ca.example/up.crt'] });
  const low = issue({ subject: { CN: 'low.example' }, issuer: upper, dnsNames: ['low.example'] });
  const [found] = judge([low, upper], { trustStores: [storeOf('mozilla', other.root)] }).findings;
  assert.equal(found?.code, 'chain.intermediate-missing');
  assert.match(found?.message ?? '', /a root need not be sent.*http:\/\/ca\.example\/up\.crt/);
});

test('the corrected chain is the good one where the peer sent an expired one', () => {
  const expired = issue({
    subject: intermediate.subject,
    issuer: root,
    key: intermediate.key,
    ca: true,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2025-01-01T00:00:00Z'),
  });
  const analysis = judge([leaf, expired], { ...trusted, available: [certificateOf(intermediate)] });
  assert.deepEqual(codesOf(analysis), ['certificate.expired']);
  assert.deepEqual(
    analysis.corrected?.map(({ sha256 }) => sha256),
    sha(leaf, intermediate),
  );
});

test('in a file the leaf may stand anywhere', () => {
  for (const sources of [
    [intermediate, leaf],
    [root, intermediate, leaf],
    [Buffer.from('x'), intermediate, leaf],
  ]) {
    const analysis = judge(sources, { ...trusted, leafFirst: false });
    assert.equal(analysis.leaf?.subject.commonName, 'mail.contoso.com');
    assert.equal(analysis.complete, true);
    assert.equal(analysis.order, 'misordered');
    assert.ok(codesOf(analysis).includes('chain.misordered'));
  }
  const authorities = judge([root, intermediate], { ...trusted, leafFirst: false });
  assert.equal(authorities.leaf?.subject.commonName, 'Example TLS CA 2026');
  assert.equal(judge([leaf, intermediate], { ...trusted, leafFirst: false }).order, 'correct');
});

test('on the wire the leaf comes first, whatever it is', () => {
  const analysis = judge([intermediate, leaf], trusted);
  assert.equal(analysis.leaf?.subject.commonName, 'Example TLS CA 2026');
  assert.deepEqual(
    analysis.links.map(({ role }) => role),
    ['leaf', 'intermediate'],
  );
});

test('weak keys', () => {
  const key = newKey('rsa1024');
  const weak = issue({ subject: { CN: 'weak.example' }, issuer: intermediate, key });
  assert.deepEqual(codesOf(judge([weak, intermediate], trusted)), ['certificate.weak-key']);
});

test('is the same for the same question, and leaves the question alone', () => {
  const question = { ...trusted, presented: presentedOf(leaf, root, intermediate, leaf) };
  assert.deepEqual(judge([], question), judge([], question));
});
