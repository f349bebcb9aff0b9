import { connect } from 'node:net';
import type { Issued } from './pki.js';
import { Peer } from './scriptedServer.js';

/** How a mail server's sending side presents itself. */
export interface Sender {
  /** Port on loopback to send to. */
  readonly to: number;
  /** Without one it has no client certificate. */
  readonly leaf?: Issued;
  readonly chain?: readonly Issued[];
  /** The CA file of its sending side. */
  readonly authorities?: readonly Issued[];
  readonly implicit?: boolean;
}

/** Hands a mail for `a@DOMAIN` to the server on a loopback port, which then delivers it; nobody is told if it cannot. */
export async function sendMail(port: number, domain: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  const peer = new Peer(socket);
  const reply = async (code: string): Promise<void> => {
    for (;;) {
      const line = await peer.line();
      if (!line.startsWith(code)) {
        throw new Error(`expected ${code}, got ${line}`);
      }
      if (line[3] !== '-') {
        return;
      }
    }
  };
  await reply('220');
  for (const [command, code] of [
    ['EHLO client.example', '250'],
    ['MAIL FROM:<>', '250'],
    [`RCPT TO:<a@${domain}>`, '250'],
    ['DATA', '354'],
    ['Subject: test\r\n\r\ntest\r\n.', '250'],
    ['QUIT', '221'],
  ] as const) {
    peer.send(`${command}\r\n`);
    await reply(code);
  }
  socket.destroy();
}
