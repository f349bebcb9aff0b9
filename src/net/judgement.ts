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
 * Judgements of one call, whose circumstances differ in nothing but the moment and the issuers that were fetched.
 * Servers of one operator often present the same, and are judged once then.
 */
export type Judged = Map<string, ChainAnalysis>;

/** So many judgements are kept; a fleet in which all servers differ must not fill the memory. */
const maximumJudged = 256;

/** A list of more certificates is nobody's but its sender's. */
const maximumNamed = 32;

/**
 * Judges a capture, fetches the issuers that are missing and not known, and judges again with them: they name what
 * should have been sent, and never hide that it was not. Without `fetching` nothing is fetched. Never rejects.
 * What `judged` holds is not judged again within a minute.
 */
export async function judgeCapture(
  capture: Capture,
  circumstances: Circumstances,
  fetching: Fetching | undefined,
  judged: Judged = new Map(),
): Promise<Judgement> {
  const first = analyze(capture, circumstances, judged);
  if (fetching === undefined || !first.missing.some(({ certificate }) => certificate === undefined)) {
    return { analysis: first, attempts: [] };
  }
  const { trustStores, now, available } = circumstances;
  const { certificates, attempts } = await fetchIssuers(first.missing, { ...fetching, trustStores, now });
  if (certificates.length === 0) {
    return { analysis: first, attempts };
  }
  const informed = { ...circumstances, available: [...available, ...certificates] };
  return { analysis: analyze(capture, informed, judged), attempts };
}

function analyze(capture: Capture, circumstances: Circumstances, judged: Judged): ChainAnalysis {
  const key = keyOf(capture, circumstances);
  const analysis = (key && judged.get(key)) || analyzePresented(capture, circumstances);
  if (key) {
    judged.set(key, analysis);
  }
  if (judged.size > maximumJudged) {
    judged.clear();
  }
  const own = captureFindings(capture);
  return own.length === 0 ? analysis : { ...analysis, findings: [...own, ...analysis.findings] };
}

/** What a judgement depends on within a call; undefined for a list that no other server sends. */
function keyOf({ presented, origin }: Capture, { now, available }: Circumstances): string | undefined {
  const names = [...presented.map(({ certificate }) => certificate), 'known', ...available].map((each) =>
    typeof each === 'string' ? each : each?.sha256,
  );
  return names.length > maximumNamed || names.includes(undefined)
    ? undefined
    : [origin.kind, Math.floor(now.getTime() / 60_000), ...names].join();
}

function analyzePresented({ presented, origin }: Capture, circumstances: Circumstances): ChainAnalysis {
  const isFile = origin.kind === 'file';
  const judge = (purpose: Purpose) => analyzeChain({ ...circumstances, presented, purpose, leafFirst: !isFile });
  const analysis = judge(origin.kind === 'client' ? 'clientAuth' : 'serverAuth');
  return isFile && isForClientsAlone(analysis.leaf) ? judge('clientAuth') : analysis;
}

// A file has no direction: what a sending server authenticates itself with is nothing worse for not serving.
function isForClientsAlone(leaf: Certificate | undefined): boolean {
  return leaf !== undefined && !hasPurpose(leaf, 'serverAuth') && hasPurpose(leaf, 'clientAuth');
}
