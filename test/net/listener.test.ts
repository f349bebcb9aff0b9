import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { TlsVersion } from '../../src/chain/capture.js';
import { type Listener, type ListenerOptions, listen } from '../../src/net/listener.js';
import { newListenerCertificate } from '../../src/net/listenerCertificate.js';
import type { SenderConnection } from '../../src/net/listenerSession.js';
import { concat, vector } from '../../src/tls/bytes.js';
import { ClientHandshake } from '../../src/tls/client.js';
import { writeMessage } from '../../src/tls/messages.js';
import { writeRecord } from '../../src/tls/records.js';
import { readCertificate } from '../../src/x509/certificate.js';
import { type Issued, issue, makeChain } from '../support/pki.js';
import { Peer } from '../support/scriptedServer.js';

const chain = makeChain('p256');
const at = new Date('2026-11-24T12:00:00Z');
const own = makeChain('rsa').leaf;
const identity = { certificate: own.pem, key: own.keyPem };

/** A listener whose connections can be awaited. */
class Hearing {
  readonly heard: SenderConnection[] = [];
  #wake: () => void = () => undefined;

  readonly onConnection = (connection: SenderConnection) => {
    this.heard.push(connection);
    this.#wake();
  };

  async until(count: number): Promise<readonly SenderConnection[]> {
    while (this.heard.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.heard;
  }

  async next(): Promise<SenderConnection> {
    return (await this.until(1))[0] ?? assert.fail();
  }
}

async function listening(
  run: (listener: Listener, hearing: Hearing) => Promise<void>,
  options: Partial<ListenerOptions> = {},
): Promise<void> {
  const hearing = new Hearing();
  const result = await listen({ port: 0, identity, now: () => at, onConnection: hearing.onConnection, ...options });
  assert.ok(result.ok);
  try {
    await run(result.listener, hearing);
  } finally {
    await result.listener.close();
  }
}

function dial({ port }: Listener): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  return socket;
}

/** A sender's lines up to the moment where TLS begins. */
async function startTls(socket: Socket): Promise<void> {
  const peer = new Peer(socket);
  await peer.line();
  peer.send('EHLO sender.example\r\n');
  while (!(await peer.line()).startsWith('250 ')) {
    // Another capability.
  }
  peer.send('STARTTLS\r\n');
  assert.match(await peer.line(), /^220 /);
  socket.removeAllListeners('data');
}

function secure(socket: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket, rejectUnauthorized: false, ...options }, () => resolve(tls));
    tls.on('error', reject);
  });
}

