import { analyzeChain, type ChainAnalysis, type ChainQuestion, type Purpose } from '../chain/analyze.js';
import type { Capture } from '../chain/capture.js';
import { captureFindings } from '../chain/captureFindings.js';
import type { Certificate } from '../x509/certificate.js';
import { hasPurpose } from '../x509/pathRules.js';
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
  const isFile = origin.kind === 'file';
  const judge = (purpose: Purpose) => analyzeChain({ ...circumstances, presented, purpose, leafFirst: !isFile });
  const judged = judge(origin.kind === 'client' ? 'clientAuth' : 'serverAuth');
  const analysis = isFile && isForClientsAlone(judged.leaf) ? judge('clientAuth') : judged;
  return { ...analysis, findings: [...captureFindings(capture), ...analysis.findings] };
}

// A file has no direction: what a sending server authenticates itself with is nothing worse for not serving.
function isForClientsAlone(leaf: Certificate | undefined): boolean {
  return leaf !== undefined && !hasPurpose(leaf, 'serverAuth') && hasPurpose(leaf, 'clientAuth');
}
