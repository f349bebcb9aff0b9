/**
 * Reads big-endian numbers and length-prefixed vectors (RFC 8446 section 3). It never throws: reading past the end
 * yields zeros and empty bytes and sets `broken`, which the caller looks at once, at the end.
 */
export class Cursor {
  #at = 0;
  #broken = false;

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether something was read that is not there. */
  get broken(): boolean {
    return this.#broken;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#broken ? 0 : this.bytes.length - this.#at;
  }

  /** The bytes that are left, a view. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.bytes.length - this.left);
  }

  /** An unsigned number of `size` bytes, at most four. */
  number(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The next `length` bytes, a view. */
  take(length: number): Uint8Array {
    if (length > this.left) {
      this.#broken = true;
      return new Uint8Array(0);
    }
    const start = this.#at;
    this.#at += length;
    return this.bytes.subarray(start, this.#at);
  }

  /** The bytes of a vector whose length stands before it in `size` bytes. */
  vector(size: number): Uint8Array {
    return this.take(this.number(size));
  }
}

/** Collects bytes as they arrive and gives them away from the front, without copying the rest again each time. */
export class ByteQueue {
  #bytes = new Uint8Array(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * (this.length + chunk.length), 1024));
      grown.set(this.peek(this.length));
      this.#end = this.length;
      this.#start = 0;
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The first `length` bytes (fewer when there are fewer), a view that the next `append` may invalidate. */
  peek(length: number): Uint8Array {
    return this.#bytes.subarray(this.#start, Math.min(this.#start + length, this.#end));
  }

  /** Removes the first `length` bytes and returns a copy of them. */
  take(length: number): Uint8Array {
    const taken = this.peek(length).slice();
    this.#start += taken.length;
    return taken;
  }
}

/** `value` as `size` big-endian bytes. */
export function number(size: number, value: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = size - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256;
  }
  return bytes;
}

/** The parts one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** The parts with their common length before them in `size` bytes. */
export function vector(size: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  return concat(number(size, content.length), content);
}

/** Whether both hold the same bytes. Nothing secret is compared with it. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
