import type { HandshakeMessage } from './messages.js';
import type { Possession } from './possession.js';
import type { Problem } from './problem.js';

/** What one message of the server's flight leads to: nothing yet, the end, or a problem. */
export type FlightStep = Problem | Possession | 'idle' | undefined;

/** The server's messages behind its ServerHello. */
export interface Flight {
  /** The certificates, once their message was read. */
  readonly certificates: readonly Uint8Array[] | undefined;
  /** `idle` is a message that brings the handshake no nearer to its certificates. */
  accept(message: HandshakeMessage): FlightStep;
}
