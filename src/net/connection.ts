import { Socket } from 'node:net';
import type { FailureCode } from '../chain/capture.js';
import type { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';

/** How long a peer may take to close its side after a farewell, in milliseconds. */
const lingerTime = 500;
/** How much it may still send before it is cut off: nobody reads it. */
const lingerBytes = 64 * 1024;

/** A TCP connection that is read by asking; every wait ends at the deadline. */
export class Connection {
  readonly #socket: Socket;
  readonly #chunks: Uint8Array[] = [];
  #ended: { readonly interruption?: Interruption } | undefined;
  #wake: (() => void) | undefined;
  readonly #forget: () => void;
  readonly #onData = (chunk: Buffer) => {
    this.#chunks.push(chunk);
    this.#wake?.();
  };
  readonly #onEnd = () => this.#end({});
  readonly #onError = (error: Error) => this.#end({ interruption: new Interruption(errorCode(error), error.message) });

  /** Over a socket that is connected, or about to be. */
  constructor(socket: Socket, deadline: Deadline) {
    this.#socket = socket;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onError);
    this.#forget = deadline.onEnd((interruption) => this.#end({ interruption }));
  }

  /**
   * Connects to an address within `patience` milliseconds; rejects with an `Interruption`. The socket is made here,
   * not by `net.connect`: VS Code replaces that one to send connections through an HTTP proxy, where SMTP is lost.
   */
  static async open(address: string, port: number, deadline: Deadline, patience = deadline.left): Promise<Connection> {
    const socket = new Socket();
    const connection = new Connection(socket, deadline);
    const timer = setTimeout(() => connection.#end({ interruption: new Interruption('timeout') }), patience);
    try {
      let connected = false;
      socket.setNoDelay(true);
      socket.connect({ host: address, port }, () => {
        connected = true;
        connection.#wake?.();
      });
      while (!connected && !connection.#ended) {
        await connection.#event();
      }
      // A peer that accepts and hangs up at once was connected: reading will tell.
      if (!connected) {
        throw connection.#ended?.interruption ?? new Interruption('closed');
      }
      return connection;
    } catch (error) {
      connection.abandon();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** This machine's address towards the peer. */
  get localAddress(): string {
    return this.#socket.localAddress ?? '127.0.0.1';
  }

  /**
   * The next bytes; `undefined` once the peer closed or reset the connection. Rejects with an `Interruption` when the
   * network failed, and when time is up even if there are bytes: a peer that never stops sending must not hold us.
   */
  async read(): Promise<Uint8Array | undefined> {
    while (this.#chunks.length === 0 && !this.#ended) {
      await this.#event();
    }
    const interruption = this.#ended?.interruption;
    const isOver = interruption?.code === 'timeout' || interruption?.code === 'cancelled';
    if (interruption && (isOver || (this.#chunks.length === 0 && interruption.code !== 'closed'))) {
      throw interruption;
    }
    return this.#chunks.shift();
  }

  /** Whether bytes have arrived that were not read yet. */
  get hasMore(): boolean {
    return this.#chunks.length > 0;
  }

  /** Gives the socket to someone else, who must listen to it at once; nothing here hears of it any more. */
  release(): Socket {
    this.#forget();
    this.#socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onError);
    return this.#socket;
  }

  write(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed) {
      this.#socket.write(bytes);
    }
  }

  /**
   * Says farewell and closes, once whoever waits for the result has it; a peer that does not close its side in return
   * is left. The process need not wait.
   */
  close(farewell: Uint8Array | string): void {
    this.#forget();
    setImmediate(() => this.#leave(farewell));
  }

  #leave(farewell: Uint8Array | string): void {
    let drained = 0;
    this.#socket.off('data', this.#onData).on('data', (chunk: Buffer) => {
      drained += chunk.length;
      if (drained > lingerBytes) {
        this.#socket.destroy();
      }
    });
    this.#socket.end(farewell);
    this.#socket.unref();
    const timer = setTimeout(() => this.#socket.destroy(), lingerTime).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** Closes without a word. */
  abandon(): void {
    this.#forget();
    this.#socket.destroy();
  }

  #event(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #end(how: { readonly interruption?: Interruption }): void {
    this.#ended ??= how;
    this.#wake?.();
  }
}

/** The system's error in the words of a failure. */
function errorCode(error: NodeJS.ErrnoException): FailureCode {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'closed';
    default:
      return 'unreachable';
  }
}
