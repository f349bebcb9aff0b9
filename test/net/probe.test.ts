import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureResult, TlsVersion } from '../../src/chain/capture.js';
import { type ProbeTarget, probe, securityOf } from '../../src/net/probe.js';
import { readClientHello } from '../support/handshakeServer.js';
import { type KeyKind, makeChain } from '../support/pki.js';
import { serveScript } from '../support/scriptedServer.js';
import { type RunningServer, startSmtpServer } from '../support/smtpServer.js';

const at = new Date('2026-11-24T12:00:00Z');
const options = { timeout: 5000, now: () => at };
const lookup = async () => ['127.0.0.1'];

async function ask(server: RunningServer, target: Partial<ProbeTarget> = {}): Promise<CaptureResult> {
  return probe({ host: server.host, port: server.port, security: 'starttls', ...target }, { ...options, lookup });
}

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as const satisfies readonly KeyKind[]) {
  const { leaf, intermediate, root } = makeChain(kind);
  const chain = [root, intermediate, leaf];
  for (const version of kind === 'ed25519' ? versions.slice(2) : versions) {
    for (const security of ['starttls', 'implicit'] as const) {
      test(`${kind}, ${version}, ${security}: the list as sent, and the key proved`, async () => {
        const server = await startSmtpServer({
          leaf,
          chain,
          implicit: security === 'implicit',
          requestCert: true,
          minVersion: version,
          maxVersion: version,
          ciphers: 'DEFAULT@SECLEVEL=0',
        });
        try {
          const result = await ask(server, { security });
          assert.ok(result.ok, JSON.stringify(result));
          const { presented, tls, origin, capturedAt } = result.capture;
          assert.deepEqual(
            presented.map(({ der }) => Buffer.from(der).toString('hex')),
            [leaf, ...chain].map(({ der }) => der.toString('hex')),
          );
          assert.equal(tls?.version, version);
          assert.equal(tls.possession, 'proved');
          assert.deepEqual(origin, {
            kind: 'server',
            host: '127.0.0.1',
            port: server.port,
            security,
            address: '127.0.0.1',
          });
          assert.equal(capturedAt, at);
        } finally {
          await server.close();
        }
      });
    }
  }
}

test('the transcript holds the dialogue, in which the client calls itself by its address', async () => {
  const server = await startSmtpServer({ leaf: makeChain().leaf });
  try {
    const result = await ask(server);
    assert.deepEqual(result.ok && result.capture.transcript.map(({ from, text }) => `${from}: ${text}`), [
      'server: 220 demo.example ESMTP',
      'client: EHLO [127.0.0.1]',
      'server: 250-demo.example',
      'server: 250-SIZE 1000000',
      'server: 250-STARTTLS',
      'server: 250 8BITMIME',
      'client: STARTTLS',
      'server: 220 2.0.0 Ready to start TLS',
    ]);
  } finally {
    await server.close();
  }
});

const names: readonly { name: string; target: Partial<ProbeTarget>; sni: string | undefined }[] = [
  { name: 'the host', target: { host: 'mail.contoso.com' }, sni: 'mail.contoso.com' },
  {
    name: 'another name',
    target: { host: 'mail.contoso.com', serverName: 'smtp.contoso.com.' },
    sni: 'smtp.contoso.com',
  },
  { name: 'a name for an address', target: { serverName: 'smtp.contoso.com' }, sni: 'smtp.contoso.com' },
  { name: 'none for an address', target: {}, sni: undefined },
  { name: 'none on request', target: { host: 'mail.contoso.com', serverName: null }, sni: undefined },
];

for (const { name, target, sni } of names) {
  test(`SNI: ${name}`, async () => {
    let sent: Uint8Array | undefined;
    const server = await serveScript(async (peer) => {
      sent = readClientHello(await peer.record()).extensions.get(0);
      peer.socket.end();
    });
    try {
      await ask(server, { security: 'implicit', ...target });
      assert.equal(sent && Buffer.from(sent.subarray(5)).toString('latin1'), sni);
    } finally {
      await server.close();
    }
  });
}

test('port 465 begins with TLS, every other one with SMTP, unless told otherwise', () => {
  assert.equal(securityOf({ security: 'auto', port: 465 }), 'implicit');
  assert.equal(securityOf({ security: 'auto', port: 25 }), 'starttls');
  assert.equal(securityOf({ security: 'starttls', port: 465 }), 'starttls');
});
