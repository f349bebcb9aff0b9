import type { TextStyle } from '../report/text.js';
import type { Io } from './io.js';

/** The JSON document of a verb: the contract's envelope. */
export function document(kind: 'probe' | 'analyze' | 'check' | 'explain', results: readonly object[]): string {
  return `${JSON.stringify({ schema: 'chainmail/1', kind, results }, null, 2)}\n`;
}

/** Colour for people only. */
export function textStyle(io: Io): TextStyle {
  return { color: io.stdout.isTerminal };
}
