import * as l10n from '@vscode/l10n';
import { finding } from '../finding.js';
import { decodeText } from '../text/decode.js';
import { SourceText } from '../text/source.js';
import type { EvidenceDocument } from './evidence.js';
import { type ForeignFile, foreignFile } from './foreign.js';
import { readLogStream, wholeSize } from './logStream.js';
import { readEvidence } from './read.js';

/**
 * Reads a bounce, a log or an event log of any length as it streams by, in bounded memory: a log to its end, of anything
 * else that is longer than `wholeSize` the beginning, which is said. `latin1` is that of `readLogStream`. Undefined: it
 * is none of them; a kind of file where it may be one in a form that is not read. Rejects when the chunks do.
 */
export async function readEvidenceStream(
  chunks: AsyncIterable<Uint8Array>,
  latin1: (bytes: Uint8Array) => string,
): Promise<EvidenceDocument | ForeignFile | undefined> {
  const rest = chunks[Symbol.asyncIterator]();
  const beginning: Uint8Array[] = [];
  for (let size = 0; size <= wholeSize; ) {
    const { done, value } = await rest.next();
    if (done) {
      const bytes = join(beginning);
      return foreignFile(bytes) ?? readEvidence(new SourceText(decodeText(bytes)));
    }
    beginning.push(value);
    size += value.length;
  }
  const foreign = foreignFile(beginning[0] ?? new Uint8Array());
  if (foreign !== undefined) {
    return foreign;
  }
  return (await readLogStream(continued(beginning, rest), latin1)) ?? readBeginning(beginning);
}

async function* continued(
  beginning: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* beginning;
  yield* { [Symbol.asyncIterator]: () => rest };
}

// A bounce that returns a message with large attachments says why at its beginning; event logs are exported in full.
function readBeginning(beginning: readonly Uint8Array[]): EvidenceDocument | undefined {
  const source = new SourceText(decodeText(join(beginning)));
  const document = readEvidence(source);
  if (document === undefined || document.kind === 'ndr') {
    return document;
  }
  const end = source.text.length;
  const message = l10n.t('This file is longer than 16 MB: only its beginning was read. Export fewer events at a time.');
  const cut = finding('evidence.unreadable', message, { range: source.range(end, end) });
  return { ...document, problems: [...document.problems, cut] };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
