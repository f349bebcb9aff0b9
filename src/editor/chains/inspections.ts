// The list behind the chains view, apart from the editor: pure functions on readonly values.

import type { Capture, CaptureFailure, CaptureResult } from '../../chain/capture.js';
import type { SenderConnection } from '../../net/listenerSession.js';
import type { ProbeTarget } from '../../net/probe.js';
import { formatTarget, type Target } from '../../net/target.js';

/** What was asked for: a server, or one of its addresses, or one of its two certificates. */
export interface InspectionTarget extends ProbeTarget {
  /** Absent: every address of the name. */
  readonly address?: string;
}

/** One row of the chains view: what a peer presented, and how the last attempt went. */
export interface Inspection {
  /** Stable over reloads: the same server has the same one. */
  readonly id: string;
  /** How to do it again; absent for files and for servers that called us. */
  readonly target?: InspectionTarget;
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

/** What was asked of a server in particular. */
export type Variant = Pick<InspectionTarget, 'signature' | 'address'>;

/** The identity of a server's row. What was asked for counts, not what answered. */
export function targetId(target: Target & Variant): string {
  const { signature, address } = target;
  return ['server', formatTarget(target), ...(signature ? [signature] : []), ...(address ? [address] : [])].join(':');
}

/** The row of a capture, whoever made it; `variant` is what was asked of a server in particular. */
export function inspectionOf(capture: Capture, variant: Variant = {}): Inspection {
  const { origin } = capture;
  switch (origin.kind) {
    case 'server': {
      const { host, port, security } = origin;
      const target = { host, port, security, ...variant };
      return { id: targetId(target), target, capture };
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

/** The list with an attempt under way: its row keeps its place and what it shows, or comes `first` with it. */
export function begin(
  list: readonly Inspection[],
  target: InspectionTarget,
  { first }: { readonly first: boolean },
): readonly Inspection[] {
  const id = targetId(target);
  const row = { ...list.find((each) => each.id === id), id, target, pending: true };
  return put(first ? list.filter((each) => each.id !== id) : list, row);
}

/**
 * The list after an attempt: its row with the outcome, or a row for each address where they differ. A failed attempt
 * leaves the previous capture in place; once the addresses agree again, their rows are gone.
 */
export function conclude(
  list: readonly Inspection[],
  target: InspectionTarget,
  results: readonly CaptureResult[],
  at: Date,
): readonly Inspection[] {
  const told = results.filter((result) => result.ok || result.failure.code !== 'cancelled');
  if (told.length === 0) {
    return settle(list, targetId(target));
  }
  const outcomes = told.map((result) =>
    outcomeOf(list, told.length > 1 ? addressed(target, result) : target, result, at),
  );
  const rows = [...new Map(outcomes.toReversed().map((row) => [row.id, row])).values()].toReversed();
  const replaced = new Set([targetId(target), ...rows.map(({ id }) => id)]);
  const kept = (each: Inspection): boolean =>
    !replaced.has(each.id) && !(told.some(({ ok }) => ok) && isAddressOf(each, target));
  const place = Math.max(
    list.findIndex(({ id }) => id === targetId(target)),
    0,
  );
  return [...list.slice(0, place).filter(kept), ...rows, ...list.slice(place).filter(kept)].slice(
    0,
    maximumInspections,
  );
}

function outcomeOf(list: readonly Inspection[], target: InspectionTarget, result: CaptureResult, at: Date): Inspection {
  const id = targetId(target);
  if (result.ok) {
    return { id, target, capture: result.capture };
  }
  const previous = list.find((each) => each.id === id)?.capture;
  return { id, target, failure: { at, failure: result.failure }, ...(previous ? { capture: previous } : {}) };
}

function addressed(target: InspectionTarget, result: CaptureResult): InspectionTarget {
  const address = result.ok && result.capture.origin.kind === 'server' ? result.capture.origin.address : undefined;
  return address === undefined ? target : { ...target, address };
}

function isAddressOf({ target: own }: Inspection, target: InspectionTarget): boolean {
  return own?.address !== undefined && targetId({ ...own, address: '' }) === targetId(target);
}

/** The rows of a server: its own, or those of its addresses. */
export function rowsOf(list: readonly Inspection[], target: InspectionTarget): readonly Inspection[] {
  return list.filter((each) => each.id === targetId(target) || isAddressOf(each, target));
}

/** The list without the mark of an attempt: its row is as it was before, or gone when it had nothing to show. */
export function settle(list: readonly Inspection[], id: string): readonly Inspection[] {
  return list.flatMap((each) => {
    const { pending, ...row } = each;
    if (each.id !== id || !pending) {
      return [each];
    }
    return row.capture || row.failure ? [row] : [];
  });
}
