/** Puts what completes in any order back into the order in which it was begun. */
export class Turns<T> {
  private turn = 0;
  private readonly waiting = new Map<number, T>();

  /** Takes what has the given place, counted from 0; returns what may go now, in order: nothing while another is due. */
  take(place: number, item: T): readonly T[] {
    this.waiting.set(place, item);
    const due: T[] = [];
    for (let next = this.waiting.get(this.turn); next !== undefined; next = this.waiting.get(this.turn)) {
      this.waiting.delete(this.turn);
      this.turn += 1;
      due.push(next);
    }
    return due;
  }
}
