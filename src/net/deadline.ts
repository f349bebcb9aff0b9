import { setMaxListeners } from 'node:events';
import { Interruption } from './interruption.js';

/** The end of a probe that nothing moves: a point in time, or the user's cancellation before it. */
export class Deadline {
  #ended: Interruption | undefined;
  readonly #listeners = new Set<(interruption: Interruption) => void>();
  readonly #timer: NodeJS.Timeout;
  /** In seconds of `process.uptime()`, which no change of the clock moves and which needs nothing loaded. */
  readonly #endsAt: number;
  readonly #cancel = () => this.#end('cancelled');

  /** `timeout` in milliseconds from now. */
  constructor(
    timeout: number,
    private readonly signal?: AbortSignal,
  ) {
    this.#endsAt = process.uptime() + timeout / 1000;
    this.#timer = setTimeout(() => this.#end('timeout'), timeout);
    if (signal) {
      // Any number of probes may wait for one signal; Node takes more than ten for a leak.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', this.#cancel);
      if (signal.aborted) {
        this.#cancel();
      }
    }
  }

  /** Milliseconds left, never negative. */
  get left(): number {
    return Math.max(0, (this.#endsAt - process.uptime()) * 1000);
  }

  /** Calls `listener` when time is up, at once when it is already; returns what takes it back. */
  onEnd(listener: (interruption: Interruption) => void): () => void {
    if (this.#ended) {
      listener(this.#ended);
    } else {
      this.#listeners.add(listener);
    }
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the timer; the deadline never ends then. */
  stop(): void {
    clearTimeout(this.#timer);
    this.signal?.removeEventListener('abort', this.#cancel);
    this.#listeners.clear();
  }

  #end(code: 'timeout' | 'cancelled'): void {
    if (!this.#ended) {
      const interruption = new Interruption(code);
      this.#ended = interruption;
      for (const listener of this.#listeners) {
        listener(interruption);
      }
    }
  }
}
