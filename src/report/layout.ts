import type { Presented } from '../chain/capture.js';
import { isGap, type PathStep } from './path.js';

/** One row of the picture: what came in this place beside what should have. */
export interface PictureRow {
  /** Index of the presented entry in the left column. */
  readonly entry?: number;
  /** The step of the path in the right column. */
  readonly step?: PathStep;
}

/** More entries than this are counted, not drawn: a real chain has four. */
export const maximumDrawn = 20;

/**
 * Rows for the picture: the presented entries keep their wire order, and beside a step that did not come there is a gap
 * on the left, where an entry from further up the path follows.
 */
export function pictureRows(steps: readonly PathStep[], presented: readonly Presented[]): readonly PictureRow[] {
  const drawn = steps.slice(0, maximumDrawn);
  const rows: { entry?: number; step?: PathStep }[] = drawn.map((step) => ({ step }));
  let next = 0;
  for (const [index] of presented.slice(0, maximumDrawn).entries()) {
    const own = drawn.findIndex((step) => step.kind === 'certificate' && step.index === index);
    for (let step = drawn[next]; next < own && step && isGap(step); step = drawn[next]) {
      next += 1;
    }
    rows[next] = { ...rows[next], entry: index };
    next += 1;
  }
  return rows;
}

/** The row of a presented entry. */
export function rowOf(entry: number, rows: readonly PictureRow[]): number {
  return rows.findIndex((row) => row.entry === entry);
}

/** Cut to a number of columns; characters of East Asian scripts take two. */
export function fit(text: string, columns: number): string {
  let used = 0;
  let shown = '';
  for (const character of text) {
    used +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
    if (used > columns) {
      return `${shown.slice(0, -1)}…`;
    }
    shown += character;
  }
  return shown;
}
