import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli.js';

/** What one call printed and its exit status. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliCircumstances {
  readonly stdin?: string | Uint8Array;
  readonly now?: Date;
  readonly signal?: AbortSignal;
}

/** Runs the command line in this process. */
export async function cli(args: readonly string[], circumstances: CliCircumstances = {}): Promise<CliResult> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io: Io = {
    stdout: { write: (text) => void stdout.push(text), isTerminal: false },
    stderr: { write: (text) => void stderr.push(text), isTerminal: false },
    stdin: async function* () {
      yield Buffer.from(circumstances.stdin ?? '');
    },
    now: () => circumstances.now ?? new Date('2026-11-25T12:00:00Z'),
    signal: circumstances.signal ?? new AbortController().signal,
  };
  const status = await run(args, io);
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}
