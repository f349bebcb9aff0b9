import assert from 'node:assert/strict';
import test from 'node:test';
import type { ChainAnalysis } from '../../src/chain/analyze.js';
import { defaultSeverities, type FindingCode, finding } from '../../src/finding.js';
import {
  countText,
  dateText,
  findingTitle,
  headline,
  momentText,
  orderTitle,
  rootText,
  sessionText,
} from '../../src/report/summary.js';
import { analysisOf, captureOf, complete, leafOnly } from './samples.js';

const verdict = (trustStore: string, label: string, value: ChainAnalysis['verdicts'][number]['verdict']) => ({
  trustStore,
  label,
  verdict: value,
});

const headlines: readonly (readonly [what: string, analysis: ChainAnalysis, state: string, text: string])[] = [
  ['errors', leafOnly.analysis, 'bad', 'Intermediate not sent: Example TLS CA 2026'],
  [
    'several errors, each once',
    analysisOf({
      complete: true,
      findings: [
        finding('certificate.expired', 'a'),
        finding('certificate.expired', 'b'),
        finding('certificate.name-mismatch', 'c'),
        finding('chain.misordered', 'd'),
      ],
    }),
    'bad',
    'Expired; Name not covered',
  ],
  ['no fault', complete.analysis, 'good', 'Complete: nothing that the other side needs is missing'],
  [
    'hints',
    analysisOf({ complete: true, findings: [finding('chain.root-sent', '')] }),
    'good',
    'Complete: nothing that the other side needs is missing',
  ],
  [
    'warnings',
    analysisOf({ complete: true, findings: [finding('chain.misordered', '')] }),
    'doubtful',
    'Complete, but: Wrong order',
  ],
  [
    'a root that Microsoft blocks',
    analysisOf({ complete: true, verdicts: [verdict('microsoft', 'Microsoft', 'blocked')] }),
    'doubtful',
    'Complete, but: Microsoft blocks its root',
  ],
  [
    'a root that Microsoft does not list, and a warning',
    analysisOf({
      complete: true,
      verdicts: [verdict('mozilla', 'Mozilla', 'trusted'), verdict('microsoft', 'Microsoft', 'unlisted')],
      findings: [finding('certificate.weak-key', '')],
    }),
    'doubtful',
    'Complete, but: Microsoft does not list its root; Weak key',
  ],
  ['incomplete, silenced', analysisOf({ complete: false }), 'bad', 'Incomplete: no trusted root can be reached'],
  ['unknown', analysisOf({}), 'unknown', 'Undetermined: it cannot be known whether the chain is complete'],
];

for (const [what, analysis, state, text] of headlines) {
  test(`the verdict in words: ${what}`, () => {
    assert.deepEqual(headline(analysis), { state, text });
  });
}

test('every judgement on certificates has a title of its own', () => {
  const codes = Object.keys(defaultSeverities).filter((code): code is FindingCode =>
    /^(chain|certificate|capture)\./.test(code),
  );
  const titles = codes.map(findingTitle);
  assert.equal(new Set(titles).size, codes.length);
  assert.deepEqual(
    titles.filter((title) => title.includes('.')),
    [],
  );
  assert.equal(findingTitle('connector.tls-auth-level'), 'connector.tls-auth-level');
});

test("Microsoft's verdict leads, and is explained where it is against the root", () => {
  const stores = (microsoft: 'trusted' | 'unlisted' | 'blocked' | 'unknown') =>
    rootText(
      analysisOf({ verdicts: [verdict('a.pem', 'a.pem', 'trusted'), verdict('microsoft', 'Microsoft', microsoft)] }),
    );
  const explained = ", a.pem: trusted. Exchange Online goes by Microsoft's verdict.";
  assert.equal(stores('trusted'), 'The root for Microsoft: trusted, a.pem: trusted');
  assert.equal(stores('unknown'), 'The root for Microsoft: unknown, a.pem: trusted');
  assert.equal(stores('unlisted'), `The root for Microsoft: not listed${explained}`);
  assert.equal(stores('blocked'), `The root for Microsoft: blocked${explained}`);
  assert.equal(rootText(analysisOf({ verdicts: [verdict('a', 'A', 'unlisted')] })), 'The root for A: not listed');
  assert.equal(rootText(analysisOf({})), undefined);
});

test('how it was captured', () => {
  const capture = captureOf([]);
  assert.equal(sessionText(capture), 'TLS 1.3, TLS_AES_256_GCM_SHA384, STARTTLS, 192.0.2.7');
  assert.equal(
    sessionText({
      ...capture,
      tls: { version: 'TLSv1', cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA' },
      origin: { kind: 'server', host: 'a', port: 465, security: 'implicit' },
    }),
    'TLS 1.0, TLS_RSA_WITH_AES_128_CBC_SHA, implicit TLS',
  );
  assert.equal(
    sessionText({ ...capture, origin: { kind: 'client', address: '192.0.2.9', port: 9, heloName: 'mx1' } }),
    'TLS 1.3, TLS_AES_256_GCM_SHA384, introduced itself as mx1',
  );
  assert.equal(
    sessionText({
      origin: { kind: 'file', path: 'a.pem' },
      capturedAt: capture.capturedAt,
      presented: [],
      transcript: [],
    }),
    '',
  );
});

test('what a file holds was not sent', () => {
  const capture = captureOf([]);
  assert.equal(orderTitle(capture), 'Sent, in this order');
  assert.equal(orderTitle({ ...capture, origin: { kind: 'file', path: 'a.pem' } }), 'In the file, in this order');
});

test('counts and dates', () => {
  const findings = [
    finding('chain.root-sent', ''),
    finding('chain.misordered', ''),
    finding('chain.misordered', ''),
    finding('chain.self-signed', ''),
  ];
  assert.equal(countText(findings), '1 error, 2 warnings, 1 hint');
  assert.equal(countText([...findings, ...findings]), '2 errors, 4 warnings, 2 hints');
  assert.equal(countText(findings.slice(1, 2)), '1 warning');
  assert.equal(countText([]), '');
  assert.equal(dateText(new Date('2027-03-01T23:59:59Z')), '2027-03-01');
  assert.equal(momentText(new Date('2027-03-01T23:59:59Z')), '2027-03-01 23:59 UTC');
  assert.deepEqual(
    [dateText(new Date(Number.NaN)), momentText(new Date(Number.NaN))],
    ['unknown date', 'unknown date'],
  );
});