function credentials(leaf: Issued, after: readonly Issued[]): ConnectionOptions {
  return { key: leaf.keyPem, cert: [leaf, ...after].map(({ pem }) => pem).join('') };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function presented({ result }: SenderConnection): readonly string[] {
  assert.ok(result.ok, JSON.stringify(result));
  return result.capture.presented.map(({ der }) => hex(der));
}

function outcome({ result }: SenderConnection): string {
  return result.ok ? 'captured' : `${result.failure.stage} ${result.failure.code}`;
}

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

for (const version of versions) {
  const only = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
  for (const implicit of [false, true]) {
    test(`${version}, ${implicit ? 'implicit' : 'STARTTLS'}: the list as sent, then the refusal of the mail`, async () => {
      await listening(
        async (listener, hearing) => {
          const socket = dial(listener);
          if (!implicit) {
            await startTls(socket);
          }
          const sent = [chain.root, chain.intermediate, chain.leaf];
          const tls = await secure(socket, {
            ...only,
            ...credentials(chain.leaf, sent),
            servername: 'listener.example',
          });
          const peer = new Peer(tls);
          if (implicit) {
            await peer.line();
          }
          peer.send('EHLO sender.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@c.example>\r\nDATA\r\nQUIT\r\n');
          const replies: string[] = [];
          for (let line = ''; !line.startsWith('221'); replies.push(line)) {
            line = await peer.line();
          }
          assert.deepEqual(
            replies.filter((line) => !line.startsWith('250')).map((line) => line.slice(0, 9)),
            ['550 5.7.1', '550 5.7.1', '550 5.7.1', '221 2.0.0'],
          );
          const connection = await hearing.next();
          assert.deepEqual(
            presented(connection),
            [chain.leaf, ...sent].map(({ der }) => hex(der)),
          );
          assert.ok(connection.result.ok);
          const { origin, tls: session, capturedAt } = connection.result.capture;
          assert.deepEqual(origin, {
            kind: 'client',
            address: '127.0.0.1',
            port: connection.port,
            heloName: 'sender.example',
          });
          assert.equal(session?.version, version);
          assert.match(session.cipher, /^TLS_/);
          assert.equal(session.serverName, 'listener.example');
          assert.equal(session.possession, 'proved');
          assert.equal(capturedAt, at);
          tls.destroy();
        },
        { implicit },
      );
    });
  }

  test(`${version}: an empty list is a capture without certificates`, async () => {
    await listening(async (listener, hearing) => {
      const socket = dial(listener);
      await startTls(socket);
      const tls = await secure(socket, only);
      tls.end();
      const connection = await hearing.next();
      assert.deepEqual(presented(connection), []);
      assert.equal(connection.result.ok && connection.result.capture.tls?.possession, undefined);
    });
  });

  test(`${version}: a second connection shows the certificates again`, async () => {
    await listening(async (listener, hearing) => {
      let session: Buffer | undefined;
      for (const count of [1, 2]) {
        const socket = dial(listener);
        await startTls(socket);
        const tls = await secure(socket, { ...only, ...credentials(chain.leaf, []), ...(session ? { session } : {}) });
        session = tls.getSession();
        tls.end('QUIT\r\n');
        const [, second] = [undefined, (await hearing.until(count))[count - 1]];
        assert.equal(second && presented(second).length, 1);
      }
    });
  });
}

for (const [name, make] of [
  ['rsa', makeChain('rsa')],
  ['ed25519', makeChain('ed25519')],
] as const) {
  test(`a client with ${name}`, async () => {
    await listening(async (listener, hearing) => {
      const socket = dial(listener);
      await startTls(socket);
      const tls = await secure(socket, credentials(make.leaf, [make.intermediate]));
      tls.end();
      assert.equal(presented(await hearing.next()).length, 2);
    });
  });
}

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  test(`a client with ${suite}`, async () => {
    await listening(async (listener, hearing) => {
      const socket = dial(listener);
      await startTls(socket);
      const tls = await secure(socket, { ...credentials(chain.leaf, []), ciphers: suite, minVersion: 'TLSv1.3' });
      tls.end();
      const connection = await hearing.next();
      assert.equal(presented(connection).length, 1);
      assert.equal(connection.result.ok && connection.result.capture.tls?.cipher, suite);
    });
  });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a client that refuses the listener's certificate is told by its alert`, async () => {
    await listening(async (listener, hearing) => {
      const socket = dial(listener);
      await startTls(socket);
      const client = new ClientHandshake({ version });
      socket.on('data', (chunk: Buffer) => {
        if (client.receive(chunk).state === 'done') {
          socket.end(client.farewell({ code: 'alert', alert: 48, own: true }));
        }
      });
      socket.write(client.start());
      const connection = await hearing.next();
      assert.equal(outcome(connection), 'tls alert');
      assert.match(connection.result.ok ? '' : connection.result.failure.message, /unknown_ca/);
    });
  });
}

test('a list that the library cannot take is captured all the same', async () => {
  await listening(async (listener, hearing) => {
    const socket = dial(listener);
    await startTls(socket);
    const client = new ClientHandshake({ version: 'TLSv1.2' });
    const entries = [Buffer.from('no certificate'), chain.leaf.der];
    socket.on('data', (chunk: Buffer) => {
      if (client.receive(chunk).state === 'done') {
        const list = writeMessage(11, vector(3, ...entries.map((entry) => vector(3, entry))));
        socket.write(writeRecord(22, 0x0303, list));
      }
    });
    socket.write(client.start());
    const connection = await hearing.next();
    assert.deepEqual(presented(connection), entries.map(hex));
    assert.ok(connection.result.ok);
    assert.equal(typeof connection.result.capture.presented[0]?.problem, 'string');
    assert.equal(connection.result.capture.tls?.possession, undefined);
    socket.destroy();
  });
});

