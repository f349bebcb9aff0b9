import { analyzeChain, type ChainAnalysis, type ChainQuestion } from '../chain/analyze.js';
import type { Capture } from '../chain/capture.js';
import { captureFindings } from '../chain/captureFindings.js';
import { type FetchAttempt, type FetchOptions, fetchIssuers } from './aia.js';

/** What a judgement depends on besides the capture. */
export type Circumstances = Omit<ChainQuestion, 'presented' | 'purpose' | 'leafFirst'>;

/** How missing issuers are fetched; the trust stores and the time are those of the judgement. */
export type Fetching = Omit<FetchOptions, 'trustStores' | 'now'>;

/** A judgement and what was tried to complete it. */
export interface Judgement {
  readonly analysis: ChainAnalysis;
  /** Empty where nothing had to be fetched. */
  readonly attempts: readonly FetchAttempt[];
}

/**
 * Judges a capture, fetches the issuers that are missing and not known, and judges again with them: they name what
 * should have been sent, and never hide that it was not. Without `fetching` nothing is fetched. Never rejects.
 */
export async function judgeCapture(
  capture: Capture,
  circumstances: Circumstances,
  fetching: Fetching | undefined,
): Promise<Judgement> {
  const first = analyze(capture, circumstances);
  if (fetching === undefined || !first.missing.some(({ certificate }) => certificate === undefined)) {
    return { analysis: first, attempts: [] };
  }
  const { trustStores, now, available } = circumstances;
  const { certificates, attempts } = await fetchIssuers(first.missing, { ...fetching, trustStores, now });
  if (certificates.length === 0) {
    return { analysis: first, attempts };
  }
  return { analysis: analyze(capture, { ...circumstances, available: [...available, ...certificates] }), attempts };
}

function analyze(capture: Capture, circumstances: Circumstances): ChainAnalysis {
  const { presented, origin } = capture;
  const analysis = analyzeChain({
    ...circumstances,
    presented,
    purpose: origin.kind === 'client' ? 'clientAuth' : 'serverAuth',
    leafFirst: origin.kind !== 'file',
  });
  return { ...analysis, findings: [...captureFindings(capture), ...analysis.findings] };
}
