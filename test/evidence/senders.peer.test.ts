// What real mail servers write when Exchange Online refuses their mail: their logs, and the bounces they send.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Evidence } from '../../src/evidence/evidence.js';
import { readEvidence } from '../../src/evidence/read.js';
import { SourceText } from '../../src/text/source.js';
import { eximLacks, startExim } from '../support/exim.js';
import { type Issued, makeChain } from '../support/pki.js';
import { startPostfix } from '../support/postfix.js';
import { listenOnLoopback, type RunningServer } from '../support/smtpServer.js';

const { leaf, intermediate } = makeChain('rsa');
const refusal =
  '550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';

/** Refuses mail for 0.example as Exchange Online does, and takes any other: the bounce. */
class Refuser {
  readonly #messages: string[] = [];
  #wake: () => void = () => undefined;
  server: RunningServer | undefined;

  async start(certificate: Issued): Promise<number> {
    const secureContext = createSecureContext({ cert: certificate.pem, key: certificate.keyPem });
    this.server = await listenOnLoopback((socket) => {
      socket.write('220 mx.example ESMTP\r\n');
      this.#dialogue(socket, () => {
        const tls = new TLSSocket(socket, { isServer: true, secureContext });
        tls.on('error', () => undefined);
        this.#dialogue(tls, () => undefined);
      });
    });
    return this.server.port;
  }

  #dialogue(socket: Socket, startTls: () => void): void {
    let text = '';
    let body = false;
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        if (body) {
          const stop = text.indexOf('\r\n.\r\n');
          if (stop < 0) {
            return;
          }
          this.#messages.push(text.slice(0, stop));
          this.#wake();
          text = text.slice(stop + 5);
          body = false;
          socket.write('250 2.0.0 OK\r\n');
          continue;
        }
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (/^STARTTLS/i.test(line)) {
          socket.off('data', onData);
          socket.write('220 2.0.0 SMTP server ready\r\n');
          startTls();
          return;
        }
        body = /^DATA/i.test(line);
        socket.write(answer(line));
      }
    };
    socket.on('data', onData);
  }

  async message(): Promise<string> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) {
        return message;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function answer(line: string): string {
  if (/^EHLO/i.test(line)) {
    return '250-mx.example Hello [203.0.113.10]\r\n250-STARTTLS\r\n250 8BITMIME\r\n';
  }
  if (/^RCPT TO:.*@0\.example/i.test(line)) {
    return `${refusal}\r\n`;
  }
  return /^DATA/i.test(line) ? '354 go on\r\n' : /^QUIT/i.test(line) ? '221 bye\r\n' : '250 2.1.0 OK\r\n';
}

/** Hands a mail over whose bounce goes to 1.example. */
async function submit(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const lines = [
    'EHLO client.example',
    'MAIL FROM:<alerts@1.example>',
    'RCPT TO:<a@0.example>',
    'DATA',
    'Subject: Toner low\r\n\r\ntoner\r\n.',
    'QUIT',
  ];
  socket.setEncoding('latin1');
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk: string) => {
      if (/^\d{3} /m.test(chunk)) {
        const line = lines.shift();
        // The answer to QUIT is the last word: a further line would meet a closed connection.
        if (line === undefined) {
          socket.end();
        } else {
          socket.write(`${line}\r\n`);
        }
      }
    });
  });
}

interface Program {
  readonly ports: readonly number[];
  log(): string;
  stop(): Promise<void>;
}

function only(text: string): Evidence {
  const evidence = readEvidence(new SourceText(text))?.evidence ?? [];
  assert.deepEqual(
    evidence.map((each) => each.code),
    ['evidence.tenant-attribution'],
    text,
  );
  return evidence[0] ?? assert.fail();
}

/** Waits until the log tells of the refusal: it is written beside the delivery. */
async function logOf(program: Program): Promise<string> {
  for (let text = program.log(); ; text = program.log()) {
    if (text.includes('5.7.64')) {
      return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function suite(software: 'postfix' | 'exim', skip: string | false, start: (to: number) => Promise<Program>): void {
  describe(software, { skip }, () => {
    const refuser = new Refuser();
    let program: Program | undefined;
    before(async () => {
      program = await start(await refuser.start(leaf));
    });
    after(async () => {
      await program?.stop();
      await refuser.server?.close();
    });

    test('the bounce and the log that it really writes are read', async () => {
      assert.ok(program);
      await submit(program.ports[0] ?? 0);
      const bounce = only(await refuser.message());
      assert.deepEqual([bounce.kind, bounce.software, bounce.at], ['ndr', software, '2026-11-24T06:00:12.331Z']);
      assert.match(bounce.reply ?? '', /TenantAttribution; Relay Access Denied \[AM4PEPF00027A63/);
      const logged = only(await logOf(program));
      assert.deepEqual([logged.kind, logged.software, logged.sender], ['smtp-log', software, '1.example']);
      assert.match(logged.peer ?? '', /127\.0\.0\.1|localhost/);
      assert.match(logged.reply ?? '', /550 5\.7\.64 TenantAttribution/);
    });
  });
}

const sender = (to: number) => ({ to, leaf, chain: [intermediate] });
suite('postfix', false, (to) => startPostfix({ ports: [{ leaf }], senders: [sender(to), sender(to)] }));
suite('exim', eximLacks, (to) => startExim({ ports: [{ leaf }], senders: [sender(to), sender(to)] }));