const lines = (...text: readonly string[]) => text.map((line) => `${line}\r\n`).join('');

const failures: readonly {
  readonly name: string;
  readonly send: string | Uint8Array;
  readonly expect: string;
  readonly implicit?: boolean;
  readonly timeout?: number;
  readonly stay?: boolean;
}[] = [
  { name: 'nothing at all', send: '', expect: 'greeting closed' },
  { name: 'silence', send: '', expect: 'greeting timeout', timeout: 150, stay: true },
  { name: 'EHLO and silence', send: lines('EHLO a'), expect: 'ehlo timeout', timeout: 150, stay: true },
  { name: 'QUIT behind EHLO', send: lines('EHLO a', 'QUIT'), expect: 'ehlo starttls-not-used' },
  {
    name: 'mail without TLS',
    send: lines('HELO a', 'MAIL FROM:<a@b.example>', 'QUIT'),
    expect: 'ehlo starttls-not-used',
  },
  { name: 'HTTP', send: lines('GET / HTTP/1.1', 'Host: a', ''), expect: 'greeting not-smtp' },
  { name: 'TLS from the first byte', send: Uint8Array.of(22, 3, 1, 0, 5), expect: 'greeting not-smtp' },
  { name: 'a line without end', send: 'x'.repeat(100_000), expect: 'greeting too-large', stay: true },
  {
    name: 'too many commands',
    send: lines('EHLO a', ...Array.from({ length: 100 }, () => 'NOOP')),
    expect: 'ehlo starttls-not-used',
    stay: true,
  },
  {
    name: 'plain text behind STARTTLS',
    send: lines('EHLO a', 'STARTTLS', 'MAIL FROM:<a@b.example>'),
    expect: 'starttls starttls-injection',
  },
  { name: 'SMTP on an implicit port', send: lines('EHLO a'), expect: 'tls not-tls', implicit: true },
  { name: 'silence on an implicit port', send: '', expect: 'tls timeout', implicit: true, timeout: 150, stay: true },
  { name: 'a hang-up on an implicit port', send: '', expect: 'tls closed', implicit: true },
  {
    name: 'a version from the future',
    send: writeRecord(
      22,
      0x0303,
      writeMessage(
        1,
        Uint8Array.of(3, 0),
        new Uint8Array(32),
        vector(1),
        vector(2, Uint8Array.of(0, 47)),
        vector(1, Uint8Array.of(0)),
      ),
    ),
    expect: 'tls alert',
    implicit: true,
    stay: true,
  },
];

for (const { name, send, expect, implicit, timeout, stay } of failures) {
  test(`${name}: ${expect}`, async () => {
    await listening(
      async (listener, hearing) => {
        const socket = dial(listener);
        socket.resume();
        if (stay) {
          socket.write(send);
        } else {
          socket.end(send);
        }
        const connection = await hearing.next();
        assert.equal(outcome(connection), expect);
        assert.equal(connection.address, '127.0.0.1');
        assert.match(connection.result.ok ? '' : connection.result.failure.message, /^127\.0\.0\.1 .*\.$/);
        socket.destroy();
      },
      { implicit: implicit ?? false, ...(timeout === undefined ? {} : { timeout }) },
    );
  });
}

