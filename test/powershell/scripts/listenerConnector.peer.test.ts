// The lines for Postfix and Exim, put into real ones: their mail has to reach a listener with their certificate.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type Listener, listen } from '../../../src/net/listener.js';
import type { SenderConnection } from '../../../src/net/listenerSession.js';
import { listenerConnectorFiles } from '../../../src/powershell/scripts/listenerConnector.js';
import { eximLacks, startExim } from '../../support/exim.js';
import { makeChain } from '../../support/pki.js';
import { pemFile, postfixFolder, startPostfix } from '../../support/postfix.js';
import { run } from '../../support/programs.js';
import { sendMail } from '../../support/sendMail.js';

const { leaf, intermediate } = makeChain('rsa');

/** A listener and the first connection that comes to it. */
async function open(implicit: boolean): Promise<{ listener: Listener; heard: Promise<SenderConnection> }> {
  let tell: (connection: SenderConnection) => void = () => undefined;
  const heard = new Promise<SenderConnection>((resolve) => {
    tell = resolve;
  });
  const started = await listen({ port: 0, implicit, now: () => new Date(), onConnection: (each) => tell(each) });
  assert.ok(started.ok);
  return { listener: started.listener, heard };
}

/** The indented lines below a heading of the file, without their indentation. */
function block(text: string, heading: string): string {
  const lines = text.split('\r\n');
  const start = lines.findIndex((line) => line.trim().startsWith(heading)) + 1;
  const own = lines.slice(start, start + lines.slice(start).findIndex((line) => !line.startsWith('    ')));
  return `${own.map((line) => line.slice(4)).join('\n')}\n`;
}

describe('the lines for Postfix', () => {
  for (const implicit of [false, true]) {
    test(`send mail to a listener ${implicit ? 'with implicit TLS' : 'with STARTTLS'}`, async () => {
      const { listener, heard } = await open(implicit);
      const text = listenerConnectorFiles({ host: '127.0.0.1', port: listener.port, implicit }).at(-1)?.text ?? '';
      const folder = postfixFolder();
      const postfix = await startPostfix({ ports: [{ leaf }] }, folder);
      try {
        const etc = path.join(folder, 'etc');
        appendFileSync(path.join(etc, 'own.pem'), pemFile(leaf, [intermediate]), { mode: 0o600 });
        appendFileSync(path.join(etc, 'master.cf'), block(text, 'master.cf,'));
        appendFileSync(
          path.join(etc, 'main.cf'),
          `smtp_tls_chain_files = ${path.join(etc, 'own.pem')}\n${block(text, 'main.cf,')}`,
        );
        assert.equal(run('postfix', ['-c', etc, 'reload']).status, 0);
        await sendMail(postfix.ports[0] ?? 0, 'chainmail-listener.invalid');
        const { result } = await heard;
        assert.ok(result.ok, JSON.stringify(result));
        assert.deepEqual(
          result.capture.presented.map(({ der }) => Buffer.from(der)),
          [leaf, intermediate].map(({ der }) => Buffer.from(der)),
        );
      } finally {
        await postfix.stop();
        await listener.close();
      }
    });
  }
});

describe('the lines for Exim', { skip: eximLacks }, () => {
  for (const implicit of [false, true]) {
    test(`send mail to a listener ${implicit ? 'with implicit TLS' : 'with STARTTLS'}`, async () => {
      const { listener, heard } = await open(implicit);
      const text = listenerConnectorFiles({ host: '127.0.0.1', port: listener.port, implicit }).at(-1)?.text ?? '';
      const transport = block(text, 'A transport,')
        .replace('/etc/exim4/tls/fullchain.pem', 'TLS/0.pem')
        .replace('/etc/exim4/tls/PRIVATE-KEY.pem', 'TLS/0.key');
      const router = block(text, 'The first router');
      const exim = await startExim({ ports: [{ leaf, chain: [intermediate] }], more: { router, transport } });
      try {
        await sendMail(exim.ports[0] ?? 0, 'chainmail-listener.invalid');
        const { result } = await heard;
        assert.ok(result.ok, JSON.stringify(result));
        assert.deepEqual(
          result.capture.presented.map(({ der }) => Buffer.from(der)),
          [leaf, intermediate].map(({ der }) => Buffer.from(der)),
        );
      } finally {
        await exim.stop();
        await listener.close();
      }
    });
  }
});
