import * as l10n from '@vscode/l10n';
import { analysisToJson, captureToJson } from '../chain/json.js';
import { hasErrors } from '../finding.js';
import { captureText } from '../report/text.js';
import { printable } from '../text/printable.js';
import type { Arguments } from './arguments.js';
import { passwordOption, readCertificateFile, readInput } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { JsonDocument, textStyle } from './output.js';

/** `chainmail analyze FILE…` */
export async function runAnalyze(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length === 0) {
    throw new UsageError(l10n.t('Name the certificate files: chainmail analyze FILE…'));
  }
  const judge = await Judge.create(args, io);
  const password = await passwordOption(args, io);
  const json = args.flag('json') ? new JsonDocument('analyze', io.stdout) : undefined;
  try {
    const status = await analyzeFiles(args, { judge, password, json }, io);
    json?.end();
    return status;
  } catch (error) {
    json?.breakOff();
    throw error;
  }
}

interface Tools {
  readonly judge: Judge;
  readonly password: string | undefined;
  readonly json: JsonDocument | undefined;
}

async function analyzeFiles(args: Arguments, { judge, password, json }: Tools, io: Io): Promise<number> {
  let unreadable = false;
  let errors = false;
  let undetermined = false;
  for (const file of args.positionals) {
    const read = await readCertificateFile(file, await readInput(file, io), password, io.now());
    if (!read.ok) {
      io.stderr.write(`${printable(l10n.t('{0}: {1}', file, read.reason))}\n`);
      json?.add({ file, ok: false, reason: read.reason });
      unreadable = true;
      continue;
    }
    for (const warning of read.warnings) {
      io.stderr.write(`${printable(l10n.t('{0}: {1}', file, warning))}\n`);
    }
    const analysis = await judge.judge(read.capture);
    errors ||= hasErrors(analysis.findings);
    undetermined ||= analysis.complete === null;
    json?.add({
      file,
      ok: true,
      container: read.container,
      capture: captureToJson(read.capture),
      analysis: analysisToJson(analysis),
    });
    if (!json) {
      io.stdout.write(captureText(file, read.capture, analysis, textStyle(io)));
    }
  }
  if (unreadable) {
    return exitStatus.usage;
  }
  return errors ? exitStatus.errorFinding : undetermined ? exitStatus.undetermined : exitStatus.clean;
}
