import * as l10n from '@vscode/l10n';

/** Bytes that do not follow the expected structure. Raised inside the readers of this folder only; `attempt` turns it into a reason. */
export class DerError extends Error {}

/** The outcome of reading hostile bytes. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Runs a reader and returns the reason where the bytes are not what they should be; other errors are bugs and pass. */
export function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof DerError) {
      return { ok: false, reason: error.message };
    }
    throw error;
  }
}

/** Universal tags that certificates use (X.680 section 8.4). */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag byte of a context-specific element. */
export function contextTag(number: number, constructed = true): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

const maxDepth = 32;

/** One element; a view into the bytes it was read from, which are never copied. */
export class DerElement {
  constructor(
    private readonly bytes: Buffer,
    readonly tag: number,
    readonly start: number,
    readonly contentStart: number,
    readonly contentEnd: number,
    readonly end: number,
  ) {}

  /** Header and content. */
  get encoded(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  get content(): Uint8Array {
    return this.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** The content as text: hex in upper case, UTF-8 with U+FFFD for what is invalid, or one UTF-16 unit a byte. */
  text(encoding: 'hex' | 'utf8' | 'latin1'): string {
    const text = this.bytes.toString(encoding, this.contentStart, this.contentEnd);
    return encoding === 'hex' ? text.toUpperCase() : text;
  }

  /** The elements inside a constructed one, in order. */
  children(): DerElement[] {
    const found: DerElement[] = [];
    for (let at = this.contentStart; at < this.contentEnd; ) {
      const child = elementAt(this.bytes, at, this.contentEnd, 0);
      found.push(child);
      at = child.end;
    }
    return found;
  }

  /** Itself, when it has the tag. */
  expect(tag: number): DerElement {
    if (this.tag !== tag) {
      throw new DerError(l10n.t('something else than expected stands at byte {0}', this.start));
    }
    return this;
  }
}

/** The element that fills the bytes from first to last. */
export function readDer(bytes: Uint8Array): DerElement {
  const element = firstElement(bytes);
  if (element.end !== bytes.length) {
    throw new DerError(l10n.t('{0} bytes follow its end', bytes.length - element.end));
  }
  return element;
}

/** The element that the bytes begin with. */
export function firstElement(bytes: Uint8Array): DerElement {
  return elementAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, 0);
}

// The element that starts at a byte and ends at `limit` at the latest.
function elementAt(bytes: Buffer, start: number, limit: number, depth: number): DerElement {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) {
    throw new DerError(l10n.t('it ends early, at byte {0}', start));
  }
  if ((tag & 0x1f) === 0x1f) {
    throw new DerError(l10n.t('it has an unknown kind of element at byte {0}', start));
  }
  if (first < 0x80) {
    return bounded(bytes, tag, start, start + 2, first, limit);
  }
  if (first === 0x80) {
    return indefinite(bytes, tag, start, limit, depth);
  }
  // Longer length fields than DER allows occur in old certificates and harm nothing: signatures cover the bytes as they are.
  const count = first & 0x7f;
  let length = 0;
  for (let i = 0; i < count; i++) {
    length = length * 256 + (bytes[start + 2 + i] ?? Number.POSITIVE_INFINITY);
  }
  return bounded(bytes, tag, start, start + 2 + count, length, limit);
}

function bounded(bytes: Buffer, tag: number, start: number, contentStart: number, length: number, limit: number) {
  const end = contentStart + length;
  if (!(end <= limit)) {
    throw new DerError(l10n.t('the element at byte {0} is longer than what is left', start));
  }
  return new DerElement(bytes, tag, start, contentStart, end, end);
}

// BER's indefinite length (X.690 section 8.1.3.6), as some tools write PKCS#7.
function indefinite(bytes: Buffer, tag: number, start: number, limit: number, depth: number): DerElement {
  if (depth >= maxDepth || (tag & 0x20) === 0) {
    throw new DerError(l10n.t('the element at byte {0} is longer than what is left', start));
  }
  let at = start + 2;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    at = elementAt(bytes, at, limit, depth + 1).end;
  }
  if (at + 2 > limit) {
    throw new DerError(l10n.t('it ends early, at byte {0}', at));
  }
  return new DerElement(bytes, tag, start, start + 2, at, at + 2);
}

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
