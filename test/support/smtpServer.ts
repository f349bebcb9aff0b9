// A small SMTP server with STARTTLS for the tests and the demo: it sends exactly the certificates it is given.
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Issued } from './pki.js';

export interface SmtpServerOptions {
  /** Certificates to send after the leaf, verbatim and in this order. */
  readonly leaf: Issued;
  readonly chain?: readonly Issued[];
  /** A second certificate, of another kind of key: the client's wishes decide. */
  readonly second?: Issued;
  readonly implicit?: boolean;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly requestCert?: boolean;
  readonly ciphers?: string;
  readonly greeting?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly host?: string;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Ends the server and every connection. */
  close(): Promise<void>;
}

/** Listens on a loopback port and serves every connection with its own sockets. */
export async function listenOnLoopback(
  serve: (socket: Socket) => void,
  port = 0,
  host = '127.0.0.1',
): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('no TCP address');
  }
  return {
    host,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

/** Starts the server. */
export function startSmtpServer(options: SmtpServerOptions): Promise<RunningServer> {
  const secureContext = createSecureContext({
    cert: [
      [options.leaf, ...(options.chain ?? [])].map((each) => each.pem).join(''),
      ...(options.second ? [options.second.pem] : []),
    ],
    key: [options.leaf, ...(options.second ? [options.second] : [])].map((each) => each.keyPem),
    minVersion: options.minVersion ?? 'TLSv1.2',
    maxVersion: options.maxVersion ?? 'TLSv1.3',
    ...(options.ciphers ? { ciphers: options.ciphers } : {}),
  });
  const secure = (socket: Socket): void => {
    const tls = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      requestCert: options.requestCert ?? false,
      rejectUnauthorized: false,
    });
    tls.on('error', () => undefined);
    if (options.implicit) {
      tls.write(`${options.greeting ?? '220 demo.example ESMTP'}\r\n`);
    }
    speak(tls, undefined);
  };
  return listenOnLoopback(
    (socket) => {
      if (options.implicit) {
        secure(socket);
        return;
      }
      socket.write(`${options.greeting ?? '220 demo.example ESMTP'}\r\n`);
      speak(socket, () => secure(socket));
    },
    options.port,
    options.host,
  );
}

function speak(socket: Socket, startTls: (() => void) | undefined): void {
  let pending = '';
  const onData = (chunk: Buffer): void => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = pending.slice(0, end).trim();
      pending = pending.slice(end + 1);
      const verb = line.split(' ')[0]?.toUpperCase();
      if (verb === 'EHLO') {
        socket.write(`250-demo.example\r\n250-SIZE 1000000\r\n${startTls ? '250-STARTTLS\r\n' : ''}250 8BITMIME\r\n`);
      } else if (verb === 'STARTTLS' && startTls) {
        socket.off('data', onData);
        socket.write('220 2.0.0 Ready to start TLS\r\n');
        startTls();
        return;
      } else if (verb === 'QUIT') {
        socket.end('221 2.0.0 Bye\r\n');
      } else {
        socket.write('502 5.5.1 Not implemented\r\n');
      }
    }
  };
  socket.on('data', onData);
}
