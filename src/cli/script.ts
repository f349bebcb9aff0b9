import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Capture } from '../chain/capture.js';
import { probe } from '../net/probe.js';
import { formatTarget } from '../net/target.js';
import { exportScript } from '../powershell/scripts/exportScript.js';
import { fixSet } from '../powershell/scripts/fixFiles.js';
import { importScript } from '../powershell/scripts/importScript.js';
import { type RepairRequest, repairRequest } from '../powershell/scripts/repair.js';
import { failureText } from '../report/text.js';
import { decodeText } from '../text/decode.js';
import type { Arguments } from './arguments.js';
import { capturesIn } from './captures.js';
import { passwordOption, readCertificateFile, readInput } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { textStyle } from './output.js';
import { writeFiles } from './outputFiles.js';
import { probeOptions, probingOptions, target } from './target.js';

const kinds = ['export', 'import', 'all'] as const;
type Kind = (typeof kinds)[number];

/** `chainmail script export|import|all [SOURCE…]` */
export async function runScript(args: Arguments, io: Io): Promise<number> {
  const [word, ...sources] = args.positionals;
  const kind = kinds.find((each) => each === word);
  const folder = args.text('out');
  if (kind === undefined) {
    throw new UsageError(
      l10n.t('Say which script: chainmail script export [SOURCE…] or chainmail script import SOURCE…'),
    );
  }
  if (kind === 'all' && folder === undefined) {
    throw new UsageError(l10n.t('Say where the files go: chainmail script all SOURCE… --out DIR'));
  }
  const judge = await Judge.create(args, io);
  const captured = await Promise.all(sources.map((source) => captureSource(source, args, io)));
  if (captured.some((each) => each === undefined)) {
    return exitStatus.undetermined;
  }
  const requests: RepairRequest[] = [];
  for (const { name, capture } of captured.flatMap((each) => each ?? [])) {
    requests.push(repairRequest(await judge.judge(capture), name));
  }
  if (requests.length === 0) {
    requests.push({ intermediates: [], unknownIssuers: [] });
  }
  if (folder === undefined) {
    const [request, ...others] = requests;
    // Two scripts in one text are none.
    if (request === undefined || others.length > 0) {
      throw new UsageError(l10n.t('There is a script for each server: say where the files go with --out DIR.'));
    }
    io.stdout.write((kind === 'export' ? exportScript(request) : importScript(request)).text);
  } else {
    const files = fixSet(requests).filter(({ name }) => belongs(kind, name));
    await writeFiles(folder, files, io);
  }
  return exitStatus.clean;
}

function belongs(kind: Kind, name: string): boolean {
  switch (kind) {
    case 'export':
      return /(?:^|\/)Export-[^/]*\.ps1$/.test(name);
    case 'import':
      return /(?:^|\/)(?:Import-[^/]*\.ps1|intermediates\/[^/]*)$/.test(name);
    case 'all':
      return true;
  }
}

interface Source {
  readonly name: string;
  readonly capture: Capture;
}

// A file of that name comes before a host of that name: a host can be written with its port.
async function captureSource(source: string, args: Arguments, io: Io): Promise<readonly Source[] | undefined> {
  const isFile =
    source === '-' ||
    (await stat(source).then(
      (found) => found.isFile(),
      () => false,
    ));
  return isFile ? fileSource(source, args, io) : hostSource(source, args, io);
}

async function fileSource(file: string, args: Arguments, io: Io): Promise<readonly Source[]> {
  const bytes = await readInput(file, io);
  const saved = capturesIn(decodeText(bytes));
  if (saved !== undefined) {
    return saved.map((capture) => ({ name: originName(capture, file), capture }));
  }
  const read = await readCertificateFile(file, bytes, await passwordOption(args, io), io.now());
  if (!read.ok) {
    throw new UsageError(l10n.t('{0}: {1}', file, read.reason));
  }
  return [{ name: path.basename(file), capture: read.capture }];
}

function originName({ origin }: Capture, file: string): string {
  return origin.kind === 'server' ? formatTarget(origin) : path.basename(file);
}

async function hostSource(source: string, args: Arguments, io: Io): Promise<readonly Source[] | undefined> {
  const { host, port } = target(source);
  const result = await probe({ ...probingOptions(args), host, port }, probeOptions(args, io));
  const name = formatTarget({ host, port });
  if (!result.ok) {
    io.stderr.write(failureText(name, result.failure, textStyle(io)));
    return undefined;
  }
  return [{ name, capture: result.capture }];
}
