import assert from 'node:assert/strict';
import test from 'node:test';
import type { ChainAnalysis } from '../../src/chain/analyze.js';
import type { Capture, Presented } from '../../src/chain/capture.js';
import type { ChainNode, Look } from '../../src/editor/chains/chainNode.js';
import { inspectionNode } from '../../src/editor/chains/chainTree.js';
import { finding } from '../../src/finding.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { type Issued, issue, makeChain } from '../support/pki.js';

const look: Look = { now: new Date('2026-11-25T12:00:00Z'), locale: 'en', timeZone: 'UTC' };
const target = { host: 'mail.contoso.com', port: 25, security: 'auto' } as const;
const { root, intermediate, leaf } = makeChain();

function read(issued: Issued): Certificate {
  const result = readCertificate(issued.der);
  assert.ok(result.ok);
  return result.certificate;
}

function captureOf(...issued: readonly Issued[]): Capture {
  return {
    origin: { kind: 'server', host: 'mail.contoso.com', port: 25, security: 'starttls' },
    capturedAt: new Date('2026-11-25T11:30:00Z'),
    presented: issued.map((each): Presented => ({ der: each.der, certificate: read(each) })),
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    transcript: [],
  };
}

function analysisOf(differences: Partial<ChainAnalysis>): ChainAnalysis {
  return {
    leaf: read(leaf),
    complete: true,
    order: 'correct',
    links: [{ index: 0, role: 'leaf', onPath: true }],
    missing: [],
    paths: [],
    verdicts: [],
    findings: [],
    ...differences,
  };
}

function outline(node: ChainNode, depth = 0): string[] {
  const line = `${'  '.repeat(depth)}${node.label} | ${node.description}`;
  return [line, ...node.children.flatMap((each) => outline(each, depth + 1))];
}

function everyNode(node: ChainNode): ChainNode[] {
  return [node, ...node.children.flatMap(everyNode)];
}

const missingIntermediate = analysisOf({
  complete: false,
  missing: [{ subject: read(intermediate).subject, caIssuers: ['http://ca.example/tls.crt'], neededBy: read(leaf) }],
  findings: [
    finding('chain.intermediate-missing', 'Example TLS CA 2026 was not sent.', { index: 0 }),
    finding('certificate.expires-soon', 'It expires soon.', { index: 0 }),
  ],
});

test('a leaf alone: the missing intermediate stands in the path, with where to get it', () => {
  const node = inspectionNode({ id: 's', target, capture: captureOf(leaf) }, missingIntermediate, look);
  assert.deepEqual(outline(node), [
    'mail.contoso.com:25 | Intermediate not sent · 11:30 AM',
    '  Presented | 1 certificate, TLS 1.3, STARTTLS',
    '    mail.contoso.com | leaf, until Jan 1, 2036, Intermediate not sent, Expires soon',
    '  Path | broken for Exchange Online',
    '    mail.contoso.com | presented',
    '    Example TLS CA 2026 | not sent · http://ca.example/tls.crt',
    '  Findings | 1 error, 1 warning',
    '    Intermediate not sent | Example TLS CA 2026 was not sent.',
    '    Expires soon | It expires soon.',
  ]);
  assert.deepEqual(
    everyNode(node).map(({ type }) => type),
    ['server', 'presented', 'certificate', 'path', 'certificate', 'missing-issuer', 'findings', 'finding', 'finding'],
  );
});

test('a complete chain: the root that was not sent is no gap', () => {
  const analysis = analysisOf({
    links: [
      { index: 0, role: 'leaf', issuerIndex: 1, onPath: true },
      { index: 1, role: 'intermediate', onPath: true },
    ],
    paths: [
      {
        trustStore: 'mozilla',
        certificates: [read(leaf), read(intermediate), read(root)],
        sources: ['presented', 'presented', 'store'],
      },
    ],
    verdicts: [
      { trustStore: 'mozilla', label: 'Mozilla', root: read(root), verdict: 'trusted' },
      { trustStore: 'microsoft', label: 'Microsoft', root: read(root), verdict: 'trusted' },
    ],
  });
  const node = inspectionNode({ id: 's', target, capture: captureOf(leaf, intermediate) }, analysis, look);
  assert.deepEqual(outline(node), [
    'mail.contoso.com:25 | Complete · 11:30 AM',
    '  Presented | 2 certificates, TLS 1.3, STARTTLS',
    '    mail.contoso.com | leaf, until Jan 1, 2036',
    '    Example TLS CA 2026 | intermediate, until Jan 1, 2036',
    '  Path | complete',
    '    mail.contoso.com | presented',
    '    Example TLS CA 2026 | presented',
    '    Example Global Root | trusted by Microsoft, Mozilla',
  ]);
});

test('an intermediate that this computer knows stays visibly missing, and its certificate can be had', () => {
  const analysis = analysisOf({
    complete: false,
    paths: [
      {
        trustStore: 'mozilla',
        certificates: [read(leaf), read(intermediate), read(root)],
        sources: ['presented', 'available', 'store'],
      },
    ],
    verdicts: [{ trustStore: 'microsoft', label: 'Microsoft', root: read(root), verdict: 'blocked' }],
  });
  const node = inspectionNode({ id: 's', target, capture: captureOf(leaf) }, analysis, look);
  const path = node.children.find(({ type }) => type === 'path');
  assert.deepEqual(
    path?.children.map(({ type, description, certificate }) => [type, description, certificate?.sha256]),
    [
      ['certificate', 'presented', read(leaf).sha256],
      ['missing-certificate', 'not sent', read(intermediate).sha256],
      ['certificate', 'blocked by Microsoft, not trusted', read(root).sha256],
    ],
  );
});

