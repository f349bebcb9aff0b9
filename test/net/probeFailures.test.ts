// What servers do to an inspector: everything ends in a typed failure, with the dialogue so far.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureFailure } from '../../src/chain/capture.js';
import { type ProbeTarget, probe } from '../../src/net/probe.js';
import { concat, number, vector } from '../../src/tls/bytes.js';
import { writeMessage } from '../../src/tls/messages.js';
import { writeRecord } from '../../src/tls/records.js';
import { HandshakeServer } from '../support/handshakeServer.js';
import { makeChain } from '../support/pki.js';
import { type Peer, serveScript } from '../support/scriptedServer.js';

const { leaf } = makeChain('p256');
const now = () => new Date('2026-11-24T12:00:00Z');

/** Long enough for anything that a loopback server does at once. */
const patient = 5000;
/** For servers that never get to the point. */
const brief = 250;

interface Case {
  readonly name: string;
  readonly script: (peer: Peer) => Promise<void>;
  readonly expect: readonly [CaptureFailure['stage'], CaptureFailure['code']];
  readonly target?: Partial<ProbeTarget>;
  readonly timeout?: number;
}

const greet =
  (text: string) =>
  async (peer: Peer): Promise<void> =>
    peer.send(text);

const afterGreeting =
  (text: string) =>
  async (peer: Peer): Promise<void> => {
    peer.send('220 demo.example\r\n');
    await peer.line();
    peer.send(text);
  };

const afterEhlo =
  (text: string, action: (peer: Peer) => void = () => undefined) =>
  async (peer: Peer): Promise<void> => {
    await afterGreeting('250-demo.example\r\n250 STARTTLS\r\n')(peer);
    await peer.line();
    peer.send(text);
    action(peer);
  };

const inTls =
  (answer: (peer: Peer, hello: Uint8Array) => void) =>
  async (peer: Peer): Promise<void> => {
    await peer.startTls();
    answer(peer, await peer.record());
  };

const end = (peer: Peer) => void peer.socket.end();
const reset = (peer: Peer) => void peer.socket.resetAndDestroy();
const nothing = async () => undefined;

/** Sends a piece every few milliseconds until the client leaves. */
function drip(peer: Peer, piece: Uint8Array | string, every = 20): void {
  const timer = setInterval(() => peer.send(piece), every);
  peer.socket.on('close', () => clearInterval(timer));
}

/** Sends as fast as the client reads. */
function flood(peer: Peer, piece: Uint8Array | string): void {
  while (!peer.socket.destroyed && peer.socket.write(piece)) {
    // The buffer is not full yet.
  }
  peer.socket.once('drain', () => flood(peer, piece));
}

const messages = (...content: readonly Uint8Array[]) => writeRecord(22, 0x0303, concat(...content));
const many = (record: Uint8Array) => concat(...Array.from({ length: 1000 }, () => record));
const serverHello = (version: number) =>
  writeMessage(2, number(2, version), new Uint8Array(32), vector(1), number(2, 0xc02b), number(1, 0));
const certificates = (count: number, size: number) =>
  writeMessage(11, vector(3, ...Array.from({ length: count }, () => vector(3, new Uint8Array(size)))));
const records = (bytes: Uint8Array) =>
  concat(
    ...Array.from({ length: Math.ceil(bytes.length / 16_000) }, (_, at) =>
      messages(bytes.subarray(at * 16_000, (at + 1) * 16_000)),
    ),
  );

