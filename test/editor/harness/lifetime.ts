// Everything that a run starts or creates, so that nothing of it is left behind: processes, temporary folders, servers.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Release = () => void | Promise<void>;

const graceMilliseconds = 3_000;

/** Owns what is added to it and releases it, last first, when the run closes or a signal ends it. */
export class Lifetime {
  readonly #releases: Release[] = [];
  #closing: Promise<void> | undefined;

  add(release: Release): void {
    this.#releases.push(release);
  }

  /** A folder below the system's temporary one; removed in the end. */
  temporaryFolder(): string {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'chainmail-')));
    this.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    return folder;
  }

  /** Starts a program in a process group of its own; the whole group is ended in the end. */
  start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    this.add(() => endGroup(child, ended));
    return child;
  }

  /** Releases everything; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#releaseAll();
    return this.#closing;
  }

  /**
   * Closes when the process is asked to end, or when its parent is gone: npm passes SIGTERM to its shell only. Then ends
   * the process with the status that a shell expects of that signal.
   */
  closeOnSignals(): void {
    const end = (status: number): void => void this.close().finally(() => process.exit(status));
    for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
      // Stays: a second signal must not cut the cleaning short.
      process.on(signal, () => end(status));
    }
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) {
        end(143);
      }
    }, 1_000).unref();
  }

  async #releaseAll(): Promise<void> {
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release();
      } catch (error) {
        // The others must still be released.
        console.error(`Could not clean up: ${String(error)}`);
      }
    }
  }
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds);
  await ended;
  clearTimeout(timer);
  // Its own children may outlive the leader.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // Already gone.
  }
}

/** Runs a program's main part and releases what it made, however it ends; an error is printed and gives exit status 1. */
export async function withLifetime(run: (lifetime: Lifetime) => Promise<void>): Promise<void> {
  const lifetime = new Lifetime();
  lifetime.closeOnSignals();
  try {
    await run(lifetime);
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  } finally {
    await lifetime.close();
  }
}
