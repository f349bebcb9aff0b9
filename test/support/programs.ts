import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';

/** An ordinary user's PATH lacks the folders where mail servers are. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' };

/** What a program printed, whatever its exit status; throws when it is not there. */
export function run(
  program: string,
  args: readonly string[],
  input: string | undefined = '',
): { readonly status: number | null; readonly output: string } {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    env,
    input,
    encoding: 'latin1',
    timeout: 60_000,
  });
  if (error) {
    throw new Error(`${program} cannot be run (${error.message}): install it`);
  }
  return { status, output: stdout + stderr };
}

/** A program that runs until it is stopped. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when the program has printed `text`, rejects when it ends before. */
  printed(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a program; its standard input stays open. */
export function start(program: string, args: readonly string[]): RunningProgram {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let ended = false;
  let wake: () => void = () => undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += `${error.message}: install it`;
      resolve();
    });
    child.once('close', resolve);
  }).then(() => {
    ended = true;
    wake();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('latin1').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
      wake();
    });
  }
  return {
    child,
    async printed(text) {
      while (!output.includes(text)) {
        if (ended) {
          throw new Error(`${program} ended: ${output.slice(-2000)}`);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A loopback port that was free a moment ago, for programs that must be told one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Waits for a program that opens its port some time after its start; rejects when it does not. */
export async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => socket.end(() => resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on ${port}`);
}
