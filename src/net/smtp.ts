import type { FailureCode } from '../chain/capture.js';

/** One SMTP reply (RFC 5321 section 4.2): its code and the text of each line. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** What a peer of good will may need before TLS, in bytes; more is not even kept. */
const maximumDialogue = 64 * 1024;

const lineFeed = 10;

/** Cuts a peer's bytes into lines, whatever the segments were; lines may end in LF alone. */
export class LineReader {
  #pending = Buffer.alloc(0);
  #searched = 0;
  #received = 0;

  append(chunk: Uint8Array): void {
    this.#received += chunk.length;
    if (this.#received <= maximumDialogue) {
      this.#pending = Buffer.concat([this.#pending, chunk]);
    }
  }

  /** Whether the peer sent more than is kept. */
  get isFull(): boolean {
    return this.#received > maximumDialogue;
  }

  /** Whether bytes came that belong to no line taken so far. */
  get hasMore(): boolean {
    return this.#pending.length > 0;
  }

  /** The first byte behind the lines taken so far. */
  get firstByte(): number | undefined {
    return this.#pending[0];
  }

  /** The next line without its end, `undefined` when more bytes are needed. */
  next(): string | undefined {
    const end = this.#pending.indexOf(lineFeed, this.#searched);
    if (end < 0) {
      this.#searched = this.#pending.length;
      return undefined;
    }
    const line = this.#pending.subarray(0, end).toString('utf8').replace(/\r$/, '');
    this.#pending = this.#pending.subarray(end + 1);
    this.#searched = 0;
    return line;
  }
}

/** Joins a server's lines into replies. */
export class ReplyReader {
  readonly #reader = new LineReader();
  #lines: string[] = [];
  #code: number | undefined;

  /** `onLine` is told each line, for the transcript. */
  constructor(private readonly onLine: (line: string) => void) {}

  append(chunk: Uint8Array): void {
    this.#reader.append(chunk);
  }

  /** Whether bytes came that belong to no reply asked for so far. */
  get hasMore(): boolean {
    return this.#reader.hasMore;
  }

  /** The next reply, `undefined` when more bytes are needed, or why this is no SMTP. */
  next(): Reply | FailureCode | undefined {
    for (let line = this.#reader.next(); line !== undefined; line = this.#reader.next()) {
      this.onLine(line);
      const parts = /^(\d{3})(?:([ -])(.*))?$/s.exec(line);
      const code = Number(parts?.[1]);
      if (!parts || (this.#code !== undefined && this.#code !== code)) {
        return 'not-smtp';
      }
      this.#code = code;
      this.#lines.push(parts[3] ?? '');
      if (parts[2] !== '-') {
        const reply = { code, lines: this.#lines };
        this.#lines = [];
        this.#code = undefined;
        return reply;
      }
    }
    return this.#reader.isFull ? 'too-large' : this.#isForeign() ? 'not-smtp' : undefined;
  }

  /** A first byte that is no digit needs no line end to be judged: TLS and other protocols may send none. */
  #isForeign(): boolean {
    const { firstByte } = this.#reader;
    return firstByte !== undefined && (firstByte < 0x30 || firstByte > 0x39);
  }
}

/** Keywords of an EHLO reply in upper case. The first line is the server's greeting, not a keyword (RFC 5321 section 4.1.1.1). */
export function capabilities(reply: Reply): ReadonlySet<string> {
  return new Set(reply.lines.slice(1).map((line) => line.trim().split(/\s+/)[0]?.toUpperCase() ?? ''));
}

/**
 * What the client calls itself: an address literal of its own socket (RFC 5321 section 4.1.3). It is true and valid
 * everywhere, where a host name might be neither, and would tell the server how this machine is called.
 */
export function addressLiteral(address: string): string {
  const [plain = address] = address.split('%');
  return plain.includes(':') ? `[IPv6:${plain}]` : `[${plain}]`;
}
