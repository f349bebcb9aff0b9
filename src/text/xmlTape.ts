// The elements of an XML text as offsets, for exports of thousands of objects of which a few values are wanted. Names,
// attributes and text are read when asked for. Hostile input: a document type ends the reading, depth is bounded, the
// work is linear, nothing throws. Closing tags are taken to fit.
import type { XmlProblem } from './xml.js';

const maxDepth = 200;
const slots = 5;
const slash = 47;
const doubleQuote = 34;
const equalsSign = 61;

/** The elements of a text in document order. Elements are numbers. */
export class XmlTape {
  private cells: Int32Array;
  private used = 0;
  /** Why reading stopped, and where. */
  problem: { readonly kind: XmlProblem; readonly offset: number } | undefined;

  constructor(readonly text: string) {
    this.cells = new Int32Array(slots * (64 + (text.length >> 5)));
  }

  /** The number of elements. */
  get length(): number {
    return this.used / slots;
  }

  open(start: number, contentStart: number): number {
    if (this.used + slots > this.cells.length) {
      const larger = new Int32Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    const at = this.used;
    this.used += slots;
    this.cells[at] = start;
    this.cells[at + 1] = contentStart;
    this.cells[at + 2] = contentStart;
    this.cells[at + 3] = contentStart;
    this.cells[at + 4] = this.used / slots;
    return at / slots;
  }

  close(element: number, contentEnd: number, end: number): void {
    const at = element * slots;
    this.cells[at + 2] = contentEnd;
    this.cells[at + 3] = end;
    this.cells[at + 4] = this.used / slots;
  }

  /** The offset of the opening tag. */
  start(element: number): number {
    return this.cells[element * slots] ?? 0;
  }

  /** The offset behind the opening tag. */
  contentStart(element: number): number {
    return this.cells[element * slots + 1] ?? 0;
  }

  /** The offset of the closing tag. */
  contentEnd(element: number): number {
    return this.cells[element * slots + 2] ?? 0;
  }

  /** The offset behind the closing tag. */
  end(element: number): number {
    return this.cells[element * slots + 3] ?? 0;
  }

  /** The element behind this one and all it contains. */
  next(element: number): number {
    return this.cells[element * slots + 4] ?? this.length;
  }

  /** The name in the opening tag. */
  name(element: number): string {
    const { text } = this;
    const start = this.start(element) + 1;
    let end = start;
    for (let unit = text.charCodeAt(end); unit > 32 && unit !== 62 && unit !== slash; unit = text.charCodeAt(end)) {
      end++;
    }
    // Most names of exports are one letter, of which there is a string already.
    return end === start + 1 ? text.charAt(start) : text.slice(start, end);
  }

  /** Whether the opening tag has this name. */
  isNamed(element: number, name: string): boolean {
    const start = this.start(element) + 1;
    const behind = this.text.charCodeAt(start + name.length);
    return this.text.startsWith(name, start) && (behind === 62 || behind === slash || behind <= 32);
  }

  /** The offsets of an attribute's value between its quotes. */
  attribute(element: number, name: string): { readonly start: number; readonly end: number } | undefined {
    const { text } = this;
    const limit = this.contentStart(element);
    const pattern = new RegExp(`\\s${name}\\s*=\\s*(["'])`, 'y');
    for (let at = this.start(element) + 1; at < limit; at++) {
      if (text.charCodeAt(at) <= 32) {
        pattern.lastIndex = at;
        const found = pattern.exec(text);
        if (found !== null) {
          const start = at + found[0].length;
          const end = text.indexOf(found[1] ?? '"', start);
          return end < 0 || end > limit ? undefined : { start, end };
        }
      }
    }
    return undefined;
  }

  /** The first child with a name. */
  child(element: number, name: string): number | undefined {
    const end = this.next(element);
    for (let child = element + 1; child < end; child = this.next(child)) {
      if (this.isNamed(child, name)) {
        return child;
      }
    }
    return undefined;
  }
}

/** Reads the elements of a text, whatever its state. What was not closed ends where the text does. */
export function readXmlTape(text: string): XmlTape {
  const tape = new XmlTape(text);
  const open: number[] = [];
  let at = text.indexOf('<');
  while (at >= 0) {
    const unit = text.charCodeAt(at + 1);
    let end: number;
    if (unit === slash) {
      end = behind(text, '>', at);
      const element = open.pop();
      if (element !== undefined) {
        tape.close(element, at, end);
      }
    } else if (unit === 33 || unit === 63) {
      end = skipped(text, at);
      if (end < 0) {
        tape.problem = { kind: 'document-type', offset: at };
        break;
      }
    } else {
      end = tagEnd(text, at);
      const element = tape.open(at, end);
      if (text.charCodeAt(end - 2) !== slash) {
        open.push(element);
      }
      if (open.length > maxDepth) {
        tape.problem = { kind: 'too-deep', offset: at };
        break;
      }
    }
    at = text.indexOf('<', end);
  }
  const reached = at < 0 ? text.length : at;
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    tape.close(element, reached, reached);
  }
  return tape;
}

function behind(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found < 0 ? text.length : found + closing.length;
}

/** Behind a comment, a CDATA section or a processing instruction; negative for a declaration. */
function skipped(text: string, at: number): number {
  if (text.startsWith('<!--', at)) {
    return behind(text, '-->', at + 4);
  }
  if (text.startsWith('<![CDATA[', at)) {
    return behind(text, ']]>', at);
  }
  return text.startsWith('<?', at) ? behind(text, '?>', at) : -1;
}

/** Behind the `>` of an opening tag; one inside quotes is part of a value. */
function tagEnd(text: string, from: number): number {
  let end = behind(text, '>', from);
  // Most tags end with the quote of their last attribute; one that opens a value stands behind `=`, or blanks.
  const before = text.charCodeAt(end - 3);
  if (text.charCodeAt(end - 2) === doubleQuote && before !== equalsSign && before > 32) {
    return end;
  }
  let quote = text.indexOf('"', from);
  while (quote >= 0 && quote < end) {
    const close = text.indexOf('"', quote + 1);
    if (close < 0) {
      return end;
    }
    if (close >= end) {
      end = behind(text, '>', close);
    }
    quote = text.indexOf('"', close + 1);
  }
  return end;
}
