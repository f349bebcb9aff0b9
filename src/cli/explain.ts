import * as l10n from '@vscode/l10n';
import type { Connector } from '../connectors/connector.js';
import { readConnectors } from '../connectors/document.js';
import { causeToJson } from '../evidence/causes/causeJson.js';
import { chainVerdict, type JudgedCapture, rankCauses } from '../evidence/causes.js';
import { type EvidenceDocument, evidenceFindings } from '../evidence/evidence.js';
import { evidenceToJson } from '../evidence/evidenceJson.js';
import { foreignAdvice } from '../evidence/foreign.js';
import { joinedEvidence } from '../evidence/joined.js';
import { readEvidenceStream } from '../evidence/readStream.js';
import { redactEvidence } from '../evidence/redact.js';
import { hasErrors } from '../finding.js';
import { explanationText } from '../report/explanationText.js';
import { decodeText } from '../text/decode.js';
import { printable } from '../text/printable.js';
import { SourceText } from '../text/source.js';
import type { Arguments } from './arguments.js';
import { savedCaptures } from './captures.js';
import { readInput, streamInput, unfinished } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { JsonDocument, textStyle } from './output.js';

/** `chainmail explain FILE…` */
export async function runExplain(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length === 0) {
    throw new UsageError(
      l10n.t('Name a bounce, an SMTP log or a CAPI2 event: chainmail explain FILE… (- is standard input)'),
    );
  }
  const known = {
    captures: await judgedCaptures(args, io),
    connectors: await statedConnectors(args, io),
    now: io.now(),
  };
  const json = args.flag('json') ? new JsonDocument('explain', io.stdout) : undefined;
  const { documents, failed } = await readDocuments(args, io);
  const all = documents.flatMap(({ document }) => document.evidence);
  for (const { file, document } of documents) {
    const question = { ...known, evidence: joinedEvidence(document.evidence, all) };
    const causes = rankCauses(question);
    if (json) {
      json.add({
        file,
        ...evidenceToJson(document),
        causes: causes.map(causeToJson),
        findings: evidenceFindings(document),
      });
    } else {
      const verdict = chainVerdict(question);
      io.stdout.write(explanationText({ name: file, document, causes, verdict }, textStyle(io)));
    }
  }
  json?.end();
  const isError = documents.some(({ document }) => hasErrors(evidenceFindings(document)));
  return failed ?? (isError ? exitStatus.errorFinding : exitStatus.clean);
}

interface Documents {
  readonly documents: readonly { readonly file: string; readonly document: EvidenceDocument }[];
  /** The exit status where not everything was read. */
  readonly failed: number | undefined;
}

/** Reads all before any is explained, since they may be about the same certificates; says what cannot be read. */
async function readDocuments(args: Arguments, io: Io): Promise<Documents> {
  const documents: { readonly file: string; readonly document: EvidenceDocument }[] = [];
  let failed: number | undefined;
  for (const file of args.positionals) {
    const read = await readEvidenceStream(streamInput(file, io), latin1);
    if (io.signal.aborted) {
      io.stderr.write(`${printable(unfinished(file))}\n`);
      return { documents, failed: exitStatus.undetermined };
    }
    if (read === undefined || typeof read === 'string') {
      io.stderr.write(`${printable(read === undefined ? unrecognised(file) : foreignAdvice(read, file))}\n`);
      failed = exitStatus.usage;
    } else {
      const document = args.flag('redact') ? { ...read, evidence: read.evidence.map(redactEvidence) } : read;
      documents.push({ file, document });
    }
  }
  return { documents, failed };
}

function unrecognised(file: string): string {
  return l10n.t(
    '{0}: nothing was recognised. Bounces (pasted text, .eml), logs of Exchange, IIS SMTP, Postfix, Exim and Sendmail, and CAPI2 events as XML are read.',
    file,
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

async function judgedCaptures(args: Arguments, io: Io): Promise<readonly JudgedCapture[]> {
  const files = args.texts('capture');
  if (files.length === 0) {
    return [];
  }
  const judge = await Judge.create(args, io);
  const captures = (await Promise.all(files.map((file) => savedCaptures(file, io)))).flat();
  return Promise.all(captures.map(async (capture) => ({ capture, analysis: await judge.judge(capture) })));
}

async function statedConnectors(args: Arguments, io: Io): Promise<readonly Connector[]> {
  const documents = await Promise.all(
    args.texts('connectors').map(async (file) => {
      const read = readConnectors(new SourceText(decodeText(await readInput(file, io))), file);
      if (read === undefined) {
        throw new UsageError(l10n.t('{0}: no connector was found in it.', file));
      }
      return read.connectors;
    }),
  );
  return documents.flat();
}
