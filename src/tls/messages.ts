import { ByteQueue, Cursor, concat, number } from './bytes.js';
import type { Problem, Read } from './problem.js';
import { malformed } from './problem.js';

/** Handshake message types (RFC 8446 section 4, RFC 5246 section 7.4, RFC 8879). */
export const messageTypes = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  finished: 20,
  certificateStatus: 22,
  compressedCertificate: 25,
  messageHash: 254,
} as const;

/** One handshake message; `raw` is it with its header, as the transcript hash takes it. */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
  readonly raw: Uint8Array;
}

/** No server needs more for its certificates; the protocol would allow 16 MB. */
export const maximumMessage = 4 * 1024 * 1024;

/** Joins the fragments of handshake records into messages. */
export class MessageReader {
  readonly #queue = new ByteQueue();

  append(fragment: Uint8Array): void {
    this.#queue.append(fragment);
  }

  /** Bytes of a message that is not complete yet. */
  get pending(): number {
    return this.#queue.length;
  }

  /** The next message, `undefined` when more bytes are needed, or a message that is announced too large. */
  next(): HandshakeMessage | Problem | undefined {
    const [type = 0, high = 0, middle = 0, low = 0] = this.#queue.peek(4);
    if (this.#queue.length < 4) {
      return undefined;
    }
    const length = high * 65536 + middle * 256 + low;
    if (length > maximumMessage) {
      return { code: 'too-large', what: messageName(type) };
    }
    if (this.#queue.length < 4 + length) {
      return undefined;
    }
    const raw = this.#queue.take(4 + length);
    return { type, body: raw.subarray(4), raw };
  }
}

/** A handshake message with its header. */
export function writeMessage(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const content = concat(...body);
  return concat(number(1, type), number(3, content.length), content);
}

/** The message's name as the RFCs write it, e.g. `ServerHello`. */
export function messageName(type: number): string {
  const name = Object.entries(messageTypes).find(([, value]) => value === type)?.[0];
  return name === undefined ? `HandshakeType ${type}` : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/**
 * The entries of a Certificate message, in its order; an entry of no bytes stays in its place. TLS 1.3 puts a context
 * before the list and extensions behind each entry (RFC 8446 section 4.4.2).
 */
export function readCertificateList(body: Uint8Array, tls13: boolean): Read<readonly Uint8Array[]> {
  const cursor = new Cursor(body);
  if (tls13) {
    cursor.vector(1);
  }
  const list = new Cursor(cursor.vector(3));
  const entries: Uint8Array[] = [];
  while (list.left > 0) {
    entries.push(list.vector(3));
    if (tls13) {
      list.vector(2);
    }
  }
  if (cursor.broken || list.broken || cursor.left > 0) {
    return { ok: false, problem: malformed('Certificate') };
  }
  return { ok: true, value: entries };
}
