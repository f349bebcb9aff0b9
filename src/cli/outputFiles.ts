import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { FixFile } from '../powershell/scripts/fixFiles.js';
import { printable } from '../text/printable.js';
import { type Io, UsageError } from './io.js';

/**
 * Writes files into a folder, which is made where it is missing, and names them on standard error. Nothing is written
 * when one of them is there already: a folder with half of two sets would mislead. Then, and where one cannot be written,
 * a `UsageError`.
 */
export async function writeFiles(folder: string, files: readonly FixFile[], io: Io): Promise<void> {
  const placed = files.map(({ name, bytes }) => ({ file: path.join(folder, name), bytes }));
  for (const { file } of placed) {
    if (await exists(file)) {
      throw new UsageError(l10n.t('{0} exists already; nothing is overwritten. Choose another --out.', file));
    }
  }
  for (const { file, bytes } of placed) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes, { flag: 'wx' });
    } catch (error) {
      throw new UsageError(l10n.t('{0} cannot be written: {1}', file, error instanceof Error ? error.message : ''));
    }
    io.stderr.write(`${printable(file)}\n`);
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
