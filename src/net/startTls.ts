import type { SmtpLine, Stage } from '../chain/capture.js';
import type { Connection } from './connection.js';
import { Interruption } from './interruption.js';
import { addressLiteral, capabilities, type Reply, ReplyReader } from './smtp.js';

/** The dialogue up to the point where TLS begins (RFC 3207), written down as it goes. */
export class StartTlsDialogue {
  readonly transcript: SmtpLine[] = [];
  /** The step that is under way. */
  stage: Stage = 'greeting';
  readonly #replies = new ReplyReader((text) => this.transcript.push({ from: 'server', text }));

  constructor(private readonly connection: Connection) {}

  /** Resolves when the next byte is TLS's; rejects with an `Interruption`. */
  async run(): Promise<void> {
    this.#expect(await this.#reply(), 220, 'rejected');
    const offer = await this.#command('ehlo', `EHLO ${addressLiteral(this.connection.localAddress)}`);
    this.#expect(offer, 250, 'rejected');
    if (!capabilities(offer).has('STARTTLS')) {
      throw new Interruption('starttls-not-offered');
    }
    this.#expect(await this.#command('starttls', 'STARTTLS'), 220, 'starttls-refused');
    // What came before our first TLS byte was written without TLS, by whoever sits in between (CVE-2011-0411).
    if (this.#replies.hasMore) {
      throw new Interruption('starttls-injection');
    }
  }

  /** The last words where the dialogue ends early. */
  farewell(): string {
    return this.#say('QUIT');
  }

  #command(stage: Stage, line: string): Promise<Reply> {
    // A reply nobody asked for would be taken for the answer to this command.
    if (this.#replies.hasMore) {
      throw new Interruption('malformed');
    }
    this.stage = stage;
    this.connection.write(this.#say(line));
    return this.#reply();
  }

  #say(line: string): string {
    this.transcript.push({ from: 'client', text: line });
    return `${line}\r\n`;
  }

  async #reply(): Promise<Reply> {
    for (;;) {
      const reply = this.#replies.next();
      if (typeof reply === 'string') {
        throw new Interruption(reply);
      }
      if (reply) {
        return reply;
      }
      const chunk = await this.connection.read();
      if (!chunk) {
        throw new Interruption('closed');
      }
      this.#replies.append(chunk);
    }
  }

  #expect(reply: Reply, code: number, otherwise: 'rejected' | 'starttls-refused'): void {
    if (reply.code !== code) {
      throw new Interruption(otherwise, `${reply.code} ${reply.lines.join(' ')}`.trim());
    }
  }
}
