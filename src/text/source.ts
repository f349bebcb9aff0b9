/** Zero-based position in a text; `character` counts UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open range: `end` stands behind the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Replaces the text of `range` by `newText`. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A value together with the place that states it, so that nobody has to search for it again. */
export interface Stated<T> {
  readonly value: T;
  readonly range: Range;
}

/** A stated value whose range is computed when somebody asks for it: most are never shown. */
class LazilyPlaced<T> implements Stated<T> {
  constructor(
    readonly value: T,
    private readonly source: SourceText,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get range(): Range {
    return this.source.range(this.start, this.end);
  }
}

const lineFeed = 10;
const carriageReturn = 13;

/** A text whose offsets convert to positions and back. Lines end with LF, CRLF or a lone CR. */
export class SourceText {
  private lineStarts: readonly number[] | undefined;
  private readonly tested = new Map<RegExp, boolean>();

  constructor(readonly text: string) {}

  /** Whether a pattern (neither global nor sticky) occurs; found out once, since several readers ask the same of a text. */
  has(pattern: RegExp): boolean {
    const known = this.tested.get(pattern) ?? pattern.test(this.text);
    this.tested.set(pattern, known);
    return known;
  }

  /** The position of a UTF-16 offset; offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= clamped) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, character: clamped - (starts[low] ?? 0) };
  }

  /** The UTF-16 offset of a position; positions behind the end of their line are clamped to the next line's start. */
  offsetAt(position: Position): number {
    const starts = this.starts();
    const start = starts[position.line];
    if (start === undefined) {
      return position.line < 0 ? 0 : this.text.length;
    }
    const next = starts[position.line + 1] ?? this.text.length;
    return Math.max(start, Math.min(start + position.character, next));
  }

  /** The range between two offsets, `end` exclusive. */
  range(start: number, end: number): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  /** A value that the text between two offsets states. */
  state<T>(value: T, start: number, end: number): Stated<T> {
    return new LazilyPlaced(value, this, start, end);
  }

  /** The text of a range. */
  slice(range: Range): string {
    return this.text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  /** The text after edits that do not overlap. */
  apply(edits: readonly TextEdit[]): string {
    const ordered = edits
      .map((edit) => ({
        start: this.offsetAt(edit.range.start),
        end: this.offsetAt(edit.range.end),
        text: edit.newText,
      }))
      .sort((a, b) => a.start - b.start);
    let result = '';
    let from = 0;
    for (const edit of ordered) {
      result += this.text.slice(from, edit.start) + edit.text;
      from = edit.end;
    }
    return result + this.text.slice(from);
  }

  /** The text after a change in which no line break came or went, `start` being its offset: where lines start is known. */
  afterTyping(text: string, start: number): SourceText {
    const next = new SourceText(text);
    const starts = this.starts().slice();
    const grown = text.length - this.text.length;
    for (let line = this.positionAt(start).line + 1; line < starts.length; line++) {
      starts[line] = (starts[line] ?? 0) + grown;
    }
    next.lineStarts = starts;
    return next;
  }

  private starts(): readonly number[] {
    if (this.lineStarts === undefined) {
      const starts = [0];
      for (let i = 0; i < this.text.length; i++) {
        const unit = this.text.charCodeAt(i);
        if (unit === lineFeed || (unit === carriageReturn && this.text.charCodeAt(i + 1) !== lineFeed)) {
          starts.push(i + 1);
        }
      }
      this.lineStarts = starts;
    }
    return this.lineStarts;
  }
}
