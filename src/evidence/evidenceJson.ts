import type { Evidence, EvidenceDocument, SessionCount } from './evidence.js';

/** A row of a log's summary as programs read it. */
export interface SessionCountJson extends Omit<SessionCount, 'codes'> {
  readonly codes: Readonly<Record<string, number>>;
}

/** A document's evidence as programs read it; `sessions` for logs, `omitted` where some was only counted. */
export function evidenceToJson({
  evidence,
  sessions,
  omitted,
}: Pick<EvidenceDocument, 'evidence' | 'sessions' | 'omitted'>): {
  readonly evidence: readonly Evidence[];
  readonly sessions?: readonly SessionCountJson[];
  readonly omitted?: number;
} {
  return {
    evidence,
    ...(sessions && { sessions: sessions.map((row) => ({ ...row, codes: Object.fromEntries(row.codes) })) }),
    ...(omitted > 0 && { omitted }),
  };
}
