// The judgement beside that of `openssl verify`, which builds paths from the same certificates.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { judge, storeOf } from '../support/chains.js';
import { der, extension, type Issued, type IssueOptions, issue, makeChain, newKey } from '../support/pki.js';

const now = new Date('2026-11-25T12:00:00Z');

function opensslAccepts(folder: string, sent: readonly Issued[], anchor: Issued): boolean {
  const [leaf, ...others] = sent;
  assert.ok(leaf);
  const file = (name: string, pem: string) => {
    const full = path.join(folder, name);
    writeFileSync(full, pem);
    return full;
  };
  const untrusted = others.map(({ pem }) => pem).join('');
  const result = spawnSync(
    'openssl',
    [
      'verify',
      ...['-purpose', 'sslserver', '-attime', `${now.getTime() / 1000}`, '-no-CAfile', '-no-CApath', '-no-CAstore'],
      ...['-trusted', file('root.pem', anchor.pem)],
      ...(untrusted === '' ? [] : ['-untrusted', file('untrusted.pem', untrusted)]),
      file('leaf.pem', leaf.pem),
    ],
    { encoding: 'utf8' },
  );
  assert.equal(result.error, undefined, 'openssl is needed: install the package openssl');
  return result.status === 0;
}

const root = issue({ subject: { CN: 'Root' }, ca: true });

function below(ca: Partial<IssueOptions>, leaf: Partial<IssueOptions> = {}): Issued[] {
  const issuer = issue({ subject: { CN: 'CA' }, issuer: root, ca: true, ...ca });
  return [issue({ subject: { CN: 'mail.contoso.com' }, issuer, dnsNames: ['mail.contoso.com'], ...leaf }), issuer];
}

function cases(): [string, readonly Issued[], Issued][] {
  const past = new Date('2026-02-01T00:00:00Z');
  const plain = below({});
  const stranger = makeChain();
  const kinds = (['rsa', 'p256', 'p384', 'ed25519'] as const).map((kind): [string, Issued[], Issued] => {
    const chain = makeChain(kind);
    return [kind, [chain.leaf, chain.intermediate], chain.root];
  });
  const excluded = extension('2.5.29.30', true, der(0x30, der(0xa1, der(0x30, der(0x82, Buffer.from('contoso.com'))))));
  return [
    ...kinds,
    ['leaf alone', plain.slice(0, 1), root],
    ['reversed others', [...plain.slice(0, 1), root, ...plain.slice(1)], root],
    ['stranger', [...plain, stranger.intermediate], root],
    ['other root', plain, stranger.root],
    ['expired leaf', below({}, { notAfter: past }), root],
    ['expired CA', below({ notAfter: past }), root],
    ['no CA', below({ ca: false }), root],
    ['no keyCertSign', below({ keyUsage: [0] }), root],
    ['excluded name', below({ extensions: [excluded] }), root],
    ['unknown critical extension', below({}, { extensions: [extension('1.2.3.4', true, der(0x05))] }), root],
    ['for clients', below({}, { extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] }), root],
    ['CA for mail', below({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] }), root],
    ['forged', below({}, { signWith: newKey('p256') }), root],
    ['without identifiers', below({ subjectKeyId: null }, { authorityKeyId: null }), root],
  ];
}

test('agrees with openssl verify', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-verify-'));
  try {
    for (const [what, sent, anchor] of cases()) {
      const analysis = judge(sent, { trustStores: [storeOf('root', anchor)], now });
      const accepted = analysis.complete === true && !analysis.findings.some(({ severity }) => severity === 'error');
      assert.equal(accepted, opensslAccepts(folder, sent, anchor), what);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
