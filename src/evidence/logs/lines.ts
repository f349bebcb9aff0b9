// Lines of a text that is only searched, never taken apart as a whole.

/** Where the line at `from` ends: at its line feed, at most at `end`. */
export function lineEnd(text: string, from: number, end: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 || found > end ? end : found;
}

/** Goes through a text from line to line, counting them. */
export class LineWalk {
  /**
   * @param start where the current line begins
   * @param number the zero-based number of the current line
   */
  constructor(
    private readonly text: string,
    public start: number,
    public number: number,
  ) {}

  /** Moves to the line that holds `at`. */
  to(at: number): void {
    for (let next = this.text.indexOf('\n', this.start); next >= 0 && next < at; ) {
      this.number += 1;
      this.start = next + 1;
      next = this.text.indexOf('\n', next + 1);
    }
  }
}

/** The lines of a text that contain `key`, the last first. */
export function* linesWith(key: string, text: string): Generator<string, void> {
  for (let at = text.lastIndexOf(key); at >= 0; ) {
    const start = text.lastIndexOf('\n', at) + 1;
    const line = text.slice(start, lineEnd(text, at, text.length));
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    at = start === 0 ? -1 : text.lastIndexOf(key, start - 1);
  }
}

/** The places of several signs in one text, in order. */
export class Signs {
  readonly #places: number[];

  constructor(
    private readonly signs: readonly string[],
    private readonly text: string,
    from: number,
  ) {
    this.#places = signs.map((sign) => this.#find(sign, from));
  }

  /** The first place that is not before `from`, which only grows; infinity where there is none. */
  next(from: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#places.length; i++) {
      let place = this.#places[i] ?? least;
      if (place < from) {
        place = this.#find(this.signs[i] ?? '', from);
        this.#places[i] = place;
      }
      if (place < least) {
        least = place;
      }
    }
    return least;
  }

  #find(sign: string, from: number): number {
    const found = this.text.indexOf(sign, from);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }
}
