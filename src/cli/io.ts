/** Where the command line reads and writes; the tests give their own. */
export interface Io {
  /** Results. */
  readonly stdout: Output;
  /** Progress and problems. */
  readonly stderr: Output;
  /** Standard input, as it arrives. */
  stdin(): AsyncIterable<Uint8Array>;
  now(): Date;
  /** Aborted by Ctrl+C: what is running ends, what was done is kept. */
  readonly signal: AbortSignal;
}

/** A stream that text is written to. */
export interface Output {
  write(text: string): void;
  /** Whether a person watches: colour and a progress line. */
  readonly isTerminal: boolean;
}

/** Exit statuses: a contract with scripts. */
export const exitStatus = {
  clean: 0,
  errorFinding: 1,
  usage: 2,
  undetermined: 3,
} as const;

/** Ctrl+C before there was anything to judge; ends the run with `exitStatus.undetermined` and one line. */
export class CancelledError extends Error {}

/** A problem of the call itself; ends the run with `exitStatus.usage` and one line. */
export class UsageError extends Error {}
