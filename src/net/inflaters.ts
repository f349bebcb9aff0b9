import type { Inflaters } from '../tls/compression.js';

/** Few servers compress their certificates: the library is loaded for the first that does. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** What this runtime can inflate: nothing before Node 20.16, Zstandard from Node 22.15 on. */
export function inflaters(): Inflaters {
  if (process.getBuiltinModule === undefined) {
    return new Map();
  }
  const known: Inflaters = new Map([
    [1, (bytes, maxOutputLength) => zlib().inflateSync(bytes, { maxOutputLength })],
    [2, (bytes, maxOutputLength) => zlib().brotliDecompressSync(bytes, { maxOutputLength })],
  ]);
  return process.versions['zstd'] === undefined ? known : new Map([...known, [3, inflateZstandard]]);
}

/** The typings are those of the oldest Node, which has no Zstandard. */
function inflateZstandard(bytes: Uint8Array, maxOutputLength: number): unknown {
  const decompress: unknown = Reflect.get(zlib(), 'zstdDecompressSync');
  return typeof decompress === 'function'
    ? Reflect.apply(decompress, undefined, [bytes, { maxOutputLength }])
    : undefined;
}
