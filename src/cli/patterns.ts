// Patterns for files, expanded here because the shells of Windows hand them over as they are.
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { UsageError } from './io.js';

/** A file to be read. */
export interface NamedFile {
  readonly file: string;
  /** It was not named itself: what it holds may be anything. */
  readonly found: boolean;
}

/**
 * The files that arguments name, each once: `*`, `?`, `[…]`, `{…}` and `**` are patterns where no file has that very name.
 * A pattern that no file matches is a `UsageError`.
 */
export async function namedFiles(names: readonly string[]): Promise<readonly NamedFile[]> {
  const files = new Map<string, NamedFile>();
  for (const name of names) {
    const isPattern = /[*?[{]/.test(name) && !(await exists(name));
    for (const file of isPattern ? await matching(name) : [name]) {
      files.set(file, { file, found: isPattern && files.get(file)?.found !== false });
    }
  }
  return [...files.values()];
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

async function matching(name: string): Promise<readonly string[]> {
  const { default: picomatch } = await import('picomatch');
  const onWindows = path.sep === '\\';
  // There a backslash parts folders; elsewhere it takes the meaning from the sign behind it.
  const segments = (onWindows ? name.replaceAll('\\', '/') : name).split('/');
  const first = segments.findIndex((each) => /[*?[{\\]/.test(each));
  const base = segments.slice(0, first).join('/') || (first > 0 ? '/' : '');
  const pattern = segments.slice(first);
  const matches = picomatch(pattern.join('/'), { nocase: onWindows });
  const isDeep = pattern.length > 1 || name.includes('**');
  const found = (await below(base || '.', isDeep)).filter((file) => matches(file)).sort();
  const files = await withoutFolders(found.map((file) => path.join(base, file)));
  if (files.length === 0) {
    throw new UsageError(l10n.t('No file matches {0}.', name));
  }
  return files;
}

/** What is in a folder, relative to it, with `/` between folders; nothing where it cannot be read. */
async function below(folder: string, recursive: boolean): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { recursive })).map((each) => each.replaceAll(path.sep, '/'));
  } catch {
    return [];
  }
}

async function withoutFolders(files: readonly string[]): Promise<readonly string[]> {
  const kinds = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return files.filter((_, i) => kinds[i]?.isDirectory() !== true);
}
