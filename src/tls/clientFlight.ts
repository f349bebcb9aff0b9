import { type HandshakeMessage, MessageReader, messageTypes, readCertificateList } from './messages.js';
import { contentTypes, RecordReader, type TlsRecord } from './records.js';
import { innerContent, RecordProtection, supportsCipher } from './secrets.js';
import { recordCiphersWith } from './suites.js';

/** What a client's side of a handshake says, as far as it could be read. */
export interface ClientFlight {
  /** The bytes begin with a ClientHello. */
  readonly isTls: boolean;
  /** Entries of the Certificate message, verbatim; absent where there was none, or none that could be read. */
  readonly certificates?: readonly Uint8Array[];
  /** The alert by which the client ended the handshake. */
  readonly alert?: number;
  /** There are records whose keys are not known. */
  readonly isSealed: boolean;
}

/**
 * Reads what a client sent up to the end of its handshake. `secret` is the client handshake traffic secret of TLS 1.3;
 * without one, records behind ChangeCipherSpec stay closed, where TLS 1.2 sends nothing but Finished. Never throws.
 */
export function readClientFlight(bytes: Uint8Array, secret?: Uint8Array): ClientFlight {
  const reader = new ClientFlightReader(secret);
  const records = new RecordReader();
  records.append(bytes);
  for (let record = records.next(); record && !('code' in record); record = records.next()) {
    if (!reader.take(record)) {
      break;
    }
  }
  return reader.flight;
}

class ClientFlightReader {
  flight: ClientFlight = { isTls: false, isSealed: false };
  readonly #messages = new MessageReader();
  #protection: RecordProtection | undefined;

  constructor(private readonly secret: Uint8Array | undefined) {}

  /** False when nothing behind this record belongs to the handshake. */
  take(record: TlsRecord): boolean {
    switch (record.type) {
      case contentTypes.changeCipherSpec:
        return this.secret !== undefined;
      case contentTypes.applicationData:
        return this.#open(record);
      default:
        return this.#takeContent(record.type, record.fragment);
    }
  }

  #open({ header, fragment }: TlsRecord): boolean {
    const opened = this.#protection ? this.#protection.open(header, fragment) : this.#tryCiphers(header, fragment);
    const inner = opened && innerContent(opened);
    if (!inner) {
      this.flight = { ...this.flight, isSealed: true };
      return false;
    }
    return this.#takeContent(inner.type, inner.content);
  }

  /** The hash follows from the secret's length; the first record tells which of its ciphers it is. */
  #tryCiphers(header: Uint8Array, fragment: Uint8Array): Uint8Array | undefined {
    const { secret } = this;
    for (const cipher of secret ? recordCiphersWith(secret.length === 48 ? 'sha384' : 'sha256') : []) {
      const protection = secret && supportsCipher(cipher.algorithm) ? new RecordProtection(cipher, secret) : undefined;
      const opened = protection?.open(header, fragment);
      if (opened) {
        this.#protection = protection;
        return opened;
      }
    }
    return undefined;
  }

  #takeContent(type: number, content: Uint8Array): boolean {
    if (type === contentTypes.alert) {
      const [, alert] = content;
      this.flight = { ...this.flight, ...(alert === undefined || content.length !== 2 ? {} : { alert }) };
      return false;
    }
    this.#messages.append(content);
    for (let message = this.#messages.next(); message; message = this.#messages.next()) {
      if ('code' in message || !this.#takeMessage(message)) {
        return false;
      }
    }
    return true;
  }

  #takeMessage({ type, body }: HandshakeMessage): boolean {
    if (type === messageTypes.clientHello) {
      this.flight = { ...this.flight, isTls: true };
    } else if (type === messageTypes.certificate) {
      const list = readCertificateList(body, this.secret !== undefined);
      this.flight = { ...this.flight, ...(list.ok ? { certificates: list.value } : {}) };
    }
    return this.flight.isTls && type !== messageTypes.finished;
  }
}
