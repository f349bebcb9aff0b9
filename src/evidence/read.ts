import type { SourceText } from '../text/source.js';
import { isCapi2, readCapi2 } from './capi2.js';
import type { EvidenceDocument } from './evidence.js';
import { readBounce } from './ndr.js';
import { SmtpLogReader } from './smtpLog.js';

// A bounce may be of a kind that is not in the catalogue; by these it is one all the same.
const bounceMarks = /report-type="?delivery-status|^(?:Diagnostic-Code|Final-Recipient|Reporting-MTA):/im;

function readLog(source: SourceText): EvidenceDocument | undefined {
  const reader = new SmtpLogReader();
  const evidence = [...reader.push(source.text), ...reader.end()];
  const { recognised, problems, sessions, omitted } = reader;
  return recognised ? { kind: 'smtp-log', evidence, problems, sessions, omitted } : undefined;
}

/**
 * What a bounce, a log or an event log says, told apart by content alone. Undefined: it is none of them. Large logs are
 * better given to an `SmtpLogReader` piece by piece.
 */
export function readEvidence(source: SourceText): EvidenceDocument | undefined {
  if (isCapi2(source.text)) {
    const { evidence, problems } = readCapi2(source);
    return { kind: 'capi2', evidence, problems, omitted: 0 };
  }
  const log = readLog(source);
  if (log !== undefined && log.evidence.length > 0) {
    return log;
  }
  const { evidence, problems } = readBounce(source);
  // What is not in the catalogue is counted in logs: unknown users and full mailboxes are their daily bread.
  const isBounce =
    log === undefined
      ? evidence.length > 0 || bounceMarks.test(source.text)
      : evidence.some(({ code }) => code !== 'evidence.other-status');
  return isBounce ? { kind: 'ndr', evidence, problems, omitted: 0 } : log;
}
