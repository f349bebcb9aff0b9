import { createReadStream } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { Capture } from '../chain/capture.js';
import { type Container, readCertificates } from '../x509/container.js';
import type { Arguments } from './arguments.js';
import { CancelledError, type Io, UsageError } from './io.js';

// Larger files are no certificates and no connector exports.
const maximumSize = 64 * 1024 * 1024;
const pieceSize = 1024 * 1024;

/**
 * The bytes of a file, or of standard input for `-`. What cannot be read is a `UsageError` that names the file; what was
 * cancelled a `CancelledError`, since a part of a chain is another chain.
 */
export async function readInput(file: string, io: Io): Promise<Uint8Array> {
  const tooLarge =
    file === '-'
      ? l10n.t('Standard input is larger than 64 MB; it is not read.')
      : l10n.t('{0} is larger than 64 MB; it is not read.', file);
  const bytes = await all(streamInput(file, io), tooLarge);
  if (io.signal.aborted) {
    throw new CancelledError(unfinished(file));
  }
  return bytes;
}

/** Said of a file that Ctrl+C left half read. */
export function unfinished(file: string): string {
  return l10n.t('Cancelled: {0} was not read to its end.', file);
}

/**
 * The bytes of a file as they are read, or of standard input for `-`; ends early when the run is cancelled. What cannot
 * be read is a `UsageError` that names the file.
 */
export async function* streamInput(file: string, io: Io): AsyncGenerator<Uint8Array, void, undefined> {
  // In pieces, because a device or a pipe does not tell its size and may never end.
  const chunks = file === '-' ? io.stdin() : createReadStream(file, { highWaterMark: pieceSize });
  try {
    for await (const chunk of chunks) {
      if (io.signal.aborted) {
        return;
      }
      yield chunk;
    }
  } catch (error) {
    throw new UsageError(l10n.t('{0} cannot be read: {1}', file, reason(error)));
  }
}

async function all(chunks: AsyncIterable<Uint8Array>, tooLarge: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size > maximumSize) {
      throw new UsageError(tooLarge);
    }
  }
  return Buffer.concat(parts);
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  switch (code) {
    case 'ENOENT':
      return l10n.t('there is no such file');
    case 'EISDIR':
      return l10n.t('it is a folder');
    case 'EACCES':
    case 'EPERM':
      return l10n.t('you have no right to read it');
    default:
      return code;
  }
}

/** The first line of the file that `--password-file` names. It is used once and kept nowhere. */
export async function passwordOption(args: Arguments, io: Io): Promise<string | undefined> {
  const file = args.text('password-file');
  if (file === undefined) {
    return undefined;
  }
  const text = new TextDecoder().decode(await readInput(file, io));
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** A certificate file as a capture, or why it is none. */
export type FileResult =
  | {
      readonly ok: true;
      readonly container: Container;
      readonly capture: Capture;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** Reads certificates in any container, told by content. */
export async function readCertificateFile(
  file: string,
  bytes: Uint8Array,
  password: string | undefined,
  now: Date,
): Promise<FileResult> {
  const result = await readCertificates(bytes, password === undefined ? {} : { password });
  if (!result.ok) {
    const ask = result.needsPassword ? ` ${l10n.t('Give the password with --password-file.')}` : '';
    return { ok: false, reason: result.reason + ask };
  }
  const { container, presented, warnings } = result;
  return {
    ok: true,
    container,
    warnings,
    capture: { origin: { kind: 'file', path: file }, capturedAt: now, presented, transcript: [] },
  };
}
