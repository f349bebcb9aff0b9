// What the objects of one export have in common, so that most of an object is read by comparing it with the one before.
import { type JsonKind, jsonKind } from './jsonTape.js';

/** A key of the object that was read last at some depth. */
export interface KnownKey {
  readonly written: string;
  /** All from the end of the member before, or the bracket, to the value: comma, blanks, key, colon. Empty: not known. */
  readonly lead: string;
  /** Where in it the key stands. */
  readonly start: number;
  readonly end: number;
  /** Lead and value as they were read last, where the value is a string, a word or an empty list. Empty: it was none. */
  whole: string;
  kind: JsonKind;
  /** How often the value was another one, and the same. */
  changes: number;
  repeats: number;
  /** Where the member began that was read last, and which node its key is. */
  from: number;
  node: number;
  /** How many members from this one on had the same values object after object. */
  run: number;
}

/** What is known of a key that was met once. */
export const unread = { kind: jsonKind.missing, changes: 0, repeats: 0, from: 0, node: 0, run: 0 };

/** After so many changes a member is not expected to have the same value again. */
export const maxChanges = 4;

/** The keys of the object that was read last at some depth. The next one there is likely to have the same. */
export interface Trail {
  keys: KnownKey[];
  /** The object that has them, first of its run. */
  template: number;
  /** How many keys of the object that is being read agree; negative once one did not. */
  matched: number;
  /** How many objects of the run were read. */
  objects: number;
}

/** How many objects show which members have the same values. */
export const telling = 4;

/** Members whose value never changed are read together from now on, up to one whose beginning tells where they end. */
export function findRuns({ keys }: Trail): void {
  let run = 0;
  for (let i = keys.length - 2; i >= 0; i--) {
    const known = keys[i];
    const isSteady = known !== undefined && known.changes === 0 && known.repeats >= telling - 2;
    run = isSteady ? run + 1 : 0;
    if (known !== undefined) {
      known.run = run;
    }
  }
}

/** Where members begin is known of an object only that was read as the one before. */
export function forgetRuns({ keys }: Trail): void {
  for (const known of keys) {
    known.run = 0;
  }
}
