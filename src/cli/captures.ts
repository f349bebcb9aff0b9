import * as l10n from '@vscode/l10n';
import type { Capture } from '../chain/capture.js';
import { captureFromJson } from '../chain/json.js';
import { decodeText } from '../text/decode.js';
import { readInput } from './files.js';
import { type Io, UsageError } from './io.js';

/** The captures of a document that `probe --json` or `analyze --json` wrote, or a single capture. */
export async function savedCaptures(file: string, io: Io): Promise<readonly Capture[]> {
  const captures = capturesIn(decodeText(await readInput(file, io)));
  if (captures === undefined) {
    throw new UsageError(l10n.t('{0} is no capture. Save one with: chainmail probe HOST --json > FILE', file));
  }
  return captures;
}

/** Undefined where the text is not JSON that holds a capture. */
export function capturesIn(text: string): readonly Capture[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const results = member(parsed, 'results');
  const candidates = (Array.isArray(results) ? results : [parsed]).map(
    (each: unknown) => member(each, 'capture') ?? each,
  );
  const captures = candidates.flatMap((each) => {
    const read = captureFromJson(each);
    return read.ok ? [read.capture] : [];
  });
  return captures.length > 0 ? captures : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}