test('garbage, floods and hang-ups at every byte of a handshake leave it serving', async () => {
  await listening(async (listener, hearing) => {
    const hello = new ClientHandshake({}).start();
    const beginnings = Array.from({ length: 40 }, (_, cut) => hello.subarray(0, Math.floor((hello.length * cut) / 40)));
    const garbage = beginnings.map((beginning, index) => concat(beginning, Buffer.alloc(index * 7000, index)));
    for (const bytes of [...beginnings, ...garbage]) {
      const socket = dial(listener);
      await startTls(socket);
      socket.end(bytes);
      socket.resume();
    }
    await hearing.until(beginnings.length + garbage.length);
    assert.deepEqual(new Set(hearing.heard.map(({ result }) => result.ok)), new Set([false]));
    const socket = dial(listener);
    await startTls(socket);
    const tls = await secure(socket, credentials(chain.leaf, []));
    tls.end();
    assert.equal(presented((await hearing.until(hearing.heard.length + 1)).at(-1) ?? assert.fail()).length, 1);
  });
});

test('two hundred clients at once', async () => {
  await listening(async (listener, hearing) => {
    const clients = Array.from({ length: 200 }, async () => {
      const socket = dial(listener);
      await startTls(socket);
      return secure(socket, credentials(chain.leaf, [chain.intermediate]));
    });
    for (const tls of await Promise.all(clients)) {
      tls.end();
    }
    const heard = await hearing.until(200);
    assert.deepEqual(new Set(heard.map((each) => presented(each).length)), new Set([2]));
  });
});

test('closing ends every connection and tells nothing more', async () => {
  await listening(async (listener, hearing) => {
    const plain = dial(listener);
    const handshaking = dial(listener);
    await startTls(handshaking);
    handshaking.write(new ClientHandshake({}).start());
    const ended = [plain, handshaking].map(
      (socket) => new Promise((resolve) => socket.resume().once('close', resolve)),
    );
    await listener.close();
    await Promise.all(ended);
    assert.deepEqual(hearing.heard, []);
  });
});

test('what keeps it from listening is told with the next step', async () => {
  const reason = async (options: Partial<ListenerOptions>) => {
    const result = await listen({ port: 0, identity, now: () => at, onConnection: () => undefined, ...options });
    return result.ok ? '' : result.reason;
  };
  await listening(async ({ port }) => {
    assert.match(await reason({ port }), /in use/);
  });
  assert.match(await reason({ host: '192.0.2.1' }), /no address of this machine/);
  for (const kind of ['p256', 'rsa', 'ed25519'] as const) {
    const { keyPem } = issue({ subject: { CN: 'Other' }, key: kind });
    assert.match(await reason({ identity: { certificate: chain.leaf.pem, key: keyPem } }), /does not fit/, kind);
  }
  assert.match(await reason({ identity: { certificate: 'none', key: 'none' } }), /cannot be used/);
  assert.match(await reason({ identity: { ...identity, key: '' } }), /cannot be used/);
  assert.match(await reason({ identity: { ...identity, certificate: '' } }), /cannot be used/);
});

test('what a sender says to sign in is not written down', async () => {
  await listening(async (listener, hearing) => {
    const socket = dial(listener);
    socket.resume();
    socket.end(lines('EHLO sender.example', 'AUTH PLAIN AGJvYgBzZWNyZXQ=', 'QUIT'));
    const { result } = await hearing.next();
    socket.destroy();
    const transcript = result.ok ? result.capture.transcript : result.failure.transcript;
    assert.ok(transcript.some(({ text }) => text === 'AUTH PLAIN …'));
    assert.doesNotMatch(JSON.stringify(transcript), /AGJv/);
  });
});

test('a supplied certificate is the one that is shown', async () => {
  await listening(
    async (listener) => {
      const socket = dial(listener);
      await startTls(socket);
      const tls = await secure(socket, {});
      assert.equal(hex(tls.getPeerCertificate().raw), hex(chain.leaf.der));
      tls.destroy();
    },
    { identity: { certificate: chain.leaf.pem, key: chain.leaf.keyPem } },
  );
});

test("the listener's own certificate is valid now and signed by itself", async () => {
  const made = await newListenerCertificate('listener.example', at);
  const der = Buffer.from(made.certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const result = readCertificate(der);
  assert.ok(result.ok);
  assert.deepEqual(result.certificate.dnsNames, ['listener.example']);
  assert.ok(result.certificate.notBefore < at && at < result.certificate.notAfter);
});
