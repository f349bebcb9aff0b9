import { Cursor, concat } from './bytes.js';
import { type Inflaters, inflateCertificate } from './compression.js';
import type { Flight, FlightStep } from './flight.js';
import { possessionOf } from './legacyFlight.js';
import { type HandshakeMessage, messageName, messageTypes, readCertificateList } from './messages.js';
import type { Possession } from './possession.js';
import { malformed } from './problem.js';
import { publicKeyOf } from './publicKey.js';
import { finishedFits, hash } from './secrets.js';
import { verifyScheme } from './signatures.js';
import type { RecordCipher } from './suites.js';

/** What a server signs before the transcript hash (RFC 8446 section 4.4.3). */
const signedPrefix = Buffer.from(`${' '.repeat(64)}TLS 1.3, server CertificateVerify\0`, 'latin1');

/** The server's encrypted flight of TLS 1.3 (RFC 8446 section 2). */
export class Tls13Flight implements Flight {
  #certificates: readonly Uint8Array[] | undefined;
  #possession: Possession = { proof: 'failed', reason: 'signature-missing' };
  readonly #transcript: Uint8Array[];

  /** `transcript`: the messages up to the ServerHello; `serverSecret`: its handshake traffic secret. */
  constructor(
    private readonly hashName: RecordCipher['hash'],
    transcript: readonly Uint8Array[],
    private readonly serverSecret: Uint8Array,
    private readonly inflaters: Inflaters,
  ) {
    this.#transcript = [...transcript];
  }

  get certificates(): readonly Uint8Array[] | undefined {
    return this.#certificates;
  }

  accept(message: HandshakeMessage): FlightStep {
    const step = this.#take(message);
    this.#transcript.push(message.raw);
    return step;
  }

  #take(message: HandshakeMessage): FlightStep {
    switch (message.type) {
      case messageTypes.encryptedExtensions:
      case messageTypes.certificateRequest:
        return 'idle';
      case messageTypes.certificate:
        return this.#acceptCertificate(message.body);
      case messageTypes.compressedCertificate: {
        const inflated = inflateCertificate(message.body, this.inflaters);
        return inflated.ok ? this.#acceptCertificate(inflated.value) : inflated.problem;
      }
      case messageTypes.certificateVerify:
        return this.#verify(message.body);
      case messageTypes.finished:
        return this.#finish(message.body);
      default:
        return malformed(messageName(message.type));
    }
  }

  #acceptCertificate(body: Uint8Array): FlightStep {
    const list = readCertificateList(body, true);
    if (!list.ok || this.#certificates) {
      return malformed('Certificate');
    }
    if (list.value.length === 0) {
      return { code: 'no-certificates' };
    }
    this.#certificates = list.value;
    return undefined;
  }

  #verify(body: Uint8Array): FlightStep {
    const cursor = new Cursor(body);
    const scheme = cursor.number(2);
    const signature = cursor.vector(2);
    if (cursor.broken || cursor.left > 0 || !this.#certificates) {
      return malformed('CertificateVerify');
    }
    const key = publicKeyOf(this.#certificates[0]);
    const content = concat(signedPrefix, this.#hash());
    this.#possession = possessionOf(key ? verifyScheme(key, scheme, content, signature) : 'unknown');
    return undefined;
  }

  #finish(body: Uint8Array): FlightStep {
    if (!this.#certificates) {
      return { code: 'no-certificates' };
    }
    const fits = finishedFits(this.hashName, this.serverSecret, this.#hash(), body);
    return fits || this.#possession.proof === 'failed'
      ? this.#possession
      : { proof: 'failed', reason: 'finished-invalid' };
  }

  #hash(): Uint8Array {
    return hash(this.hashName, ...this.#transcript);
  }
}