const cases: readonly Case[] = [
  { name: 'no greeting', script: nothing, expect: ['greeting', 'timeout'], timeout: brief },
  {
    name: 'a greeting of a byte at a time',
    script: async (peer) => drip(peer, '2'),
    expect: ['greeting', 'timeout'],
    timeout: brief,
  },
  {
    name: 'a greeting of a line at a time',
    script: async (peer) => drip(peer, '220-wait\r\n'),
    expect: ['greeting', 'timeout'],
    timeout: brief,
  },
  {
    name: 'an endless greeting',
    script: async (peer) => flood(peer, '220-welcome\r\n'.repeat(1000)),
    expect: ['greeting', 'too-large'],
  },
  { name: 'a line of 100 KB', script: greet(`220 ${'x'.repeat(100_000)}\r\n`), expect: ['greeting', 'too-large'] },
  { name: '554', script: greet('554-no\r\n554 not you\r\n'), expect: ['greeting', 'rejected'] },
  { name: '421', script: greet('421 busy\r\n'), expect: ['greeting', 'rejected'] },
  { name: 'SSH', script: greet('SSH-2.0-OpenSSH_9.2\r\n'), expect: ['greeting', 'not-smtp'] },
  {
    name: 'TLS from the first byte',
    script: async (peer) => peer.send(Uint8Array.of(21, 3, 3, 0, 2, 2, 40)),
    expect: ['greeting', 'not-smtp'],
  },
  { name: 'FIN at once', script: async (peer) => end(peer), expect: ['greeting', 'closed'] },
  { name: 'RST at once', script: async (peer) => reset(peer), expect: ['greeting', 'closed'] },
  { name: 'a reply of two codes', script: greet('220-a\r\n250 b\r\n'), expect: ['greeting', 'not-smtp'] },
  { name: 'two greetings', script: greet('220 a\r\n220 b\r\n'), expect: ['greeting', 'malformed'] },
  { name: 'EHLO unknown', script: afterGreeting('500 what?\r\n'), expect: ['ehlo', 'rejected'] },
  { name: 'EHLO unanswered', script: afterGreeting(''), expect: ['ehlo', 'timeout'], timeout: brief },
  {
    name: 'no STARTTLS',
    script: afterGreeting('250-demo.example\r\n250 SIZE 1000\r\n'),
    expect: ['ehlo', 'starttls-not-offered'],
  },
  {
    name: 'STARTTLS in running text',
    script: afterGreeting('250-STARTTLS at demo.example\r\n250-NO STARTTLS\r\n250 XSTARTTLS\r\n'),
    expect: ['ehlo', 'starttls-not-offered'],
  },
  {
    name: 'replies that nobody asked for',
    script: afterGreeting('250-demo.example\r\n250 STARTTLS\r\n220 go ahead\r\n'),
    expect: ['ehlo', 'malformed'],
  },
  {
    name: 'FIN behind EHLO',
    script: async (peer) => {
      await afterGreeting('250-demo')(peer);
      end(peer);
    },
    expect: ['ehlo', 'closed'],
  },
  { name: '454', script: afterEhlo('454 TLS not available\r\n'), expect: ['starttls', 'starttls-refused'] },
  { name: '501', script: afterEhlo('501-a\r\n501 b\r\n'), expect: ['starttls', 'starttls-refused'] },
  { name: 'FIN behind STARTTLS', script: afterEhlo('', end), expect: ['starttls', 'closed'] },
  { name: 'RST behind STARTTLS', script: afterEhlo('', reset), expect: ['starttls', 'closed'] },
  { name: 'silence behind STARTTLS', script: afterEhlo(''), expect: ['starttls', 'timeout'], timeout: brief },
  {
    name: 'plain text behind the 220',
    script: afterEhlo('220 go ahead\r\n250 injected\r\n'),
    expect: ['starttls', 'starttls-injection'],
  },
  {
    name: 'bytes of TLS behind the 220',
    script: afterEhlo('220-go\r\n220 ahead\r\n\x16\x03'),
    expect: ['starttls', 'starttls-injection'],
  },
  { name: 'garbage for TLS', script: inTls((peer) => peer.send('\0\0\0\0\0\0\0\0')), expect: ['tls', 'not-tls'] },
  {
    name: 'HTTP for TLS',
    script: inTls((peer) => peer.send('HTTP/1.1 400 Bad Request\r\n\r\n')),
    expect: ['tls', 'not-tls'],
  },
  { name: 'a plain 500 for TLS', script: inTls((peer) => peer.send('500 what?\r\n')), expect: ['tls', 'not-tls'] },
  {
    name: 'SSLv3',
    script: inTls((peer) => peer.send(writeRecord(22, 0x0300, serverHello(0x0300)))),
    expect: ['tls', 'not-tls'],
  },
  { name: 'FIN for TLS', script: inTls(end), expect: ['tls', 'closed'] },
  { name: 'RST for TLS', script: inTls(reset), expect: ['tls', 'closed'] },
  {
    name: 'FIN behind the ServerHello',
    script: inTls((peer) => {
      peer.send(messages(serverHello(0x0303)));
      end(peer);
    }),
    expect: ['tls', 'closed'],
  },
  { name: 'silence for TLS', script: inTls(() => undefined), expect: ['tls', 'timeout'], timeout: brief },
  {
    name: 'a byte at a time',
    script: inTls((peer) => {
      peer.send(Uint8Array.of(22, 3, 3, 16, 0));
      drip(peer, Uint8Array.of(2));
    }),
    expect: ['tls', 'timeout'],
    timeout: brief,
  },
  {
    name: 'a 16 MB message',
    script: inTls((peer) => peer.send(messages(Uint8Array.of(11, 255, 255, 255)))),
    expect: ['tls', 'too-large'],
  },
  {
    name: 'a flood of empty records',
    script: inTls((peer) => flood(peer, many(messages()))),
    expect: ['tls', 'malformed'],
  },
  {
    name: 'a flood of warnings',
    script: inTls((peer) => flood(peer, many(writeRecord(21, 0x0303, Uint8Array.of(1, 112))))),
    expect: ['tls', 'malformed'],
  },
  {
    name: 'a flood of ChangeCipherSpec',
    script: inTls((peer) => flood(peer, many(writeRecord(20, 0x0303, Uint8Array.of(1))))),
    expect: ['tls', 'malformed'],
  },
  {
    name: 'a fatal alert',
    script: inTls((peer) => peer.send(writeRecord(21, 0x0303, Uint8Array.of(2, 40)))),
    expect: ['tls', 'alert'],
  },
  {
    name: 'an empty list',
    script: inTls((peer) => peer.send(messages(serverHello(0x0303), certificates(0, 0)))),
    expect: ['tls', 'no-certificates'],
  },
  {
    name: '20,000 certificates',
    script: inTls((peer) => peer.send(records(concat(serverHello(0x0303), certificates(20_000, 400))))),
    expect: ['tls', 'too-large'],
  },
  {
    name: 'no version in common',
    script: inTls((peer) => peer.send(messages(serverHello(0x0301)))),
    target: { version: 'TLSv1.2' },
    expect: ['tls', 'alert'],
  },
  {
    name: 'SMTP on an implicit port',
    script: greet('220 demo.example\r\n'),
    target: { security: 'implicit' },
    expect: ['tls', 'not-tls'],
  },
  {
    name: 'silence on an implicit port',
    script: nothing,
    target: { security: 'implicit' },
    expect: ['tls', 'timeout'],
    timeout: brief,
  },
];

