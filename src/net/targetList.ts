import * as l10n from '@vscode/l10n';
import { formatTarget, parseTarget, type Target } from './target.js';

/** One line of a list that names a target, or should. Lines count from 1. */
export type ListedTarget =
  | { readonly ok: true; readonly line: number; readonly target: Target }
  | { readonly ok: false; readonly line: number; readonly problem: 'invalid' | 'duplicate'; readonly reason: string };

const maximumLine = 1024;

/** So many targets are remembered to find duplicates; of an endless list, only the latest. */
const remembered = 100_000;

/**
 * Reads a list of targets as it arrives, in UTF-8, or in UTF-16 as Windows PowerShell writes it: a target a line, blank lines and comments (from `#` on) skipped. A
 * line that is no target, or that repeats one, is yielded with its reason, and the rest goes on.
 */
export async function* readTargetList(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<ListedTarget, void, undefined> {
  const seen = new Set<string>();
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line += 1;
    const content = text.replace(/(^|\s)#.*$/s, '').trim();
    if (content !== '') {
      yield readLine(content, line, seen);
    }
  }
}

function readLine(content: string, line: number, seen: Set<string>): ListedTarget {
  const result =
    content.length < maximumLine
      ? parseTarget(content)
      : { ok: false as const, reason: l10n.t('The line is too long for a host name.') };
  if (!result.ok) {
    return { ok: false, line, problem: 'invalid', reason: result.reason };
  }
  const key = formatTarget(result.target);
  if (seen.has(key)) {
    return { ok: false, line, problem: 'duplicate', reason: l10n.t('{0} is listed above already.', key) };
  }
  seen.add(key);
  if (seen.size > remembered) {
    const [oldest = key] = seen;
    seen.delete(oldest);
  }
  return { ok: true, line, target: result.target };
}

/** The lines of a stream, cut to `maximumLine` characters: of a longer one only the beginning is kept. */
async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, void, undefined> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let pending = '';
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8');
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const [first = '', ...rest] = text.split('\n');
    pending = (pending + first).slice(0, maximumLine);
    for (const next of rest) {
      yield pending;
      pending = next.slice(0, maximumLine);
    }
  }
  if (pending !== '') {
    yield pending;
  }
}
