import { Cursor, concat } from './bytes.js';
import type { Flight, FlightStep } from './flight.js';
import { type HandshakeMessage, messageName, messageTypes, readCertificateList } from './messages.js';
import type { Possession } from './possession.js';
import { malformed } from './problem.js';
import { publicKeyOf } from './publicKey.js';
import { verifyLegacy, verifyScheme } from './signatures.js';
import { type KeyExchange, keyExchange } from './suites.js';

/** What the flight's signature covers besides its own parameters. */
export interface LegacyHandshake {
  readonly suite: number;
  /** Whether signatures name their scheme: TLS 1.2. */
  readonly schemes: boolean;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

/** The server's flight up to TLS 1.2 (RFC 5246 section 7.3): plain text, so that no key is ever agreed. */
export class LegacyFlight implements Flight {
  #certificates: readonly Uint8Array[] | undefined;
  readonly #keyExchange: KeyExchange;

  constructor(private readonly handshake: LegacyHandshake) {
    this.#keyExchange = keyExchange(handshake.suite);
  }

  get certificates(): readonly Uint8Array[] | undefined {
    return this.#certificates;
  }

  accept(message: HandshakeMessage): FlightStep {
    switch (message.type) {
      case messageTypes.certificate:
        return this.#acceptCertificate(message.body);
      case messageTypes.serverKeyExchange:
        return this.#certificates ? this.#verifyKeyExchange(message.body) : { code: 'no-certificates' };
      case messageTypes.serverHelloDone:
        return this.#certificates ? this.#withoutSignature() : { code: 'no-certificates' };
      case messageTypes.certificateStatus:
      case messageTypes.certificateRequest:
      case messageTypes.helloRequest:
        return 'idle';
      default:
        return malformed(messageName(message.type));
    }
  }

  #acceptCertificate(body: Uint8Array): FlightStep {
    const list = readCertificateList(body, false);
    if (!list.ok || this.#certificates) {
      return malformed('Certificate');
    }
    if (list.value.length === 0) {
      return { code: 'no-certificates' };
    }
    this.#certificates = list.value;
    return this.#keyExchange === 'RSA' ? this.#withoutSignature() : undefined;
  }

  #withoutSignature(): Possession {
    switch (this.#keyExchange) {
      case 'RSA':
        return { proof: 'unknown', reason: 'not-shown' };
      case 'unknown':
        return { proof: 'unknown', reason: 'unknown-key' };
      default:
        return { proof: 'failed', reason: 'signature-missing' };
    }
  }

  #verifyKeyExchange(body: Uint8Array): FlightStep {
    const { clientRandom, serverRandom, schemes } = this.handshake;
    const cursor = new Cursor(body);
    const key = publicKeyOf(this.#certificates?.[0]);
    if (!key || !skipParameters(cursor, this.#keyExchange)) {
      return { proof: 'unknown', reason: 'unknown-key' };
    }
    const parameters = body.subarray(0, body.length - cursor.left);
    const scheme = schemes ? cursor.number(2) : undefined;
    const signature = cursor.vector(2);
    if (cursor.broken) {
      return malformed('ServerKeyExchange');
    }
    const content = concat(clientRandom, serverRandom, parameters);
    const verdict =
      scheme === undefined ? verifyLegacy(key, content, signature) : verifyScheme(key, scheme, content, signature);
    return possessionOf(verdict);
  }
}

/** The verdict on the signature as one on possession. */
export function possessionOf(verdict: 'valid' | 'invalid' | 'unknown'): Possession {
  switch (verdict) {
    case 'valid':
      return { proof: 'proved' };
    case 'invalid':
      return { proof: 'failed', reason: 'signature-invalid' };
    default:
      return { proof: 'unknown', reason: 'unknown-key' };
  }
}

const namedCurve = 3;

/** Moves behind the signed parameters; false for a form that is not known (RFC 8422 section 5.4, RFC 5246 section 7.4.3). */
function skipParameters(cursor: Cursor, kind: KeyExchange): boolean {
  if (kind === 'DHE') {
    for (let part = 0; part < 3; part += 1) {
      cursor.vector(2);
    }
    return true;
  }
  if (kind === 'ECDHE' && cursor.number(1) === namedCurve) {
    cursor.number(2);
    cursor.vector(1);
    return true;
  }
  return false;
}
