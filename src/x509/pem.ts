/** One PEM block (RFC 7468). */
export interface PemBlock {
  /** The words after BEGIN, e.g. `CERTIFICATE`. */
  readonly label: string;
  readonly der: Uint8Array;
  /** The END line is missing: the file was cut off. */
  readonly cutOff: boolean;
}

const begin = '-----BEGIN ';
const dashes = '-----';

/** The PEM blocks of a text, in order. Text around them, line ends and line lengths do not matter. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
    const labelEnd = text.indexOf(dashes, at + begin.length);
    const bodyStart = labelEnd + dashes.length;
    const label = text.slice(at + begin.length, labelEnd);
    if (labelEnd < 0 || label.length > 64) {
      at += begin.length;
      continue;
    }
    // The body of a block ends where the next line of dashes begins, whatever that says.
    const next = text.indexOf(dashes, bodyStart);
    const bodyEnd = next < 0 ? text.length : next;
    const cutOff = !text.startsWith(`-----END ${label}-----`, bodyEnd);
    blocks.push({ label, der: Buffer.from(text.slice(bodyStart, bodyEnd), 'base64'), cutOff });
    at = bodyEnd;
  }
  return blocks;
}

/** DER as a PEM block with a final line end. */
export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `${begin}${label}-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}
