// Captures with their judgements, made by hand so that the reports are tested apart from the analysis.
import assert from 'node:assert/strict';
import type { ChainAnalysis } from '../../src/chain/analyze.js';
import type { Capture, Presented } from '../../src/chain/capture.js';
import { finding } from '../../src/finding.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { issue, makeChain } from '../support/pki.js';

export function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

export function presentedOf(...ders: readonly Uint8Array[]): readonly Presented[] {
  return ders.map((der) => {
    const result = readCertificate(der);
    return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
  });
}

export function captureOf(presented: readonly Presented[]): Capture {
  return {
    origin: { kind: 'server', host: 'mail.contoso.com', port: 25, security: 'starttls', address: '192.0.2.7' },
    capturedAt: new Date('2026-11-25T09:30:00Z'),
    presented,
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', serverName: 'mail.contoso.com' },
    transcript: [
      { from: 'server', text: '220 mail.contoso.com ESMTP' },
      { from: 'client', text: 'EHLO [192.0.2.1]' },
      { from: 'server', text: '250 STARTTLS' },
    ],
  };
}

/** Everything of an analysis that a test does not state. */
export function analysisOf(parts: Partial<ChainAnalysis>): ChainAnalysis {
  return { complete: null, order: null, links: [], missing: [], paths: [], verdicts: [], findings: [], ...parts };
}

const { leaf, intermediate, root } = makeChain('p256', { caIssuers: ['http://ca.example/tls2026.crt'] });

export const certificates = { leaf: read(leaf.der), intermediate: read(intermediate.der), root: read(root.der) };

const rootVerdicts: ChainAnalysis['verdicts'] = [
  { trustStore: 'mozilla', label: 'Mozilla', root: certificates.root, verdict: 'trusted' },
  { trustStore: 'microsoft', label: 'Microsoft', root: certificates.root, verdict: 'trusted' },
];

const missing: ChainAnalysis['missing'] = [
  {
    subject: certificates.intermediate.subject,
    caIssuers: certificates.leaf.caIssuers,
    neededBy: certificates.leaf,
  },
];

/** The leaf alone, its issuer known to nobody here. */
export const leafOnly = {
  capture: captureOf(presentedOf(leaf.der)),
  analysis: analysisOf({
    leaf: certificates.leaf,
    complete: false,
    order: 'correct',
    links: [{ index: 0, role: 'leaf', onPath: false }],
    missing,
    verdicts: [{ trustStore: 'microsoft', label: 'Microsoft', verdict: 'unknown' }],
    findings: [
      finding('certificate.expires-soon', 'It ends soon. Renew it.', { index: 0 }),
      finding('chain.intermediate-missing', 'The intermediate is not sent. Import it on the server.', { index: 0 }),
    ],
  }),
};

/** The leaf alone, where this computer holds what is missing. */
export const completableHere = {
  capture: leafOnly.capture,
  analysis: analysisOf({
    ...leafOnly.analysis,
    paths: [
      {
        trustStore: 'mozilla',
        certificates: [certificates.leaf, certificates.intermediate, certificates.root],
        sources: ['presented', 'available', 'store'],
      },
    ],
    verdicts: rootVerdicts,
  }),
};

export const complete = {
  capture: captureOf(presentedOf(leaf.der, intermediate.der)),
  analysis: analysisOf({
    leaf: certificates.leaf,
    complete: true,
    order: 'correct',
    links: [
      { index: 0, role: 'leaf', issuerIndex: 1, onPath: true },
      { index: 1, role: 'intermediate', onPath: true },
    ],
    paths: [
      {
        trustStore: 'mozilla',
        certificates: [certificates.leaf, certificates.intermediate, certificates.root],
        sources: ['presented', 'presented', 'store'],
      },
    ],
    verdicts: rootVerdicts,
  }),
};

/** Text that tries to leave its place in a terminal, in Markdown, in HTML and in an attribute. */
export const hostileText =
  'x\u001b[2J\r\n# head `code` [link](command:evil) ![i](http://e/) <img src=x onerror="a(\'b\')"> & | \u202e ~~s~~';

const impostor = issue({ subject: { O: hostileText, CN: hostileText }, dnsNames: ['a.example'] });

/** A server that does its worst: hostile names, an unreadable entry, hostile server text. */
export const hostile = {
  capture: {
    ...captureOf(presentedOf(impostor.der, Buffer.from(hostileText))),
    transcript: [{ from: 'server' as const, text: `220 ${hostileText}` }],
  },
  analysis: analysisOf({
    leaf: read(impostor.der),
    complete: false,
    links: [
      { index: 0, role: 'leaf', onPath: false },
      { index: 1, role: 'unreadable', onPath: false },
    ],
    missing: [{ subject: read(impostor.der).subject, caIssuers: [hostileText], neededBy: read(impostor.der) }],
    verdicts: [{ trustStore: hostileText, label: hostileText, verdict: 'unknown' }],
    findings: [finding('chain.self-signed', hostileText, { index: 0, related: [{ message: hostileText }] })],
  }),
};
