// How text is laid out for a terminal or a file.
import type { Severity } from '../finding.js';

/** How text is written: ANSI colours only on a terminal; `width` in columns wraps messages, absent never does. */
export interface TextStyle {
  readonly color: boolean;
  readonly width?: number;
}

const ansi = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
/** A colour by its purpose on a terminal. */
export type Ink = keyof typeof ansi;

/** How a severity looks; its word stands beside it. */
export const severityInk = { error: 'red', warning: 'yellow', information: 'dim' } as const satisfies Record<
  Severity,
  Ink
>;

/** Text in a colour, where colours are wanted. */
export function paint(text: string, ink: Ink, { color }: TextStyle): string {
  return color ? `\u001b[${ansi[ink]}m${text}\u001b[0m` : text;
}

/** Joins lines; ends with a line end. */
export function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** Breaks a message between words; without a width it stays one line, which programs find easier to search. */
export function wrap(text: string, { width }: TextStyle, indent: string): readonly string[] {
  if (width === undefined) {
    return [indent + text];
  }
  const room = Math.max(20, width - indent.length);
  const wrapped: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      wrapped.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...wrapped, indent + line];
}
