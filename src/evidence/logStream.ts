import type { Evidence, EvidenceDocument } from './evidence.js';
import { SmtpLogReader } from './smtpLog.js';

/**
 * Reads a log of any length as it streams by, in bounded memory. Chunks are bytes decoded one to one (`latin1`), cut
 * anywhere. Undefined: it is no log of a mail server.
 */
export async function readLogStream(chunks: AsyncIterable<string>): Promise<EvidenceDocument | undefined> {
  const reader = new SmtpLogReader({ bytes: true });
  const evidence: Evidence[] = [];
  for await (const chunk of chunks) {
    evidence.push(...reader.push(chunk));
  }
  evidence.push(...reader.end());
  const { recognised, problems, sessions, omitted } = reader;
  return recognised ? { kind: 'smtp-log', evidence, problems, sessions, omitted } : undefined;
}
