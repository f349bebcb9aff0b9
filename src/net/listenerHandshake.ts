import type { Socket } from 'node:net';
import { type CipherNameAndProtocol, type SecureContext, TLSSocket } from 'node:tls';
import type { TlsSession } from '../chain/capture.js';
import { concat } from '../tls/bytes.js';
import { type ClientFlight, readClientFlight } from '../tls/clientFlight.js';
import { alertName } from '../tls/problem.js';
import { allVersions } from '../tls/versions.js';
import type { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';
import { Tap } from './tap.js';

/** What a handshake with a sender brought. */
export interface SenderHandshake {
  /**
   * Entries of the client's Certificate message, verbatim; empty when it sent an empty list, or resumed a session.
   * Absent when it sent them under keys that are not known.
   */
  readonly certificates?: readonly Uint8Array[];
  readonly session?: Omit<TlsSession, 'possession' | 'possessionReason'>;
  /** To go on with; absent when the handshake failed behind the certificates. */
  readonly socket?: TLSSocket;
}

/** A sender's side of a handshake, in bytes: the library itself takes no list longer than 100 KB. */
const maximumFlight = 256 * 1024;

/**
 * Conducts the server's side of TLS with the host's library and reads beside it what the client sent: the library's own
 * answer is neither complete nor in wire order. Rejects with an `Interruption` when no certificate list was sent.
 */
export async function secureSender(
  socket: Socket,
  secureContext: SecureContext,
  deadline: Deadline,
): Promise<SenderHandshake> {
  const record = new ClientRecord();
  const tap = new Tap(socket, (chunk) => {
    if (!record.add(chunk)) {
      tap.destroy();
    }
  });
  const tls = new TLSSocket(tap, { isServer: true, requestCert: true, rejectUnauthorized: false, secureContext });
  tls.on('keylog', (line: Buffer) => record.learn(line.toString('latin1')));
  const failure = await endOf(tls, deadline);
  const flight = record.stop();
  if (!failure) {
    return afterSuccess(tls, flight);
  }
  // What the library says before it lets go; then the order in which the sockets go matters, see Tap.
  const session = sessionOf(tls);
  setImmediate(() => tls.destroy());
  return afterFailure(record.isFull ? new Interruption('too-large', 'Certificate') : failure, flight, session);
}

/** The client's bytes up to the end of its handshake, and the secret that opens them in TLS 1.3. */
class ClientRecord {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #secret: Uint8Array | undefined;
  #stopped = false;

  /** False when there is too much to be a handshake. */
  add(chunk: Uint8Array): boolean {
    if (!this.#stopped) {
      this.#length += chunk.length;
      this.#chunks.push(chunk);
    }
    return !this.isFull;
  }

  get isFull(): boolean {
    return this.#length > maximumFlight;
  }

  /** A line of the key log: label, client random, secret in hex. */
  learn(line: string): void {
    const [label, , secret] = line.trim().split(' ');
    if (label === 'CLIENT_HANDSHAKE_TRAFFIC_SECRET' && secret !== undefined) {
      this.#secret = Buffer.from(secret, 'hex');
    }
  }

  /** Ends the recording and reads it; bytes and secret are forgotten. */
  stop(): ClientFlight {
    const flight = readClientFlight(concat(...this.#chunks), this.#secret);
    this.#stopped = true;
    this.#chunks = [];
    this.#secret = undefined;
    return flight;
  }
}

/** Resolves when the handshake is over: to why it failed, if it did. */
function endOf(tls: TLSSocket, deadline: Deadline): Promise<Interruption | undefined> {
  return new Promise((resolve) => {
    const forget = deadline.onEnd(settle);
    function settle(failure?: Interruption): void {
      forget?.();
      resolve(failure);
    }
    tls.once('secure', () => settle());
    tls.once('close', () => settle(new Interruption('closed')));
    // Stays: errors may follow the one that ended the handshake, and nobody else listens then.
    tls.on('error', (error) => settle(fromLibrary(error)));
  });
}

/** The library's own verdict on what the client sent. */
function fromLibrary(error: NodeJS.ErrnoException): Interruption {
  const code = error.code ?? '';
  if (/PROTOCOL|VERSION/.test(code)) {
    return new Interruption('alert', 'protocol_version');
  }
  if (/NO_SHARED|NO_SUITABLE/.test(code)) {
    return new Interruption('alert', 'handshake_failure');
  }
  return code.startsWith('ERR_SSL') ? new Interruption('malformed', code) : new Interruption('closed');
}

function afterSuccess(socket: TLSSocket, { certificates }: ClientFlight): SenderHandshake {
  const resumed = socket.isSessionReused();
  const session = sessionOf(socket);
  return {
    socket,
    ...(resumed ? { certificates: [] } : certificates ? { certificates } : {}),
    ...(session ? { session: { ...session, ...(resumed ? { resumed } : {}) } } : {}),
  };
}

/** A list that was sent counts, whatever the library made of it; so does a client's own reason to leave. */
function afterFailure(
  failure: Interruption,
  flight: ClientFlight,
  session: SenderHandshake['session'],
): SenderHandshake {
  if (failure.code === 'cancelled' || failure.code === 'too-large') {
    throw failure;
  }
  if (flight.certificates) {
    return { certificates: flight.certificates, ...(session ? { session } : {}) };
  }
  if (flight.alert !== undefined) {
    throw new Interruption('alert', alertName(flight.alert));
  }
  throw !flight.isTls && failure.code !== 'closed' && failure.code !== 'timeout'
    ? new Interruption('not-tls')
    : failure;
}

/** Version and cipher, once they are agreed. */
function sessionOf(socket: TLSSocket): SenderHandshake['session'] {
  const version = allVersions.find((name) => name === socket.getProtocol());
  // The typings promise an object where there may be none yet.
  const cipher: Partial<CipherNameAndProtocol> | null = socket.getCipher();
  if (version === undefined || cipher?.standardName === undefined) {
    return undefined;
  }
  const serverName: unknown = Reflect.get(socket, 'servername');
  return {
    version,
    cipher: cipher.standardName,
    ...(typeof serverName === 'string' && serverName !== '' ? { serverName } : {}),
  };
}
