import type { ChainAnalysis } from '../../chain/analyze.js';
import type { Certificate } from '../../x509/certificate.js';
import type { ExportRequest } from './exportScript.js';
import type { ImportRequest } from './importScript.js';

/** What the scripts need to know of one inspected server. */
export interface RepairRequest extends ExportRequest, ImportRequest {
  /** Leaf and intermediates in order, where a path is known: for senders that are no Windows machines. */
  readonly corrected?: readonly Certificate[];
}

/**
 * What a judgement asks the scripts to do: bring the intermediates that were not sent. Where nothing is missing, all
 * intermediates of the path, so that another server of the same name can be given them.
 */
export function repairRequest(analysis: ChainAnalysis, target?: string): RepairRequest {
  const { leaf, corrected } = analysis;
  // What is most probably a root belongs into no store for intermediates.
  const missing = analysis.missing.filter(({ rootListedBy }) => rootListedBy === undefined);
  const privateRoot = rootThatNobodyTrusts(analysis);
  const known = missing.length > 0 ? missing.flatMap(({ certificate }) => certificate ?? []) : intermediates(analysis);
  return {
    ...(leaf ? { leaf } : {}),
    ...(target === undefined ? {} : { target }),
    ...(corrected ? { corrected } : {}),
    ...(privateRoot ? { privateRoot } : {}),
    intermediates: known.filter(({ selfIssued }) => !selfIssued),
    unknownIssuers: missing.filter(({ certificate }) => certificate === undefined),
  };
}

function intermediates({ leaf, corrected }: ChainAnalysis): readonly Certificate[] {
  return (corrected ?? []).filter(({ sha256 }) => sha256 !== leaf?.sha256);
}

// A store that could not be read, or a root that one of them blocks, makes the root no private one.
function rootThatNobodyTrusts({ verdicts }: ChainAnalysis): Certificate | undefined {
  return verdicts.every(({ verdict }) => verdict === 'unlisted') ? verdicts.find(({ root }) => root)?.root : undefined;
}
