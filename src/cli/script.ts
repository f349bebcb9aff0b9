import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Capture } from '../chain/capture.js';
import { probe } from '../net/probe.js';
import { formatTarget } from '../net/target.js';
import { exportScript } from '../powershell/exportScript.js';
import { importScript } from '../powershell/importScript.js';
import { type RepairRequest, repairRequest } from '../powershell/repair.js';
import type { ScriptFile } from '../powershell/scriptFile.js';
import { failureText } from '../report/text.js';
import { decodeText } from '../text/decode.js';
import { printable } from '../text/printable.js';
import type { Arguments } from './arguments.js';
import { capturesIn } from './captures.js';
import { passwordOption, readCertificateFile, readInput } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { textStyle } from './output.js';
import { probeOptions, probingOptions, target } from './target.js';

/** `chainmail script export|import [SOURCE…]` */
export async function runScript(args: Arguments, io: Io): Promise<number> {
  const [kind, ...sources] = args.positionals;
  if (kind !== 'export' && kind !== 'import') {
    throw new UsageError(
      l10n.t('Say which script: chainmail script export [SOURCE…] or chainmail script import SOURCE…'),
    );
  }
  const judge = await Judge.create(args, io);
  const captured = await Promise.all(sources.map((source) => captureSource(source, args, io)));
  if (captured.some((each) => each === undefined)) {
    return exitStatus.undetermined;
  }
  const requests = await Promise.all(
    captured
      .flatMap((each) => each ?? [])
      .map(async ({ name, capture }) => repairRequest(await judge.judge(capture), name)),
  );
  if (requests.length === 0) {
    requests.push({ intermediates: [], unknownIssuers: [] });
  }
  const files = requests.map((request) => write(kind, request));
  const folder = args.text('out');
  if (folder === undefined) {
    for (const { text } of files) {
      io.stdout.write(text);
    }
  } else {
    await writeFiles(folder, files, requests, io);
  }
  return exitStatus.clean;
}

function write(kind: 'export' | 'import', request: RepairRequest): ScriptFile {
  return kind === 'export' ? exportScript(request) : importScript(request);
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

// One folder a server when there are several: the scripts have the same names.
async function writeFiles(
  folder: string,
  files: readonly ScriptFile[],
  requests: readonly RepairRequest[],
  io: Io,
): Promise<void> {
  for (const [index, { fileName, text }] of files.entries()) {
    const own =
      files.length > 1 ? path.join(folder, `${index + 1}-${folderName(requests[index]?.target ?? '')}`) : folder;
    const file = path.join(own, fileName);
    await mkdir(own, { recursive: true });
    await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
      const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      throw new UsageError(
        exists
          ? l10n.t('{0} exists already; nothing is overwritten. Choose another --out.', file)
          : l10n.t('{0} cannot be written: {1}', file, String(error)),
      );
    });
    io.stderr.write(`${printable(file)}\n`);
  }
}

function folderName(target: string): string {
  return target.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60);
}
