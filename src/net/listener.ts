import { createServer, type Server, type Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import { Deadline } from './deadline.js';
import { type CertificateAndKey, newListenerCertificate } from './listenerCertificate.js';
import { acceptingContext, type NewestVersion } from './listenerContext.js';
import { ListenerSession, type SenderConnection } from './listenerSession.js';

export interface ListenerOptions {
  /** Default 127.0.0.1: anything else is a deliberate choice of the user. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** TLS from the first byte instead of STARTTLS. */
  readonly implicit?: boolean;
  /** Default: a self-signed one, made at start. */
  readonly identity?: CertificateAndKey;
  /** Milliseconds for one connection; default 60,000. */
  readonly timeout?: number;
  readonly now: () => Date;
  /** Told each connection that came to a result; never after `close` has begun. */
  readonly onConnection: (connection: SenderConnection) => void;
}

/** A listener that is listening. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Ends every connection; resolves when the port is free again. */
  close(): Promise<void>;
}

/** `reason` says in one or two sentences what to do instead. */
export type ListenResult =
  | { readonly ok: true; readonly listener: Listener }
  | { readonly ok: false; readonly reason: string };

const defaultHost = '127.0.0.1';
const defaultTimeout = 60_000;

/** More senders at once are turned away by the system: each may hold 256 KB. */
const maximumConnections = 256;

/**
 * Waits for sending servers, asks each for its client certificate as Exchange Online does, tells what it sent, and
 * refuses its mail. Never rejects.
 */
export async function listen(options: ListenerOptions): Promise<ListenResult> {
  const host = options.host ?? defaultHost;
  const identity = options.identity ?? (await newListenerCertificate('chainmail-listener.invalid', options.now()));
  const first = acceptingContext(identity, 'TLSv1.3');
  if (!first.ok) {
    return first;
  }
  const controller = new AbortController();
  let newest: NewestVersion = 'TLSv1.3';
  let { context } = first;
  const onSealed = () => {
    const older = acceptingContext(identity, 'TLSv1.2');
    if (newest === 'TLSv1.3' && older.ok) {
      newest = 'TLSv1.2';
      context = older.context;
    }
  };
  const accept = (socket: Socket) => {
    const deadline = new Deadline(options.timeout ?? defaultTimeout, controller.signal);
    const session = new ListenerSession(socket, { implicit: false, ...options, context, onSealed }, deadline);
    void session.run().finally(() => deadline.stop());
  };
  const server = createServer(accept);
  server.maxConnections = maximumConnections;
  return started(server, host, options.port, controller);
}

function started(server: Server, host: string, port: number, controller: AbortController): Promise<ListenResult> {
  return new Promise((resolve) => {
    // Stays: while it listens, a connection that could not be taken must not end it.
    server.on('error', (error) => resolve({ ok: false, reason: cannotListen(error, host, port) }));
    server.listen(port, host, () => {
      const address = server.address();
      const close = () =>
        new Promise<void>((closed) => {
          // Connections take their leave without holding the process: whoever waits for them must.
          const hold = setInterval(() => undefined, 1000);
          server.close(() => {
            clearInterval(hold);
            closed();
          });
          controller.abort();
        });
      const actual = typeof address === 'object' && address ? address.port : port;
      resolve({ ok: true, listener: { host, port: actual, close } });
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return l10n.t('Port {0} of {1} is in use by another program. Choose another port.', port, host);
    case 'EACCES':
      return l10n.t('This user may not listen on port {0}. Choose a port above 1023.', port);
    case 'EADDRNOTAVAIL':
      return l10n.t('{0} is no address of this machine. Choose 127.0.0.1, or one that it has.', host);
    default:
      return l10n.t('Cannot listen on {0}, port {1}: {2}', host, port, error.message);
  }
}
