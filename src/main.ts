// The process around the command line: its streams, Ctrl+C and the exit status.

import type { Io, Output } from './cli/io.js';
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
// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));

const io: Io = {
  stdout: output(() => process.stdout),
  stderr: output(() => process.stderr),
  stdin: () => process.stdin,
  now: () => new Date(),
  signal: interrupt.signal,
};

void run(process.argv.slice(2), io).then((status) => {
  process.exitCode = status;
});
