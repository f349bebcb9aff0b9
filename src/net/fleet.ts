import type { CaptureResult } from '../chain/capture.js';
import type { ProbeOptions, ProbeTarget } from './probe.js';
import { probeAddresses } from './probeAddresses.js';

export interface FleetOptions extends ProbeOptions {
  /** How many targets are probed at a time; default 16. */
  readonly concurrency?: number;
}

/** A target and what came of it: one result, or several where its addresses differ. */
export interface FleetResult<T extends ProbeTarget> {
  readonly target: T;
  readonly results: readonly CaptureResult[];
}

const defaultConcurrency = 16;

/**
 * Probes many servers and yields each as it completes. Targets are taken one by one as there is room, and no faster
 * than the results are fetched, so that memory does not grow with the list. A cancelled fleet takes no more targets;
 * what was under way is still yielded, as cancelled. Rejects only when the targets themselves cannot be read.
 */
export async function* probeFleet<T extends ProbeTarget>(
  targets: Iterable<T> | AsyncIterable<T>,
  options: FleetOptions,
): AsyncGenerator<FleetResult<T>, void, undefined> {
  const fleet = new Fleet(targets, options);
  try {
    for (let result = await fleet.next(); result; result = await fleet.next()) {
      yield result;
    }
  } finally {
    fleet.stop();
  }
}

class Fleet<T extends ProbeTarget> {
  readonly #source: AsyncGenerator<T, void, undefined>;
  readonly #controller = new AbortController();
  readonly #finished: FleetResult<T>[] = [];
  readonly #room: number;
  readonly #cancel = () => this.#controller.abort();
  #working: number;
  #problem: { readonly error: unknown } | undefined;
  /** Resolved and renewed whenever something happened that someone may wait for. */
  #news = newSignal();

  constructor(
    targets: Iterable<T> | AsyncIterable<T>,
    private readonly options: FleetOptions,
  ) {
    this.#source = oneByOne(targets);
    this.#room = Math.max(1, options.concurrency ?? defaultConcurrency);
    this.#working = this.#room;
    options.signal?.addEventListener('abort', this.#cancel);
    if (options.signal?.aborted) {
      this.#cancel();
    }
    for (let worker = 0; worker < this.#room; worker += 1) {
      void this.#work();
    }
  }

  /** The next result; `undefined` when all are done; rejects with the error of the targets. */
  async next(): Promise<FleetResult<T> | undefined> {
    while (this.#finished.length === 0 && this.#working > 0) {
      await this.#news.promise;
    }
    const result = this.#finished.shift();
    this.#tell();
    if (!result && this.#problem) {
      throw this.#problem.error;
    }
    return result;
  }

  /** Ends what is under way. */
  stop(): void {
    this.options.signal?.removeEventListener('abort', this.#cancel);
    this.#cancel();
    this.#finished.length = 0;
    this.#tell();
    void this.#source.return().catch(() => undefined);
  }

  async #work(): Promise<void> {
    const { signal } = this.#controller;
    try {
      while (!signal.aborted) {
        const { done, value } = await this.#source.next();
        if (done || signal.aborted) {
          break;
        }
        const results = await probeAddresses(value, { ...this.options, signal });
        this.#finished.push({ target: value, results });
        this.#tell();
        while (this.#finished.length >= this.#room && !signal.aborted) {
          await this.#news.promise;
        }
      }
    } catch (error) {
      this.#problem ??= { error };
    }
    this.#working -= 1;
    this.#tell();
  }

  #tell(): void {
    const { resolve } = this.#news;
    this.#news = newSignal();
    resolve();
  }
}

async function* oneByOne<T>(targets: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* targets;
}

function newSignal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
