import { utfEncoding } from '../text/decode.js';
import type { Evidence, EvidenceDocument } from './evidence.js';
import { SmtpLogReader } from './smtpLog.js';

/** Bytes of a file that are read at once; what is longer is likely a log, and is read piece by piece. */
export const wholeSize = 16 * 1024 * 1024;

/**
 * Reads a log of any length as it streams by, in bounded memory. `latin1` decodes bytes one to one, which is what the
 * runtime does fastest. Undefined: it is no log of a mail server.
 */
export async function readLogStream(
  chunks: AsyncIterable<Uint8Array>,
  latin1: (bytes: Uint8Array) => string,
): Promise<EvidenceDocument | undefined> {
  let reader: SmtpLogReader | undefined;
  let decode = latin1;
  const evidence: Evidence[] = [];
  for await (const chunk of chunks) {
    if (reader === undefined) {
      const encoding = utfEncoding(chunk);
      const decoder = new TextDecoder(encoding);
      decode = encoding === 'utf-8' ? latin1 : (bytes) => decoder.decode(bytes, { stream: true });
      reader = new SmtpLogReader({ bytes: encoding === 'utf-8' });
    }
    evidence.push(...reader.push(decode(chunk)));
  }
  if (reader === undefined) {
    return undefined;
  }
  evidence.push(...reader.end());
  const { recognised, problems, sessions, omitted } = reader;
  return recognised ? { kind: 'smtp-log', evidence, problems, sessions, omitted } : undefined;
}
