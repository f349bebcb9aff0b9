import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A socket seen through a window: TLS runs over it while `onBytes` sees everything that the peer sent. */
export class Tap extends Duplex {
  constructor(
    private readonly socket: Socket,
    onBytes: (chunk: Uint8Array) => void,
  ) {
    super();
    socket.on('data', (chunk: Buffer) => {
      onBytes(chunk);
      if (!this.push(chunk)) {
        socket.pause();
      }
    });
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  /** Later: a socket that goes while TLS is inside one of its own callbacks takes the process with it. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    setImmediate(() => this.socket.destroy());
    done(error);
  }
}
