// Questions about chains, for tests of the judgement.
import { analyzeChain, type ChainAnalysis, type ChainQuestion } from '../../src/chain/analyze.js';
import type { Presented } from '../../src/chain/capture.js';
import type { FindingCode } from '../../src/finding.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { certificateStore, type TrustStore, type TrustVerdict } from '../../src/x509/trust.js';
import type { Issued } from './pki.js';

export type Source = Issued | Uint8Array;

function bytesOf(source: Source): Uint8Array {
  return source instanceof Uint8Array ? source : source.der;
}

/** What a peer presented; bytes that are no certificate stay. */
export function presentedOf(...sources: readonly Source[]): Presented[] {
  return sources.map((source) => {
    const der = bytesOf(source);
    const result = readCertificate(der);
    return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
  });
}

/** The certificate of an issued one. */
export function certificateOf(source: Source): Certificate {
  const result = readCertificate(bytesOf(source));
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.certificate;
}

/** A store of these certificates. */
export function storeOf(id: string, ...sources: readonly Source[]): TrustStore {
  return certificateStore(id, id, sources.map(bytesOf));
}

/** A store that knows fingerprints only. */
export function fingerprintStore(id: string, verdicts: ReadonlyMap<Issued, TrustVerdict>): TrustStore {
  const known = new Map([...verdicts].map(([issued, verdict]) => [certificateOf(issued).sha256, verdict]));
  return {
    id,
    label: id,
    fingerprintsOnly: true,
    withSubject: () => [],
    verdict: ({ sha256 }) => known.get(sha256) ?? 'unlisted',
  };
}

/** Judges what a server sent in this order, with everything else as `more` states it. */
export function judge(sources: readonly Source[], more: Partial<ChainQuestion> = {}): ChainAnalysis {
  return analyzeChain({
    presented: presentedOf(...sources),
    purpose: 'serverAuth',
    leafFirst: true,
    expectedNames: [],
    trustStores: [],
    available: [],
    now: new Date('2026-11-25T12:00:00Z'),
    ...more,
  });
}

/** The codes of the findings, in order. */
export function codesOf({ findings }: ChainAnalysis): FindingCode[] {
  return findings.map(({ code }) => code);
}
