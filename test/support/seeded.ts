/** A reproducible stream of numbers in [0, 1), by mulberry32: fuzz tests must fail the same way twice. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A copy of `bytes` with a few of them changed, removed or repeated. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let result = Buffer.from(bytes);
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
    const at = Math.floor(random() * result.length);
    const end = at + Math.floor(random() * 8);
    switch (Math.floor(random() * 4)) {
      case 0:
        result = Buffer.concat([result.subarray(0, at), result.subarray(end)]);
        break;
      case 1:
        result = Buffer.concat([result.subarray(0, end), result.subarray(at)]);
        break;
      default:
        result[at] = Math.floor(random() * 256);
    }
  }
  return result;
}

/** `bytes` cut at random places. */
export function segmented(bytes: Uint8Array, random: () => number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() * random() * 600);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** How many rounds a fuzz test runs: `usual` in the suite, more where `npm run fuzz` asks for them. */
export function fuzzRounds(usual: number): number {
  return usual * Number(process.env['CHAINMAIL_FUZZ_FACTOR'] ?? 1);
}
