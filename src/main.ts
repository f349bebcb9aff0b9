// The process around the command line: its streams, Ctrl+C and the exit status.

import * as l10n from '@vscode/l10n';
import { exitStatus, type Io, type Output } from './cli/io.js';
import { run } from './cli.js';

/** Node makes a stream when it is first named, which takes a while: most calls need no standard error. */
function output(stream: () => NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream().write(text),
    get isTerminal() {
      return stream().isTTY === true && process.env['NO_COLOR'] === undefined;
    },
  };
}

const interrupt = new AbortController();
// The first Ctrl+C asks the work to end; the second has Node's usual effect.
process.once('SIGINT', () => interrupt.abort());
// A reader that closes early (`| head`) is no error; a full disk is one, and must not look as if nothing were found.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    io.stderr.write(`chainmail: ${l10n.t('the results cannot be written: {0}', error.message)}\n`);
  }
  process.exit(error.code === 'EPIPE' ? exitStatus.clean : exitStatus.usage);
});

let problems: NodeJS.WriteStream | undefined;

/** That nobody reads the problems must not end the work. */
function standardError(): NodeJS.WriteStream {
  problems ??= process.stderr.on('error', () => undefined);
  return problems;
}

/** Until Ctrl+C: what waits for more of it, as of a terminal, must not keep the run from ending. */
async function* standardInput(): AsyncGenerator<Uint8Array, void, undefined> {
  interrupt.signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  try {
    for await (const chunk of process.stdin) {
      yield chunk;
    }
  } catch (error) {
    if (!interrupt.signal.aborted) {
      throw error;
    }
  }
}

const io: Io = {
  stdout: output(() => process.stdout),
  stderr: output(standardError),
  stdin: standardInput,
  now: () => new Date(),
  signal: interrupt.signal,
};

void run(process.argv.slice(2), io).then((status) => {
  process.exitCode = status;
});
