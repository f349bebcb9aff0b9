import * as l10n from '@vscode/l10n';
import { analysisToJson, captureToJson } from '../chain/json.js';
import { hasErrors } from '../finding.js';
import { type Listener, listen } from '../net/listener.js';
import type { CertificateAndKey } from '../net/listenerCertificate.js';
import type { SenderConnection } from '../net/listenerSession.js';
import { formatTarget, isLoopback } from '../net/target.js';
import { captureText, failureText } from '../report/text.js';
import type { Arguments } from './arguments.js';
import { readInput } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { textStyle } from './output.js';
import { writeFiles } from './outputFiles.js';

const defaultPort = 2525;
const defaultSeconds = 600;

/** `chainmail listen`: until `--count` connections, `--timeout` seconds or Ctrl+C. */
export async function runListen(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length > 0) {
    throw new UsageError(l10n.t('chainmail listen takes options only; chainmail listen --help lists them.'));
  }
  const judge = await Judge.create(args, io);
  const identity = await ownIdentity(args, io);
  const count = args.number('count', 0, 0, 1_000_000);
  const end = new End(args.number('timeout', defaultSeconds, 1, 86_400), count, io.signal);
  let reported = Promise.resolve();
  const results = { connections: 0, errors: false, failures: false };
  const started = await listen({
    port: args.number('port', defaultPort, 0, 65_535),
    host: args.text('bind') ?? '127.0.0.1',
    implicit: args.flag('implicit'),
    ...(identity ? { identity } : {}),
    now: io.now,
    onConnection: (connection) => {
      results.connections += 1;
      reported = reported.then(() => report(connection, judge, args, io, results));
      end.counted();
    },
  });
  if (!started.ok) {
    throw new UsageError(started.reason);
  }
  const { listener } = started;
  await writeCallers(listener, args, io);
  io.stderr.write(
    `${l10n.t('Listening on {0}. Let the sending server deliver a message there; it is refused. Ctrl+C ends.', formatTarget(listener))}\n`,
  );
  if (isLoopback(listener.host)) {
    io.stderr.write(
      `${l10n.t('Only a mail server on this machine reaches that address; --bind ADDRESS opens the listener to others.')}\n`,
    );
  }
  await end.reached;
  await listener.close();
  await reported;
  if (results.connections === 0) {
    io.stderr.write(`${l10n.t('No server connected.')}\n`);
    return exitStatus.undetermined;
  }
  return results.errors ? exitStatus.errorFinding : results.failures ? exitStatus.undetermined : exitStatus.clean;
}

// Without a listener the scripts lead nowhere, and with files in the way nobody waits: one comes with the other.
async function writeCallers(listener: Listener, args: Arguments, io: Io): Promise<void> {
  const folder = args.text('out');
  if (folder === undefined) {
    return;
  }
  const { listenerConnectorFiles } = await import('../powershell/scripts/listenerConnector.js');
  const { host, port } = listener;
  const implicit = args.flag('implicit');
  const files = listenerConnectorFiles({ host, port, implicit, onlyThisMachine: isLoopback(host) });
  try {
    await writeFiles(
      folder,
      files.map(({ fileName, text }) => ({ name: fileName, bytes: Buffer.from(text) })),
      io,
    );
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function report(
  { address, port, result }: SenderConnection,
  judge: Judge,
  args: Arguments,
  io: Io,
  results: { errors: boolean; failures: boolean },
): Promise<void> {
  const name = formatTarget({ host: address, port });
  if (!result.ok) {
    results.failures = true;
    io.stdout.write(
      args.flag('json')
        ? `${JSON.stringify({ target: name, ...result })}\n`
        : `${failureText(name, result.failure, textStyle(io))}\n`,
    );
    return;
  }
  const analysis = await judge.judge(result.capture);
  results.errors ||= hasErrors(analysis.findings);
  results.failures ||= analysis.complete === null;
  io.stdout.write(
    args.flag('json')
      ? `${JSON.stringify({ target: name, ok: true, capture: captureToJson(result.capture), analysis: analysisToJson(analysis) })}\n`
      : `${captureText(name, result.capture, analysis, textStyle(io))}\n`,
  );
}

// The key is used for this listener alone and neither kept nor shown.
async function ownIdentity(args: Arguments, io: Io): Promise<CertificateAndKey | undefined> {
  const [certificate, key] = [args.text('certificate'), args.text('key')];
  if (certificate === undefined && key === undefined) {
    return undefined;
  }
  if (certificate === undefined || key === undefined) {
    throw new UsageError(l10n.t('--certificate and --key belong together: two PEM files.'));
  }
  const decode = async (file: string) => new TextDecoder().decode(await readInput(file, io));
  return { certificate: await decode(certificate), key: await decode(key) };
}

/** When listening ends: whichever comes first. */
class End {
  readonly reached: Promise<void>;
  private resolve: () => void = () => undefined;
  private left: number;

  constructor(seconds: number, count: number, signal: AbortSignal) {
    this.left = count;
    this.reached = new Promise((resolve) => {
      // The listening port holds the process; when it cannot be had, nothing is left to wait for.
      const timer = setTimeout(resolve, seconds * 1000).unref();
      this.resolve = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.resolve, { once: true });
      if (signal.aborted) {
        this.resolve();
      }
    });
  }

  /** One connection has come to its result. */
  counted(): void {
    this.left -= 1;
    if (this.left === 0) {
      this.resolve();
    }
  }
}
