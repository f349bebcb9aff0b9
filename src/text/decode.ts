// Logs and exports come in whatever encoding the tool that wrote them preferred: PowerShell 5.1 redirects to UTF-16,
// the Exchange shell exports UTF-8 with a mark, older tools use the machine's code page.

const sampleSize = 4096;

// As a stream: half a character at the end of a truncated file is no reason to doubt the rest, and no character.
const cutOff = { stream: true };

/** UTF-16 without a mark shows as zero bytes at every other place, since protocol text is ASCII. */
function zeroPattern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const size = Math.min(bytes.length, sampleSize) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < size; i += 2) {
    even += bytes[i] === 0 ? 1 : 0;
    odd += bytes[i + 1] === 0 ? 1 : 0;
  }
  const half = size / 4;
  if (odd > half && even < odd / 4) {
    return 'utf-16le';
  }
  return even > half && odd < even / 4 ? 'utf-16be' : undefined;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, cutOff);
  } catch {
    return undefined;
  }
}

/** The encoding by byte order mark or by the pattern of zero bytes; UTF-8 where neither says otherwise. */
export function utfEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) {
    return 'utf-16le';
  }
  if (head[0] === 0xfe && head[1] === 0xff) {
    return 'utf-16be';
  }
  return zeroPattern(head) ?? 'utf-8';
}

/**
 * The text of a file: UTF-16 or UTF-8, with or without a mark (which is removed), else Windows-1252.
 * An OEM code page reads wrongly outside ASCII, where nothing that is looked for stands. Never throws.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = utfEncoding(bytes);
  if (encoding !== 'utf-8') {
    return new TextDecoder(encoding).decode(bytes, cutOff);
  }
  return decodeStrictly(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}
