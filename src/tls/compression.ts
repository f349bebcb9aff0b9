import * as zlib from 'node:zlib';
import { Cursor } from './bytes.js';
import { maximumMessage } from './messages.js';
import type { Read } from './problem.js';
import { malformed } from './problem.js';

type Inflate = (bytes: Uint8Array, limit: number) => unknown;

/** Algorithms of RFC 8879 section 3. Zstandard only where the runtime has it (Node 22.15). */
const algorithms: ReadonlyMap<number, Inflate> = new Map([
  [1, (bytes, maxOutputLength) => zlib.inflateSync(bytes, { maxOutputLength })],
  [2, (bytes, maxOutputLength) => zlib.brotliDecompressSync(bytes, { maxOutputLength })],
  ...zstandard(),
]);

function zstandard(): readonly (readonly [number, Inflate])[] {
  const decompress: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  return typeof decompress === 'function'
    ? [[3, (bytes, maxOutputLength) => Reflect.apply(decompress, undefined, [bytes, { maxOutputLength }])]]
    : [];
}

/** Numbers of the algorithms that this machine can inflate. */
export const offeredCompressions: readonly number[] = [...algorithms.keys()];

/** The body of the Certificate message in a CompressedCertificate, never more than it announced. */
export function inflateCertificate(body: Uint8Array): Read<Uint8Array> {
  const cursor = new Cursor(body);
  const inflate = algorithms.get(cursor.number(2));
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
