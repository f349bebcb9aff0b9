import { Cursor } from './bytes.js';
import { maximumMessage } from './messages.js';
import type { Read } from './problem.js';
import { malformed } from './problem.js';

type Inflate = (bytes: Uint8Array, limit: number) => unknown;

/** Few servers compress: the library is loaded for the first that does. Hosts older than Node 20.16 offer nothing. */
const zlib = () => process.getBuiltinModule?.('node:zlib');

/** Algorithms of RFC 8879 section 3. Zstandard only where the runtime has it (Node 22.15). */
const algorithms: ReadonlyMap<number, Inflate> = new Map<number, Inflate>([
  [1, (bytes, maxOutputLength) => zlib().inflateSync(bytes, { maxOutputLength })],
  [2, (bytes, maxOutputLength) => zlib().brotliDecompressSync(bytes, { maxOutputLength })],
  [3, (bytes, maxOutputLength) => inflateZstandard(bytes, maxOutputLength)],
]);

function inflateZstandard(bytes: Uint8Array, maxOutputLength: number): unknown {
  const decompress: unknown = Reflect.get(zlib(), 'zstdDecompressSync');
  return typeof decompress === 'function'
    ? Reflect.apply(decompress, undefined, [bytes, { maxOutputLength }])
    : undefined;
}

/** Numbers of the algorithms that this machine can inflate. */
export function offeredCompressions(): readonly number[] {
  if (process.getBuiltinModule === undefined) {
    return [];
  }
  return process.versions['zstd'] === undefined ? [1, 2] : [1, 2, 3];
}

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
