const quote = 0x22;

/** The columns of one line of separated values; used again for the next line, since most columns are not looked at. */
export class Columns {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #line = '';
  #count = 0;

  /**
   * @param most columns behind these are not looked for
   * @param separator one character
   * @param quotes whether a column in quotes may hold the separator
   */
  constructor(
    readonly most: number,
    private readonly separator = ',',
    private readonly quotes = true,
  ) {
    this.#starts = new Int32Array(most);
    this.#ends = new Int32Array(most);
  }

  /** Takes a line apart and returns how many columns it has, at most `most`. Quotes within quotes are doubled. */
  take(line: string): number {
    this.#line = line;
    this.#count = 0;
    let start = 0;
    while (this.#count < this.most && start <= line.length) {
      const isQuoted = this.quotes && line.charCodeAt(start) === quote;
      const end = isQuoted ? quoteEnd(line, start + 1) : line.indexOf(this.separator, start);
      const stop = end < 0 ? line.length : end;
      this.#starts[this.#count] = isQuoted ? start + 1 : start;
      this.#ends[this.#count] = stop;
      this.#count += 1;
      start = stop + (isQuoted ? 2 : 1);
    }
    return this.#count;
  }

  /** Where a column's text begins in the line. */
  start(column: number): number {
    return this.#starts[column] ?? 0;
  }

  /** A column's text; empty where the line has no such column, as with a negative one. */
  text(column: number): string {
    if (column < 0 || column >= this.#count) {
      return '';
    }
    const start = this.start(column);
    const text = this.#line.slice(start, this.#ends[column]);
    return this.quotes && this.#line.charCodeAt(start - 1) === quote ? text.replaceAll('""', '"') : text;
  }
}

function quoteEnd(line: string, from: number): number {
  let end = line.indexOf('"', from);
  while (end >= 0 && line.charCodeAt(end + 1) === quote) {
    end = line.indexOf('"', end + 2);
  }
  return end;
}
