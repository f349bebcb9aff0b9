/** A growing list of offsets: thousands of numbers without the cost of an array of them. */
export class Offsets {
  private cells: Int32Array;
  private used = 0;

  /** `expected`: about how many there will be. */
  constructor(expected: number) {
    this.cells = new Int32Array(64 + expected);
  }

  get length(): number {
    return this.used;
  }

  /** Forgets everything from a place on. */
  truncate(length: number): void {
    this.used = Math.min(length, this.used);
  }

  push(offset: number): void {
    if (this.used === this.cells.length) {
      const larger = new Int32Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    this.cells[this.used++] = offset;
  }

  at(index: number): number {
    return index < this.used ? (this.cells[index] ?? 0) : 0;
  }

  set(index: number, offset: number): void {
    this.cells[index] = offset;
  }
}
