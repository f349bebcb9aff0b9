import { ByteQueue, concat, number } from './bytes.js';
import type { Problem } from './problem.js';
import { malformed } from './problem.js';

/** Content types of RFC 8446 section 5.1. */
export const contentTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** One record as on the wire; `header` is the additional data of TLS 1.3's encryption. */
export interface TlsRecord {
  readonly type: number;
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

const headerLength = 5;
/** 2^14 and the expansion that TLS 1.2 allows (RFC 5246 section 6.2.3); TLS 1.3 allows less. */
const maximumFragment = 2 ** 14 + 2048;

/** Cuts the byte stream into records, whatever the segments were. */
export class RecordReader {
  readonly #queue = new ByteQueue();
  #first = true;

  append(chunk: Uint8Array): void {
    this.#queue.append(chunk);
  }

  /** The next record, `undefined` when more bytes are needed, or why this is no TLS. */
  next(): TlsRecord | Problem | undefined {
    const [type = 0, major, minor, high = 0, low = 0] = this.#queue.peek(headerLength);
    if (this.#queue.length > 0) {
      const problem = this.#judge(type, major, minor);
      if (problem) {
        return problem;
      }
    }
    if (this.#queue.length < headerLength) {
      return undefined;
    }
    const length = high * 256 + low;
    if (length > maximumFragment) {
      return malformed('TLSPlaintext');
    }
    if (this.#queue.length < headerLength + length) {
      return undefined;
    }
    this.#first = false;
    return { type, header: this.#queue.take(headerLength), fragment: this.#queue.take(length) };
  }

  /** Judges as soon as a byte says so: a server that speaks plain text may send three of them and wait. */
  #judge(type: number, major: number | undefined, minor: number | undefined): Problem | undefined {
    const isRecord = type >= contentTypes.changeCipherSpec && type <= contentTypes.applicationData;
    if (!isRecord || (major !== undefined && major !== 3)) {
      return this.#first ? { code: 'not-tls', ssl3: false } : malformed('TLSPlaintext');
    }
    const isSsl3 = minor === 0 && type === contentTypes.handshake && this.#first;
    return isSsl3 ? { code: 'not-tls', ssl3: true } : undefined;
  }
}

/** A plain record around `fragment`. */
export function writeRecord(type: number, version: number, fragment: Uint8Array): Uint8Array {
  return concat(number(1, type), number(2, version), number(2, fragment.length), fragment);
}
