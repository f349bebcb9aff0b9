import type { Socket } from 'node:net';
import { listenOnLoopback, type RunningServer } from './smtpServer.js';

/** The other side of one connection, played by a test. */
export class Peer {
  #received = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(readonly socket: Socket) {
    const wake = () => this.#wake?.();
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      wake();
    });
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.#ended = true;
        wake();
      });
    }
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** The next line without its end; rejects when the client is gone. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end >= 0) {
        return this.#take(end + 2)
          .toString('latin1')
          .trimEnd();
      }
      await this.#more();
    }
  }

  /** The next TLS record, whole. */
  async record(): Promise<Uint8Array> {
    for (;;) {
      const length = this.#received.length >= 5 ? 5 + this.#received.readUInt16BE(3) : Number.POSITIVE_INFINITY;
      if (this.#received.length >= length) {
        return this.#take(length);
      }
      await this.#more();
    }
  }

  /** Plays the server's part up to the point where TLS begins. */
  async startTls(): Promise<void> {
    this.send('220 demo.example ESMTP\r\n');
    await this.line();
    this.send('250-demo.example\r\n250 STARTTLS\r\n');
    await this.line();
    this.send('220 go ahead\r\n');
  }

  #take(length: number): Buffer {
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#ended) {
      throw new Error('the client is gone');
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Plays `script` to every client; that a client leaves early is no error. */
export function serveScript(script: (peer: Peer) => Promise<void>, host?: string, port = 0): Promise<RunningServer> {
  return listenOnLoopback((socket) => void script(new Peer(socket)).catch(() => undefined), port, host);
}
