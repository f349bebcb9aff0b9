// What a reader of a message sees: transfer encodings and HTML undone, wrapped lines joined.
import { fromBase64, hasSoftBreaks, MappedText, withoutHtml, withoutQuotedPrintable } from './mappedText.js';

const transferEncoding = /^content-transfer-encoding:[ \t]*(base64|quoted-printable)\b/gim;
const blankLine = /\r?\n[ \t]*\r?\n/g;
const boundaryLine = /^--\S/gm;
// A line break is kept where the next line is empty or begins a field; elsewhere it is taken for wrapping. Marks of
// quoted mail go.
const lineBreak = /(?:\r\n|\n|\r)(?:[ \t]{0,100}>)*[ \t]{0,100}(?=(\r?\n|\r|[A-Za-z][A-Za-z-]{1,40}:(?:\s|$))?)/g;

interface EncodedPart {
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
}

function nextMatch(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** The bodies that a header field declares as encoded, in order. */
function encodedParts(text: string): EncodedPart[] {
  const parts: EncodedPart[] = [];
  let reached = 0;
  for (const field of text.matchAll(transferEncoding)) {
    const blank = nextMatch(blankLine, text, field.index);
    if (blank === null) {
      break;
    }
    if (field.index >= reached) {
      const start = blank.index + blank[0].length;
      const end = nextMatch(boundaryLine, text, start)?.index ?? text.length;
      parts.push({ start, end, encoding: (field[1] ?? '').toLowerCase() });
      reached = end;
    }
  }
  return parts;
}

function decoded(text: string): MappedText {
  const parts = encodedParts(text);
  if (parts.length === 0) {
    const whole = MappedText.of(text);
    return hasSoftBreaks(text) ? withoutQuotedPrintable(whole) : whole;
  }
  const result = new MappedText();
  let from = 0;
  for (const { start, end, encoding } of parts) {
    result.copy(text, from, start);
    const body = text.slice(start, end);
    if (encoding === 'base64') {
      result.replace(fromBase64(body) ?? body, start, end);
    } else {
      withoutQuotedPrintable(MappedText.of(body)).appendTo(result, start);
    }
    from = end;
  }
  result.copy(text, from, text.length);
  return result;
}

/** One line a paragraph or field. Offsets of the original text are kept. */
export function readableText(text: string): MappedText {
  const plain = withoutHtml(decoded(text));
  return plain.rewrite(lineBreak, (match) => (match[1] === undefined ? ' ' : '\n'));
}