for (const { name, script, expect, target, timeout } of cases) {
  test(`${name}: ${expect.join(', ')}`, async () => {
    const server = await serveScript(script);
    try {
      const result = await probe(
        { host: '127.0.0.1', port: server.port, security: 'starttls', ...target },
        { timeout: timeout ?? patient, now },
      );
      assert.ok(!result.ok);
      const { stage, code, message, transcript } = result.failure;
      assert.deepEqual([stage, code], expect, message);
      assert.match(message, /127\.0\.0\.1:\d+.*\.$/);
      if (stage === 'starttls') {
        assert.ok(transcript.some((line) => line.from === 'client' && line.text === 'STARTTLS'));
      }
    } finally {
      await server.close();
    }
  });
}

test('an oversized entry is a certificate that cannot be read, not a failure', async () => {
  const server = await serveScript(
    inTls((peer) =>
      peer.send(concat(messages(serverHello(0x0303)), records(certificates(1, 1_000_000)), messages(writeMessage(14)))),
    ),
  );
  try {
    const result = await probe(
      { host: '127.0.0.1', port: server.port, security: 'starttls' },
      { timeout: patient, now },
    );
    assert.ok(result.ok);
    assert.equal(result.capture.presented[0]?.der.length, 1_000_000);
    assert.equal(typeof result.capture.presented[0]?.problem, 'string');
  } finally {
    await server.close();
  }
});

test('time that runs out behind the certificates loses nothing', async () => {
  const server = await serveScript(
    inTls((peer, hello) => {
      const handshake = new HandshakeServer({ version: 'TLSv1.2', leaf, edit: (flight) => flight.slice(0, 1) });
      peer.send(handshake.answer(hello));
    }),
  );
  try {
    const result = await probe({ host: '127.0.0.1', port: server.port, security: 'starttls' }, { timeout: brief, now });
    assert.ok(result.ok);
    assert.equal(result.capture.presented.length, 1);
    assert.equal(result.capture.tls?.possession, undefined);
    assert.ok(result.capture.tls?.possessionReason);
  } finally {
    await server.close();
  }
});

test('a closed port, an unknown name, a name without addresses', async () => {
  const server = await serveScript(nothing);
  await server.close();
  const ask = (host: string, lookup?: () => Promise<readonly string[]>) =>
    probe({ host, port: server.port, security: 'auto' }, { timeout: patient, now, ...(lookup ? { lookup } : {}) });
  const outcome = async (result: ReturnType<typeof probe>) => {
    const settled = await result;
    return settled.ok ? undefined : [settled.failure.stage, settled.failure.code];
  };
  assert.deepEqual(await outcome(ask('127.0.0.1')), ['connect', 'refused']);
  assert.deepEqual(await outcome(ask('no.example', () => Promise.reject(new Error('ENOTFOUND')))), [
    'resolve',
    'unreachable',
  ]);
  assert.deepEqual(await outcome(ask('no.example', () => Promise.resolve([]))), ['resolve', 'unreachable']);
  const silent = () => new Promise<readonly string[]>(() => undefined);
  const result = probe({ host: 'no.example', port: 25, security: 'auto' }, { timeout: brief, now, lookup: silent });
  assert.deepEqual(await outcome(result), ['resolve', 'timeout']);
});

test('cancellation ends a probe wherever it is, even before it began', async () => {
  const server = await serveScript(nothing);
  try {
    const target = { host: '127.0.0.1', port: server.port, security: 'auto' } as const;
    const controller = new AbortController();
    const waiting = probe(target, { timeout: patient, now, signal: controller.signal });
    setImmediate(() => controller.abort());
    for (const result of [await waiting, await probe(target, { timeout: patient, now, signal: controller.signal })]) {
      assert.equal(!result.ok && result.failure.code, 'cancelled');
    }
  } finally {
    await server.close();
  }
});
