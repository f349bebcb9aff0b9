// The probe against openssl and Node's own TLS on the same server, and the command line against a bare Node.
//   npm run build -- --production && npm run bench -- probe
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { probe } from '../src/net/probe.js';
import { type KeyKind, makeChain } from '../test/support/pki.js';
import { startSmtpServer } from '../test/support/smtpServer.js';

const cli = path.join('dist', 'cli.js');
const host = '127.0.0.1';

/** The server's process: both sides of every comparison talk to one like it. */
async function serve(kind: KeyKind): Promise<void> {
  const { leaf, intermediate } = makeChain(kind);
  // Every address of 127.0.0.0/8 is this machine: a thousand targets need no thousand ports.
  const server = await startSmtpServer({ leaf, chain: [intermediate], host: '0.0.0.0' });
  process.send?.(server.port);
  process.once('disconnect', () => process.exit(0));
}

async function withServer(kind: KeyKind, run: (port: number) => Promise<void>): Promise<void> {
  const child: ChildProcess = fork(process.argv[1] ?? '', ['serve', kind]);
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  try {
    await run(port);
  } finally {
    child.disconnect();
  }
}

const median = (times: readonly number[]) =>
  times.toSorted((one, other) => one - other)[times.length >> 1] ?? Number.NaN;

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Medians of each, taken in turn so that the machine's moods hit all alike, with pauses in which the server tidies up. */
async function inTurn(runs: readonly (() => unknown)[], warmUp: number, rounds: number): Promise<readonly number[]> {
  const times: number[][] = runs.map(() => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, run] of runs.entries()) {
      const time = await timed(run);
      if (round >= 0) {
        times[index]?.push(time);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  return times.map(median);
}

/** What a program on Node's TLS has to do for the same certificates. */
function viaTlsConnect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = ['EHLO client.example\r\n', 'STARTTLS\r\n'];
    const socket = connect({ host, port });
    socket.on('error', reject);
    const onData = () => {
      const line = lines.shift();
      if (line !== undefined) {
        socket.write(line);
        return;
      }
      socket.off('data', onData);
      const tls = connectTls({ socket, rejectUnauthorized: false }, () => {
        tls.getPeerCertificate(true);
        tls.end();
        resolve();
      });
      tls.on('error', reject);
    };
    socket.on('data', onData);
  });
}

function viaOpenssl(port: number): void {
  const args = ['s_client', '-starttls', 'smtp', '-showcerts', '-connect', `${host}:${port}`];
  spawnSync('openssl', args, { input: 'QUIT\n' });
}

const ms = (time: number) => `${time.toFixed(2)} ms`;
const ratio = (one: number, other: number) => (one / other).toFixed(2);

async function inProcess(kind: KeyKind): Promise<void> {
  await withServer(kind, async (port) => {
    const once = async () => {
      const result = await probe({ host, port, security: 'starttls' }, { timeout: 5000, now: () => new Date() });
      if (!result.ok) {
        throw new Error(result.failure.message);
      }
    };
    const [own = 0, node = 0] = await inTurn([once, () => viaTlsConnect(port)], 100, 300);
    const [openssl = 0] = await inTurn([() => viaOpenssl(port)], 2, 20);
    console.log(
      `probe in process, ${kind}: ${ms(own)}; of tls.connect (${ms(node)}) ${ratio(own, node)}; of openssl (${ms(openssl)}) ${ratio(own, openssl)}`,
    );
  });
}

async function wholeProcess(): Promise<void> {
  await withServer('rsa', async (port) => {
    const node = (...args: readonly string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });
    const [own = 0, bare = 0, openssl = 0] = await inTurn(
      [() => node(cli, 'probe', `${host}:${port}`), () => node('-e', '0'), () => viaOpenssl(port)],
      3,
      25,
    );
    console.log(
      `command line, one host: ${ms(own)}; of node -e 0 (${ms(bare)}) ${ratio(own, bare)}; of openssl (${ms(openssl)}) ${ratio(own, openssl)}`,
    );
  });
}

const targets = 1000;

async function fleet(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-bench-'));
  try {
    await withServer('p256', async (port) => {
      const list = Array.from({ length: targets }, (_, at) => `127.1.${at >> 8}.${at & 255}:${port}`).join('\n');
      const file = path.join(folder, 'targets');
      writeFileSync(file, `${list}\n`);
      const peak = 'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
      let memory = 0;
      const own = await timed(async () => {
        const { stdout, stderr } = await outputOf(process.execPath, [
          '--import',
          peak,
          cli,
          'probe',
          '--from',
          file,
          '--ndjson',
        ]);
        memory = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
        const done = stdout.split('\n').filter((line) => line.includes('"ok":true')).length;
        if (done !== targets) {
          throw new Error(`${done} of ${targets}: ${stderr}`);
        }
      });
      const command = `xargs -P 8 -I TARGET sh -c 'echo QUIT | openssl s_client -starttls smtp -showcerts -connect TARGET >/dev/null 2>&1' < ${file}`;
      const openssl = await timed(() => outputOf('sh', ['-c', command]));
      console.log(
        `command line, ${targets} hosts: ${ms(own)}, peak ${memory.toFixed(0)} MB; xargs -P 8 openssl (${ms(openssl)}) takes ${ratio(openssl, own)} times as long`,
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function outputOf(
  program: string,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', () => resolve({ stdout, stderr }));
  });
}

async function run(): Promise<void> {
  await inProcess('p256');
  await inProcess('rsa');
  await wholeProcess();
  await fleet();
}

const [verb, kind] = process.argv.slice(2);
void (verb === 'serve' ? serve(kind === 'rsa' ? 'rsa' : 'p256') : run());
