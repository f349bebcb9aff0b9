import { Cursor } from './bytes.js';
import { maximumMessage } from './messages.js';
import type { Read } from './problem.js';
import { malformed } from './problem.js';

/**
 * What the host can inflate, by the number of the algorithm (RFC 8879 section 3). Each gives at most `limit` bytes, and
 * may throw on what is no such stream.
 */
export type Inflaters = ReadonlyMap<number, (bytes: Uint8Array, limit: number) => unknown>;

/** The body of the Certificate message in a CompressedCertificate, never more than it announced. */
export function inflateCertificate(body: Uint8Array, inflaters: Inflaters): Read<Uint8Array> {
  const cursor = new Cursor(body);
  const inflate = inflaters.get(cursor.number(2));
  const length = cursor.number(3);
  const compressed = cursor.vector(3);
  if (length > maximumMessage) {
    return { ok: false, problem: { code: 'too-large', what: 'CompressedCertificate' } };
  }
  if (inflate && !cursor.broken && length > 0) {
    try {
      const inflated = inflate(compressed, length);
      if (inflated instanceof Uint8Array && inflated.length === length) {
        return { ok: true, value: inflated };
      }
    } catch {
      // Told apart from other broken messages by nothing that would help the administrator.
    }
  }
  return { ok: false, problem: malformed('CompressedCertificate') };
}