test('a failed attempt keeps the previous capture and says why it failed', () => {
  const failure = {
    at: new Date('2026-11-25T11:59:00Z'),
    failure: {
      stage: 'greeting',
      code: 'timeout',
      message: 'The server was silent.',
      transcript: [{ from: 'server', text: '220 x\u001b[31m' }],
    },
  } as const;
  const kept = inspectionNode({ id: 's', target, capture: captureOf(leaf), failure }, missingIntermediate, look);
  assert.equal(kept.description, 'Intermediate not sent · last attempt failed · 11:30 AM');
  assert.deepEqual(outline(kept).slice(1, 3), [
    '  Last attempt failed | 11:59 AM · The server was silent.',
    '    220 x\ufffd[31m | server',
  ]);
  const never = inspectionNode({ id: 's', target, failure }, undefined, look);
  assert.equal(never.type, 'unreached-server');
  assert.equal(never.description, 'not reached');
  assert.equal(never.children[0]?.type, 'failure');
});

test('a server that called and showed no certificate is told apart from one that was not reached', () => {
  const failure = {
    at: new Date(look.now.getTime() - 60_000),
    failure: {
      stage: 'ehlo',
      code: 'starttls-not-used',
      message: 'It did not ask for TLS.',
      transcript: [
        { from: 'server', text: '220 here' },
        { from: 'client', text: 'EHLO there' },
      ],
    },
  } as const;
  const caller = { address: '192.0.2.1', heloName: 'mx.\u001bexample' };
  const node = inspectionNode({ id: 'c', caller, failure }, undefined, look);
  assert.deepEqual(
    [node.type, node.label, node.description, node.severity],
    ['failed-client', 'mx.\ufffdexample', 'showed no certificate', 'warning'],
  );
  assert.deepEqual(outline(node), [
    'mx.\ufffdexample | showed no certificate',
    '  What happened | 11:59 AM · It did not ask for TLS.',
    '    220 here | Chainmail',
    '    EHLO there | sending server',
  ]);
});

test('an attempt under way is told in words', () => {
  const first = inspectionNode({ id: 's', target, pending: true }, undefined, look);
  assert.deepEqual([first.type, first.description], ['pending-server', 'inspecting…']);
  const again = inspectionNode({ id: 's', target, pending: true, capture: captureOf(leaf) }, missingIntermediate, look);
  assert.deepEqual([again.type, again.description], ['pending-server', 'Intermediate not sent · inspecting…']);
});

test('what cannot be known is not called broken', () => {
  const node = inspectionNode({ id: 's', target, capture: captureOf(leaf) }, analysisOf({ complete: null }), look);
  assert.match(node.description, /^Cannot be judged/);
  assert.equal(node.children.find(({ type }) => type === 'path')?.description, 'cannot be judged');
});

test('entries that are no certificates stay in their place', () => {
  const capture: Capture = { ...captureOf(leaf), presented: [{ der: new Uint8Array([1]), problem: 'no DER' }] };
  const node = inspectionNode({ id: 's', target, capture }, analysisOf({ complete: null }), look);
  const entry = node.children[0]?.children[0];
  assert.deepEqual([entry?.type, entry?.label, entry?.description], ['unreadable', 'Unreadable entry', 'no DER']);
});

test('expired and future certificates say so, and unreadable dates break nothing', () => {
  for (const [notBefore, notAfter, words] of [
    ['2024-01-01', '2025-03-01', 'leaf, expired Mar 1, 2025'],
    ['2030-01-01', '2031-01-01', 'leaf, valid from Jan 1, 2030'],
  ] as const) {
    const other = issue({ subject: { CN: 'x' }, notBefore: new Date(notBefore), notAfter: new Date(notAfter) });
    const node = inspectionNode({ id: 's', target, capture: captureOf(other) }, analysisOf({}), look);
    assert.equal(node.children[0]?.children[0]?.description, words);
  }
  const capture = { ...captureOf(leaf), capturedAt: new Date(Number.NaN) };
  assert.match(inspectionNode({ id: 's', target, capture }, analysisOf({}), look).description, /unknown date/);
});

test('rows have unique, stable identities and no control characters', () => {
  const hostile = issue({
    subject: { CN: 'a\u202e\u001b]8;;x\n[x](command:y)', O: '<img src=x>' },
    dnsNames: ['*.contoso.com'],
  });
  const capture = captureOf(hostile, hostile);
  const rows = everyNode(inspectionNode({ id: 's', target, capture }, missingIntermediate, look));
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  for (const { label, description, tooltip } of rows) {
    assert.doesNotMatch(`${label}${description}`, /[\u0000-\u001f\u202e]/);
    assert.doesNotMatch(tooltip, /(^|[^\\])[<[]|\u202e|\u001b/);
  }
});
