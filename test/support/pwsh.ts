// Real PowerShell for the tests: `pwsh` from the PATH, else the .NET tool that test/powershell/.config pins.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = process.cwd();
const folder = path.join(root, 'test', 'powershell');
const home = path.join(root, 'build', 'powershell');

/** What one script run gave. */
export interface Run {
  readonly output: readonly Readonly<Record<string, unknown>>[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly information: readonly string[];
  readonly exitCode: number | null;
  readonly calls: readonly { readonly Command: string; readonly Parameters: Readonly<Record<string, unknown>> }[];
}

/** Nothing but objects came out, with these statuses and this exit code. */
export function assertRun(result: Run, exitCode: number, statuses: readonly string[]): void {
  const { errors, warnings, information } = result;
  assert.deepEqual(
    { statuses: result.output.map((each) => each['Status']), exitCode: result.exitCode, errors, warnings, information },
    { statuses, exitCode, errors: [], warnings: [], information: [] },
  );
}

/** A script parsed, also as Windows would read its bytes in other code pages. */
export interface Parsed {
  /** Equal for scripts that differ only in what strings and comments say. */
  readonly shape: string;
  /** The first parse error or difference between code pages; empty where there is none. */
  readonly problem: string;
}

/** What a script is made of. */
export interface Inspected {
  readonly errors: readonly string[];
  readonly newer: readonly string[];
  readonly commands: readonly { readonly name: string; readonly parameters: readonly string[] }[];
  readonly functions: readonly { readonly name: string; readonly parameters: readonly string[] }[];
  readonly unapproved: readonly string[];
  readonly unused: readonly string[];
  readonly elevated: boolean;
  readonly version: string;
  readonly synopsis: string;
  readonly examples: number;
  readonly described: readonly string[];
  readonly declared: readonly string[];
  readonly emptyCatch: number;
}

export interface RunJob {
  /** The stand-in for the certificate stores. */
  readonly root: string;
  /** A script file with its parameters, or a text as if pasted. */
  readonly path?: string;
  readonly text?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The current folder. */
  readonly folder: string;
  /** Present: the Exchange cmdlets are there, with these objects. */
  readonly exchange?: { readonly certificates?: readonly unknown[]; readonly connectors?: readonly unknown[] };
  readonly exportLosesCertificates?: boolean;
  /** Names of the Windows services that are there. */
  readonly services?: readonly string[];
}

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  HOME: home,
  DOTNET_CLI_HOME: home,
  NUGET_PACKAGES: path.join(home, 'packages'),
  DOTNET_NOLOGO: '1',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_SKIP_FIRST_TIME_EXPERIENCE: '1',
  POWERSHELL_TELEMETRY_OPTOUT: '1',
  POWERSHELL_UPDATECHECK: 'Off',
};

/** The command that starts PowerShell; throws with what to install when there is none. */
function findPowerShell(): readonly [string, ...string[]] {
  mkdirSync(home, { recursive: true });
  if (spawnSync('pwsh', ['-NoProfile', '-Version'], { env: environment }).status === 0) {
    return ['pwsh'];
  }
  const restored = spawnSync('dotnet', ['tool', 'restore'], { cwd: folder, env: environment, encoding: 'utf8' });
  if (restored.status === 0) {
    return ['dotnet', 'tool', 'run', 'pwsh', '--'];
  }
  throw new Error(
    'These tests run real PowerShell 7. Install it so that `pwsh` is on the PATH, or install the .NET 10 SDK, whose ' +
      `\`dotnet tool restore\` brings the pinned version. ${restored.error?.message ?? `${restored.stdout}${restored.stderr}`}`,
  );
}

/** Runs a script by itself and returns what it wrote; throws with its errors where it fails. */
export function runScript(file: string, args: readonly string[]): string {
  const [command, ...first] = findPowerShell();
  const all = [...first, '-NoProfile', '-NonInteractive', '-File', file, ...args];
  const { status, stdout, stderr } = spawnSync(command, all, { cwd: folder, env: environment, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** One PowerShell process that takes jobs one after the other. */
export class PowerShell {
  private readonly waiting: ((line: string) => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly stdin: NodeJS.WritableStream,
    private readonly ended: Promise<void>,
  ) {}

  /** Starts it; `trusted`: PEM of the certificates from which the machine's chain building takes roots and intermediates. */
  static async start(trustedFile: string): Promise<PowerShell> {
    const [command, ...first] = findPowerShell();
    const source = createHash('sha256').update(readFileSync(path.join(folder, 'standIn.cs')));
    const assembly = path.join(home, `standIn-${source.digest('hex').slice(0, 16)}.dll`);
    const args = ['-NoProfile', '-NonInteractive', '-File', path.join(folder, 'driver.ps1'), '-Assembly', assembly];
    const child = spawn(command, [...first, ...args], {
      cwd: folder,
      env: { ...environment, SSL_CERT_FILE: trustedFile, SSL_CERT_DIR: path.join(home, 'no-certificates') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdin, stdout } = child;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const shell = new PowerShell(child, stdin, ended);
    const ready = shell.nextLine();
    createInterface({ input: stdout }).on('line', (line) => shell.waiting.shift()?.(line));
    const line = await ready;
    if (line !== 'ready') {
      child.kill();
      throw new Error(`PowerShell did not start: ${line}`);
    }
    return shell;
  }

  parse(files: readonly string[]): Promise<readonly Parsed[]> {
    return this.ask<readonly Parsed[]>({ kind: 'parse', paths: files });
  }

  /** The strings that a script's expressions state, as UTF-16 code units in hex with blanks between. */
  values(file: string): Promise<readonly string[]> {
    return this.ask<readonly string[]>({ kind: 'values', path: file });
  }

  inspect(file: string): Promise<Inspected> {
    return this.ask<Inspected>({ kind: 'inspect', path: file });
  }

  run(job: RunJob): Promise<Run> {
    const { path: file, text, exchange, parameters, exportLosesCertificates, services } = job;
    return this.ask<Run>({
      kind: 'run',
      root: job.root,
      folder: job.folder,
      path: file ?? null,
      text: text ?? null,
      parameters: parameters ?? {},
      exchange: exchange ? { certificates: exchange.certificates ?? [], connectors: exchange.connectors ?? [] } : null,
      exportLosesCertificates: exportLosesCertificates ?? false,
      services: services ?? [],
    });
  }

  /** Ends the process and waits for its end. */
  async stop(): Promise<void> {
    this.stdin.end();
    await this.ended;
  }

  private async ask<T>(job: object): Promise<T> {
    const answer = this.nextLine();
    this.stdin.write(`${JSON.stringify(job)}\n`);
    const parsed: { value?: T; problem?: string } = JSON.parse(await answer);
    if (parsed.value === undefined) {
      throw new Error(parsed.problem ?? 'PowerShell gave no answer');
    }
    return parsed.value;
  }

  private nextLine(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      void this.ended.then(() => reject(new Error(`PowerShell ended with ${this.child.exitCode}`)));
    });
  }
}
