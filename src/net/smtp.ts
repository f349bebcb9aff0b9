import type { FailureCode } from '../chain/capture.js';

/** One SMTP reply (RFC 5321 section 4.2): its code and the text of each line. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Replies are bounded to what a server of good will may need; the limit counts everything before TLS. */
const maximumDialogue = 64 * 1024;

const lineFeed = 10;

/** Cuts the server's bytes into lines and replies, whatever the segments were; lines may end in LF alone. */
export class ReplyReader {
  #pending = Buffer.alloc(0);
  #searched = 0;
  #received = 0;
  #lines: string[] = [];
  #code: number | undefined;

  /** `onLine` is told each line, for the transcript. */
  constructor(private readonly onLine: (line: string) => void) {}

  append(chunk: Uint8Array): void {
    this.#received += chunk.length;
    if (this.#received <= maximumDialogue) {
      this.#pending = Buffer.concat([this.#pending, chunk]);
    }
  }

  /** Whether bytes came that belong to no reply asked for so far. */
  get hasMore(): boolean {
    return this.#pending.length > 0;
  }

  /** The next reply, `undefined` when more bytes are needed, or why this is no SMTP. */
  next(): Reply | FailureCode | undefined {
    for (let line = this.#nextLine(); line !== undefined; line = this.#nextLine()) {
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
    return this.#received > maximumDialogue ? 'too-large' : this.#isForeign() ? 'not-smtp' : undefined;
  }

  #nextLine(): string | undefined {
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

  /** A first byte that is no digit needs no line end to be judged: TLS and other protocols may send none. */
  #isForeign(): boolean {
    const [first] = this.#pending;
    return first !== undefined && (first < 0x30 || first > 0x39);
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
