import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import * as l10n from '@vscode/l10n';
import type { Capture, CaptureResult, SmtpLine, Stage } from '../chain/capture.js';
import { Connection } from './connection.js';
import type { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';
import { type SenderHandshake, secureSender } from './listenerHandshake.js';
import { senderFailureMessage } from './listenerMessage.js';
import { present } from './probe.js';
import { addressLiteral, LineReader } from './smtp.js';

/** A sender's connection and what came of it. */
export interface SenderConnection {
  readonly address: string;
  readonly port: number;
  /** What it called itself in EHLO: hostile text. */
  readonly heloName?: string;
  readonly result: CaptureResult;
}

/** What a listener lends to each of its connections. */
export interface SessionOptions {
  readonly implicit: boolean;
  readonly context: SecureContext;
  readonly now: () => Date;
  readonly onConnection: (connection: SenderConnection) => void;
  /** The client's certificates came under keys that are not known: TLS 1.2 shows them in the clear. */
  readonly onSealed: () => void;
}

/** A sender needs seven. */
const maximumCommands = 50;

const verbs = [
  'EHLO',
  'HELO',
  'STARTTLS',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
  'VRFY',
  'EXPN',
  'HELP',
  'AUTH',
];

/** One connection of a listener: SMTP up to the refusal of the mail, never further. */
export class ListenerSession {
  readonly #address: string;
  readonly #port: number;
  readonly #transcript: SmtpLine[] = [];
  #stage: Stage = 'greeting';
  #heloName: string | undefined;
  #capture: Capture | undefined;
  #reported = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: SessionOptions,
    private readonly deadline: Deadline,
  ) {
    // A listener for IPv6 and IPv4 sees the latter as mapped addresses (RFC 4291 section 2.5.5.2).
    this.#address = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
    this.#port = socket.remotePort ?? 0;
  }

  /** Never rejects. */
  async run(): Promise<void> {
    let connection = new Connection(this.socket, this.deadline);
    try {
      if (!this.options.implicit && (await this.#serve(connection)) === 'ended') {
        throw new Interruption(this.#stage === 'greeting' ? 'closed' : 'starttls-not-used');
      }
      const tls = await this.#secure(connection);
      // Who is silent behind implicit TLS has not said its name yet.
      if (this.#heloName !== undefined) {
        this.#report();
      }
      if (tls) {
        connection = tls;
        await this.#serve(tls);
      }
    } catch (error) {
      if (!(error instanceof Interruption)) {
        throw error;
      }
      this.#fail(error);
    } finally {
      this.#report();
      connection.close('');
    }
  }

  async #secure(connection: Connection): Promise<Connection | undefined> {
    if (connection.hasMore && !this.options.implicit) {
      throw new Interruption('starttls-injection');
    }
    this.#stage = 'tls';
    const handshake = await secureSender(connection.release(), this.options.context, this.deadline);
    if (!handshake.certificates) {
      this.options.onSealed();
      throw new Interruption('malformed', 'Certificate');
    }
    this.#capture = this.#captureOf(handshake, handshake.certificates);
    return handshake.socket && new Connection(handshake.socket, this.deadline);
  }

  #captureOf({ session, socket }: SenderHandshake, certificates: readonly Uint8Array[]): Capture {
    const proof = socket
      ? certificates.length > 0
        ? { possession: 'proved' as const }
        : {}
      : {
          possessionReason: l10n.t(
            'The handshake ended behind the certificates, before the sender proved that it holds the key.',
          ),
        };
    return {
      origin: { kind: 'client', address: this.#address, port: this.#port },
      capturedAt: this.options.now(),
      presented: certificates.map(present),
      transcript: this.#transcript,
      ...(session ? { tls: { ...session, ...proof } } : {}),
    };
  }

  /** Answers commands until the sender asks for TLS, or leaves. */
  async #serve(connection: Connection): Promise<'starttls' | 'ended'> {
    const secured = this.#capture !== undefined;
    const own = addressLiteral(connection.localAddress);
    const lines = new LineReader();
    if (!secured || this.options.implicit) {
      this.#say(connection, `220 ${own} ESMTP Chainmail listener, accepts no mail`);
    }
    for (let count = 0; count < maximumCommands; count += 1) {
      const line = await this.#line(connection, lines);
      if (line === undefined) {
        return 'ended';
      }
      const [verb = '', argument = ''] = line.trim().split(/\s+/);
      const command = verb.toUpperCase();
      if (this.#heloName === undefined && !verbs.includes(command)) {
        throw new Interruption('not-smtp');
      }
      if (command === 'EHLO' || command === 'HELO') {
        this.#heloName = argument;
        this.#stage = secured ? 'tls' : 'ehlo';
      }
      this.#say(connection, answer(command, secured, own));
      if (secured) {
        this.#report();
      }
      if (command === 'QUIT') {
        return 'ended';
      }
      if (command === 'STARTTLS' && !secured) {
        this.#stage = 'starttls';
        if (lines.hasMore) {
          throw new Interruption('starttls-injection');
        }
        return 'starttls';
      }
    }
    this.#say(connection, `421 4.7.0 ${own} Too many commands`);
    return 'ended';
  }

  async #line(connection: Connection, lines: LineReader): Promise<string | undefined> {
    for (;;) {
      const line = lines.next();
      if (line !== undefined) {
        this.#note('client', line);
        return line;
      }
      if (lines.isFull) {
        throw new Interruption('too-large');
      }
      const { firstByte } = lines;
      if (firstByte !== undefined && (firstByte < 0x20 || firstByte > 0x7e)) {
        throw new Interruption('not-smtp');
      }
      const chunk = await connection.read();
      if (!chunk) {
        return undefined;
      }
      lines.append(chunk);
    }
  }

  #say(connection: Connection, text: string): void {
    for (const line of text.split('\r\n')) {
      this.#note('server', line);
    }
    connection.write(`${text}\r\n`);
  }

  /** The dialogue as far as it led to the result, without what a sender says to sign in (RFC 4954 section 4). */
  #note(from: SmtpLine['from'], text: string): void {
    if (!this.#reported) {
      const spoken = from === 'client' ? text.replace(/^(\s*AUTH\s+\S+)\s.*$/is, '$1 …') : text;
      this.#transcript.push({ from, text: spoken });
    }
  }

  /** Behind a capture, how the connection ends is of no interest. */
  #fail({ code, detail }: Interruption): void {
    if (code === 'cancelled') {
      this.#reported = true;
    } else if (!this.#capture) {
      const message = senderFailureMessage({ address: this.#address, stage: this.#stage, code, detail });
      this.#tell({ ok: false, failure: { stage: this.#stage, code, message, transcript: this.#transcript } });
    }
  }

  #report(): void {
    const capture = this.#capture;
    if (capture) {
      const origin = { ...capture.origin, ...(this.#heloName === undefined ? {} : { heloName: this.#heloName }) };
      this.#tell({ ok: true, capture: { ...capture, origin } });
    }
  }

  #tell(result: CaptureResult): void {
    if (!this.#reported) {
      this.#reported = true;
      this.options.onConnection({
        address: this.#address,
        port: this.#port,
        ...(this.#heloName === undefined ? {} : { heloName: this.#heloName }),
        result,
      });
    }
  }
}

/** The reply to a command; nothing leads to a recipient or to mail. */
function answer(command: string, secured: boolean, own: string): string {
  switch (command) {
    case 'EHLO':
      return [`250-${own}`, ...(secured ? [] : ['250-STARTTLS']), '250-8BITMIME', '250 ENHANCEDSTATUSCODES'].join(
        '\r\n',
      );
    case 'HELO':
      return `250 ${own}`;
    case 'STARTTLS':
      return secured ? '503 5.5.1 TLS is active already' : '220 2.0.0 Ready to start TLS';
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      // RFC 3207 section 4.
      return secured
        ? '550 5.7.1 Certificate recorded; this listener accepts no mail'
        : '530 5.7.0 Must issue STARTTLS first';
    case 'RSET':
    case 'NOOP':
      return '250 2.0.0 Ok';
    case 'QUIT':
      return '221 2.0.0 Bye';
    default:
      return '502 5.5.1 Not implemented';
  }
}
