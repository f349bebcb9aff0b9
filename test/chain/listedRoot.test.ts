// Microsoft's list holds fingerprints and names: a root that only it knows is recognised by its name, with doubt.
import assert from 'node:assert/strict';
import test from 'node:test';
import { analysisToJson } from '../../src/chain/json.js';
import { type PathStep, pathSteps, stepPlace } from '../../src/report/path.js';
import { microsoftStore } from '../../src/x509/trust.js';
import { certificateOf, codesOf, judge, presentedOf, storeOf } from '../support/chains.js';
import { issue } from '../support/pki.js';

const listedName = { C: 'US', O: 'Some Trust', CN: 'DigiCert Client RSA4096 Root G5' };
const root = issue({ subject: listedName, ca: true });
const intermediate = issue({ subject: { CN: 'Some CA' }, issuer: root, ca: true });
const leaf = issue({ subject: { CN: 'mail.contoso.com' }, issuer: intermediate, dnsNames: ['mail.contoso.com'] });
const bare = issue({ subject: { CN: 'mail.contoso.com' }, issuer: root, dnsNames: ['mail.contoso.com'] });
const other = storeOf('other', issue({ subject: { CN: 'Other root' }, ca: true }));
const stores = [other, microsoftStore()];

test('an issuer named like a root of the list is most probably that root', () => {
  const analysis = judge([leaf, intermediate], { trustStores: stores });
  assert.equal(analysis.complete, null);
  assert.deepEqual(codesOf(analysis), ['chain.root-not-at-hand']);
  const [finding] = analysis.findings;
  assert.equal(finding?.severity, 'information');
  assert.match(finding?.message ?? '', /^DigiCert Client RSA4096 Root G5 issued Some CA\. Microsoft lists a root/);
  assert.equal(analysis.missing[0]?.rootListedBy, 'Microsoft');
  assert.match(JSON.stringify(analysisToJson(analysis)['missing']), /"rootListedBy":"Microsoft"/);
  assert.deepEqual(
    analysis.corrected?.map(({ sha256 }) => sha256),
    [leaf, intermediate].map((each) => certificateOf(each).sha256),
  );
  const last: PathStep | undefined = pathSteps(analysis, presentedOf(leaf, intermediate)).at(-1);
  assert.equal(last && stepPlace(last, analysis), 'probably a root that Microsoft lists, which need not be sent');
});

test('where a root has no common name, its organizational unit is its name', () => {
  const unnamed = issue({ subject: { C: 'TW', O: 'Some', OU: 'Security Communication RootCA2' }, ca: true });
  const below = issue({ subject: { CN: 'Below' }, issuer: unnamed, ca: true });
  const analysis = judge([issue({ subject: { CN: 'x' }, issuer: below }), below], { trustStores: stores });
  assert.equal(analysis.complete, null);
});

const stranger = issue({ subject: { CN: 'Some other root' }, ca: true });
const understranger = issue({ subject: { CN: 'Some CA' }, issuer: stranger, ca: true });
const namesake = issue({ subject: listedName, ca: true });
const known = certificateOf(namesake).sha256;

const missing: readonly (readonly [string, Parameters<typeof judge>[0], Parameters<typeof judge>[1]])[] = [
  ['the leaf alone, whose issuer is no root', [leaf], { trustStores: stores }],
  ['a leaf directly below the name', [bare], { trustStores: stores }],
  [
    'an issuer of another name',
    [issue({ subject: { CN: 'x' }, issuer: understranger }), understranger],
    { trustStores: stores },
  ],
  ['no list chosen', [leaf, intermediate], { trustStores: [other] }],
  ['the list alone chosen, and the leaf alone sent', [leaf], { trustStores: [microsoftStore()] }],
  [
    'a root of that name at hand, which the list knows and which did not sign',
    [leaf, intermediate],
    {
      trustStores: [
        storeOf('mozilla', namesake),
        { ...microsoftStore(), verdict: ({ sha256 }) => (sha256 === known ? 'trusted' : 'unlisted') },
      ],
    },
  ],
];

for (const [name, sources, more] of missing) {
  test(`${name}: the issuer is missing`, () => {
    const analysis = judge(sources, more);
    assert.equal(analysis.complete, false);
    assert.ok(codesOf(analysis).includes('chain.intermediate-missing'), codesOf(analysis).join());
    assert.ok(!codesOf(analysis).includes('chain.root-not-at-hand'));
  });
}

test('the list alone leaves it open above an authority, and where it has the name', () => {
  const unlisted = issue({ subject: { CN: 'x' }, issuer: understranger });
  for (const sources of [[leaf, intermediate], [bare], [unlisted, understranger]]) {
    assert.equal(judge(sources, { trustStores: [microsoftStore()] }).complete, null);
  }
});

test('an intermediate that was not sent stays missing, whoever issued it', () => {
  const more = issue({ subject: { CN: 'Issuing CA' }, issuer: intermediate, ca: true });
  const server = issue({ subject: { CN: 'mail.contoso.com' }, issuer: more });
  const analysis = judge([server, more], { trustStores: stores, available: [certificateOf(intermediate)] });
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.intermediate-missing', 'chain.root-not-at-hand']);
});

test('the root itself decides once it is at hand', () => {
  const analysis = judge([leaf, intermediate], { trustStores: stores, available: [certificateOf(root)] });
  // It bears the name, and is not the one that Microsoft lists.
  assert.equal(analysis.complete, false);
  assert.deepEqual(codesOf(analysis), ['chain.root-unknown']);
});
