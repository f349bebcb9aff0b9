// The list behind the chains view, apart from the editor: pure functions on readonly values.

import type { Capture, CaptureFailure } from '../chain/capture.js';
import { captureFromJson, captureToJson } from '../chain/json.js';
import type { SenderConnection } from '../net/listenerSession.js';
import type { ProbeTarget } from '../net/probe.js';
import { formatTarget, type Target } from '../net/target.js';

/** One row of the chains view: what a peer presented, and how the last attempt went. */
export interface Inspection {
  /** Stable over reloads: the same server has the same one. */
  readonly id: string;
  /** How to do it again; absent for files and for servers that called us. */
  readonly target?: ProbeTarget;
  /** The server that called us, where it showed no certificate. */
  readonly caller?: Caller;
  /** The last capture that worked. A later failure does not take it away. */
  readonly capture?: Capture;
  /** Set when the last attempt failed. */
  readonly failure?: { readonly at: Date; readonly failure: CaptureFailure };
  /** An attempt is under way. */
  readonly pending?: boolean;
}

/** A server that called the listener. */
export type Caller = Pick<SenderConnection, 'address' | 'heloName'>;

/** A row that has a chain to show. */
export type CapturedInspection = Inspection & { readonly capture: Capture };

export function isCaptured(row: Inspection): row is CapturedInspection {
  return row.capture !== undefined;
}

/** More rows than anyone reads; the oldest go first. */
export const maximumInspections = 100;

/** Of these at most so many are servers that called: a crowd of them must not push out what the user inspected. */
export const maximumCallers = 40;

/** What a window may keep over reloads, in characters of JSON: about 500 certificates. */
export const maximumStored = 1_500_000;

/** The identity of a server's row. What was asked for counts, not the address that answered. */
export function targetId(target: Target): string {
  return `server:${formatTarget(target)}`;
}

/** The row of a capture, whoever made it. */
export function inspectionOf(capture: Capture): Inspection {
  const { origin } = capture;
  switch (origin.kind) {
    case 'server': {
      const { host, port, security } = origin;
      return { id: targetId(origin), target: { host, port, security }, capture };
    }
    case 'client':
      return { id: callerId(origin, presentedKey(capture)), capture };
    case 'file':
      return { id: `file:${origin.path}`, capture };
  }
}

/** The row of a server that called the listener: what it presented, or why it presented nothing. */
export function callerRow({ address, heloName, result }: SenderConnection, at: Date): Inspection {
  if (result.ok) {
    return inspectionOf(result.capture);
  }
  const caller = { address, ...(heloName === undefined ? {} : { heloName }) };
  const { failure } = result;
  return { id: callerId(caller, failure.code), caller, failure: { at, failure } };
}

/** A server that calls again with the same outcome has the same row; another outcome is news. */
function callerId({ address, heloName = '' }: Caller, outcome: string): string {
  return `client:${heloName}@${address}:${outcome}`;
}

function presentedKey({ presented, tls }: Capture): string {
  const first = presented.slice(0, 10).map(({ certificate }) => certificate?.sha256.slice(0, 16) ?? '?');
  return [presented.length, ...(tls?.resumed ? ['resumed'] : []), ...first].join('-');
}

/** The list with this row in the place of its predecessor, or at the top. */
export function put(list: readonly Inspection[], row: Inspection): readonly Inspection[] {
  return list.some(({ id }) => id === row.id)
    ? list.map((each) => (each.id === row.id ? row : each))
    : withoutOldCallers([row, ...list]).slice(0, maximumInspections);
}

function withoutOldCallers(list: readonly Inspection[]): readonly Inspection[] {
  let callers = 0;
  return list.filter(({ id }) => {
    callers += id.startsWith('client:') ? 1 : 0;
    return callers <= maximumCallers || !id.startsWith('client:');
  });
}

/** Whether two lists hold the same captures in the same order, whatever else became of their rows. */
export function sameCaptures(one: readonly Inspection[], other: readonly Inspection[]): boolean {
  const captures = other.flatMap(({ capture }) => capture ?? []);
  const own = one.flatMap(({ capture }) => capture ?? []);
  return own.length === captures.length && own.every((each, index) => each === captures[index]);
}

/** What is worth keeping over a reload: captures, newest first, as far as they fit within the bound. */
export function toStored(list: readonly Inspection[]): readonly unknown[] {
  const stored: unknown[] = [];
  let length = 0;
  for (const { capture } of list) {
    if (capture) {
      const json = captureToJson(capture);
      const size = JSON.stringify(json).length;
      if (length + size <= maximumStored) {
        length += size;
        stored.push(json);
      }
    }
  }
  return stored;
}

/** The rows that an earlier window left. What cannot be read any more is dropped. */
export function fromStored(stored: unknown): readonly Inspection[] {
  if (!Array.isArray(stored)) {
    return [];
  }
  return stored.slice(0, maximumInspections).flatMap((each) => {
    const result = captureFromJson(each);
    return result.ok ? [inspectionOf(result.capture)] : [];
  });
}
