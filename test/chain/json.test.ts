import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture } from '../../src/chain/capture.js';
import { analysisToJson, captureFromJson, captureToJson } from '../../src/chain/json.js';
import { certificateOf, judge, presentedOf, storeOf } from '../support/chains.js';
import { makeChain } from '../support/pki.js';

const { root, intermediate, leaf } = makeChain('p256', { caIssuers: ['http://ca.example/tls2026.crt'] });

const server: Capture = {
  origin: { kind: 'server', host: 'mail.contoso.com', port: 25, security: 'starttls', address: '192.0.2.7' },
  capturedAt: new Date('2026-11-25T09:30:00.123Z'),
  presented: presentedOf(leaf, Buffer.from('garbage'), intermediate),
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', serverName: 'mail.contoso.com', possession: 'proved' },
  transcript: [
    { from: 'server', text: '220 ready' },
    { from: 'client', text: 'EHLO x' },
  ],
};

/** Plain data as it comes back from a file. */
function throughText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A capture as far as it can be compared. */
function comparable(capture: Capture) {
  return {
    ...capture,
    presented: capture.presented.map(({ der, problem }) => [Buffer.from(der).toString('hex'), problem]),
  };
}

test('a capture comes back as it was', () => {
  const captures: Capture[] = [
    server,
    { ...server, origin: { kind: 'client', address: '192.0.2.1', port: 40_000, heloName: 'mx' }, presented: [] },
    {
      origin: { kind: 'file', path: 'chain.pem' },
      capturedAt: new Date(0),
      presented: presentedOf(leaf),
      transcript: [],
    },
    {
      ...server,
      origin: {
        ...{ kind: 'server', host: 'mail.contoso.com', port: 465, security: 'implicit', address: '192.0.2.7' },
        unreached: [{ address: '2001:db8::7', code: 'unreachable', message: 'No way there.' }],
      },
    },
    {
      ...server,
      tls: { version: 'TLSv1.2', cipher: 'x', resumed: true, possession: 'failed', possessionReason: 'why' },
    },
  ];
  for (const capture of captures) {
    const result = captureFromJson(throughText(captureToJson(capture)));
    assert.ok(result.ok);
    assert.deepEqual(comparable(result.capture), comparable(capture));
  }
});

test('a certificate has the keys of the contract', () => {
  const json = captureToJson(server);
  const { presented } = json;
  assert.ok(Array.isArray(presented));
  const [first, second] = presented;
  const certificate = certificateOf(leaf);
  assert.deepEqual(first, {
    subject: 'CN=mail.contoso.com, O=Contoso Ltd, C=US',
    issuer: 'CN=Example TLS CA 2026, O=Example Trust, C=US',
    serialNumber: certificate.serialNumber,
    thumbprint: certificate.thumbprint,
    sha256: certificate.sha256,
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2036-01-01T00:00:00.000Z',
    dnsNames: ['mail.contoso.com', 'autodiscover.contoso.com'],
    subjectKeyId: certificate.subjectKeyId,
    authorityKeyId: certificate.authorityKeyId,
    caIssuers: ['http://ca.example/tls2026.crt'],
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    isCa: false,
    selfSigned: false,
    keyType: 'EC P-256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    pem: leaf.pem,
  });
  assert.match(JSON.stringify(second), /^\{"problem":"[^"]+","pem":"-----BEGIN/);
});

test('an analysis has the keys of the contract', () => {
  const analysis = judge([leaf], { trustStores: [storeOf('mozilla', root)], available: [certificateOf(intermediate)] });
  const json = analysisToJson(analysis);
  const [low, middle, top] = [leaf, intermediate, root].map((each) => certificateOf(each).sha256);
  assert.deepEqual(Object.keys(json), [
    'leaf',
    'complete',
    'order',
    'missing',
    'corrected',
    'paths',
    'rejected',
    'verdicts',
    'findings',
  ]);
  assert.equal(json['complete'], false);
  assert.equal(json['order'], 'correct');
  assert.deepEqual(json['corrected'], [low, middle]);
  assert.deepEqual(json['paths'], [
    { trustStore: 'mozilla', certificates: [low, middle, top], sources: ['presented', 'available', 'store'] },
  ]);
  const { missing, findings } = json;
  assert.ok(Array.isArray(missing) && Array.isArray(findings));
  assert.deepEqual(
    { ...missing[0], certificate: undefined },
    {
      subject: 'CN=Example TLS CA 2026, O=Example Trust, C=US',
      authorityKeyId: certificateOf(leaf).authorityKeyId,
      caIssuers: ['http://ca.example/tls2026.crt'],
      certificate: undefined,
    },
  );
  assert.deepEqual(
    { ...findings[0], message: undefined },
    { code: 'chain.intermediate-missing', severity: 'error', message: undefined, sha256: low, index: 0 },
  );
  const nothing = analysisToJson(judge([]));
  assert.deepEqual(
    [nothing['leaf'], nothing['complete'], nothing['order'], nothing['corrected']],
    [null, null, null, null],
  );
});

test('refuses what is no capture, and believes only the PEM', () => {
  const good = captureToJson(server);
  const cases: unknown[] = [
    undefined,
    null,
    1,
    'x',
    [],
    {},
    { ...good, origin: undefined },
    { ...good, origin: { kind: 'server', host: 'x' } },
    { ...good, origin: { kind: 'server', host: 'x', port: 70_000 } },
    { ...good, origin: { kind: 'client', port: 1 } },
    { ...good, origin: { kind: 'file' } },
    { ...good, origin: { kind: 'other' } },
    { ...good, capturedAt: 'yesterday' },
    { ...good, capturedAt: undefined },
    { ...good, presented: 'x' },
    { ...good, presented: [{ subject: 'CN=x' }] },
  ];
  for (const value of cases) {
    const result = captureFromJson(value);
    assert.ok(!result.ok && result.reason.length > 0, JSON.stringify(value));
  }
  const lying = captureFromJson({
    ...good,
    presented: [{ pem: leaf.pem, subject: 'CN=other', sha256: 'AA' }],
    tls: { version: 'SSLv3' },
    transcript: [1, { from: 'me', text: 'x' }],
  });
  assert.ok(lying.ok);
  assert.equal(lying.capture.presented[0]?.certificate?.subject.commonName, 'mail.contoso.com');
  assert.equal(lying.capture.tls, undefined);
  assert.deepEqual(lying.capture.transcript, []);
});
