import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflaters } from '../../src/net/inflaters.js';
import { concat, number, vector } from '../../src/tls/bytes.js';
import { ClientHandshake, type HandshakeRequest, type Progress } from '../../src/tls/client.js';
import { messageTypes, writeMessage } from '../../src/tls/messages.js';
import { contentTypes, writeRecord } from '../../src/tls/records.js';
import { supportsCipher } from '../../src/tls/secrets.js';
import { recordCipher } from '../../src/tls/suites.js';
import type { VersionName } from '../../src/tls/versions.js';
import { HandshakeServer, type HandshakeServerOptions, readClientHello } from '../support/handshakeServer.js';
import { issue, type KeyKind, makeChain } from '../support/pki.js';

const chains = new Map<KeyKind, ReturnType<typeof makeChain>>();

function chainOf(kind: KeyKind) {
  const chain = chains.get(kind) ?? makeChain(kind);
  chains.set(kind, chain);
  return chain;
}

const chain = chainOf('p256');
const plain13: HandshakeServerOptions = { version: 'TLSv1.3', leaf: chain.leaf };
const plain12: HandshakeServerOptions = { version: 'TLSv1.2', leaf: chain.leaf };

/** Lets client and server talk until the client is done; `change` may replace what the server says first. */
function converse(
  options: HandshakeServerOptions,
  request: HandshakeRequest = {},
  change: (answer: Uint8Array, server: HandshakeServer) => Uint8Array = (answer) => answer,
): Progress {
  const client = new ClientHandshake({ inflaters: inflaters(), ...request });
  const server = new HandshakeServer(options);
  let send: Uint8Array | undefined = client.start();
  for (;;) {
    const progress: Progress = client.receive(change(server.answer(send), server));
    if (progress.state !== 'reading' || !progress.send) {
      return progress.state === 'reading' ? client.end() : progress;
    }
    send = progress.send;
  }
}

function done(progress: Progress) {
  assert.equal(progress.state, 'done', JSON.stringify(progress));
  return progress.state === 'done' ? progress.result : assert.fail();
}

function hex(entries: readonly Uint8Array[]): readonly string[] {
  return entries.map((entry) => Buffer.from(entry).toString('hex'));
}

const versions: readonly VersionName[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

for (const version of versions) {
  for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as const) {
    if (kind === 'ed25519' && version < 'TLSv1.2') {
      continue;
    }
    test(`${version} with ${kind}: the list as sent and a proved key`, () => {
      const { leaf, intermediate, root } = chainOf(kind);
      const entries = [leaf, root, intermediate, leaf].map((each) => each.der);
      const result = done(converse({ version, leaf, entries }, { version }));
      assert.deepEqual(hex(result.certificates), hex(entries));
      assert.equal(result.version, version);
      assert.deepEqual(result.possession, { proof: 'proved' });
    });

    test(`${version} with ${kind}: a wrong signature is noted, not fatal`, () => {
      const { leaf } = chainOf(kind);
      const result = done(converse({ version, leaf, wrongSignature: true }));
      assert.deepEqual(hex(result.certificates), hex([leaf.der]));
      assert.deepEqual(result.possession, { proof: 'failed', reason: 'signature-invalid' });
    });
  }
}

for (const suite of [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]) {
  const algorithm = recordCipher(suite)?.algorithm ?? assert.fail();
  test(`TLS 1.3 suite ${algorithm} ${suite.toString(16)}: offered exactly when this machine has it`, () => {
    const offered = readClientHello(new ClientHandshake({}).start()).suites.includes(suite);
    assert.equal(offered, supportsCipher(algorithm));
    if (offered) {
      assert.deepEqual(done(converse({ ...plain13, suite })).possession, { proof: 'proved' });
    }
  });
}

for (const group of [0x001d, 0x0017, 0x0018, 0x0019]) {
  test(`TLS 1.3 group ${group}`, () => {
    assert.deepEqual(done(converse({ ...plain13, group })).possession, { proof: 'proved' });
  });
}

test('only what can be inflated is offered, and only in TLS 1.3', () => {
  const offered = (request: HandshakeRequest) =>
    readClientHello(new ClientHandshake(request).start()).extensions.get(27);
  assert.equal(offered({}), undefined);
  assert.equal(offered({ inflaters: inflaters(), version: 'TLSv1.2' }), undefined);
  assert.deepEqual([...(offered({ inflaters: new Map([[2, () => undefined]]) }) ?? [])], [2, 0, 2]);
  assert.deepEqual([...inflaters().keys()].slice(0, 2), [1, 2]);
});

test('a HelloRetryRequest for a cookie alone, and for a group and a cookie', () => {
  const cookie = Buffer.from('a cookie');
  assert.equal(done(converse({ ...plain13, cookie })).version, 'TLSv1.3');
  assert.equal(done(converse({ ...plain13, cookie, group: 0x0018, suite: 0x1302 })).possession.proof, 'proved');
});

for (const compression of [1, 2, 3] as const) {
  test(`a compressed certificate list, algorithm ${compression}, where it is offered`, () => {
    if (!inflaters().has(compression)) {
      assert.equal(compression, 3);
      return;
    }
    const entries = [chain.leaf.der, chain.intermediate.der];
    const result = done(converse({ ...plain13, entries, compression }));
    assert.deepEqual(hex(result.certificates), hex(entries));
    assert.deepEqual(result.possession, { proof: 'proved' });
  });
}

for (const version of versions) {
  for (const fragment of [1, 7, 512]) {
    test(`${version} in records of ${fragment} bytes, fed a byte at a time`, () => {
      const client = new ClientHandshake({ version });
      const server = new HandshakeServer({ version, leaf: chain.leaf, fragment });
      const bytes = server.answer(client.start());
      let last: Progress = { state: 'reading' };
      for (let at = 0; at < bytes.length && last.state === 'reading'; at += 1) {
        last = client.receive(bytes.subarray(at, at + 1));
      }
      assert.deepEqual(done(last).possession, { proof: 'proved' });
    });
  }
}

test('entries that are no certificates stay in their place', () => {
  const garbage = Buffer.from('no certificate');
  const entries = [new Uint8Array(0), chain.leaf.der, garbage, new Uint8Array(0)];
  for (const options of [plain12, plain13]) {
    const result = done(converse({ ...options, entries }));
    assert.deepEqual(hex(result.certificates), hex(entries));
    assert.deepEqual(result.possession, { proof: 'unknown', reason: 'unknown-key' });
  }
});

test('thousands of certificates', () => {
  const entries = Array.from({ length: 5000 }, (_, at) => concat(number(2, at), chain.leaf.der));
  for (const options of [plain12, plain13]) {
    assert.equal(done(converse({ ...options, entries })).certificates.length, 5000);
  }
});

test('a static RSA suite shows no proof', () => {
  const { leaf } = chainOf('rsa');
  const result = done(converse({ version: 'TLSv1.2', leaf, suite: 0x002f }));
  assert.deepEqual(result.possession, { proof: 'unknown', reason: 'not-shown' });
  assert.equal(result.cipher, 'TLS_RSA_WITH_AES_128_CBC_SHA');
});

test('a wrong Finished is noted', () => {
  assert.deepEqual(done(converse({ ...plain13, wrongFinished: true })).possession, {
    proof: 'failed',
    reason: 'finished-invalid',
  });
});

test('a leaf that does not hold the signing key is noted', () => {
  const other = issue({ subject: { CN: 'other' } });
  for (const options of [plain12, plain13]) {
    const result = done(converse({ ...options, entries: [other.der] }));
    assert.deepEqual(result.possession, { proof: 'failed', reason: 'signature-invalid' });
  }
});

test('a flight without its signature is noted', () => {
  const without = (type: number) => (messages: readonly Uint8Array[]) => messages.filter(([first]) => first !== type);
  const missing = { proof: 'failed', reason: 'signature-missing' };
  const in12 = converse({ ...plain12, edit: without(messageTypes.serverKeyExchange) });
  const in13 = converse({ ...plain13, edit: without(messageTypes.certificateVerify) });
  assert.deepEqual(done(in12).possession, missing);
  assert.deepEqual(done(in13).possession, missing);
});

test('what came before the connection broke counts, once the certificates are there', () => {
  for (const options of [plain12, plain13]) {
    const result = done(converse({ ...options, edit: (messages) => messages.slice(0, -2).slice(0, 2) }));
    assert.equal(result.certificates.length, 1);
    assert.deepEqual(result.possession, { proof: 'unknown', reason: 'interrupted' });
  }
});

test('a server that asks for a client certificate is answered by nothing', () => {
  const request12 = writeMessage(messageTypes.certificateRequest, vector(1, number(1, 1)), vector(2), vector(2));
  const result = done(
    converse({ ...plain12, edit: ([certificate = request12, ...rest]) => [certificate, request12, ...rest] }),
  );
  assert.deepEqual(result.possession, { proof: 'proved' });
});

test('the ClientHello carries what was asked for', () => {
  const hello = (request: HandshakeRequest) => readClientHello(new ClientHandshake(request).start());
  assert.match(
    Buffer.from(hello({ serverName: 'mail.contoso.com' }).extensions.get(0) ?? []).toString('latin1'),
    /mail\.contoso\.com$/,
  );
  assert.equal(hello({}).extensions.has(0), false);
  assert.equal(hello({ version: 'TLSv1' }).version, 0x0301);
  assert.equal(hello({ version: 'TLSv1.2' }).extensions.has(51), false);
  assert.equal(
    hello({ version: 'TLSv1.3' }).suites.every((suite) => suite >> 8 === 0x13),
    true,
  );
  assert.equal(hello({ signature: 'rsa' }).suites.includes(0xc02b), false);
  assert.equal(hello({ signature: 'ecdsa' }).suites.includes(0xc02f), false);
});

test('no ClientHello is between 256 and 511 bytes long', () => {
  for (const version of [undefined, ...versions]) {
    for (const length of [1, 20, 60, 100, 200, 250]) {
      const request = { serverName: 'a'.repeat(length), ...(version ? { version } : {}) };
      const { message } = readClientHello(new ClientHandshake(request).start());
      assert.equal(message.length > 255 && message.length < 512, false, `${version} ${length}: ${message.length}`);
    }
  }
});

test('the farewell is an alert in the clear before there are keys, and sealed after', () => {
  const client = new ClientHandshake({});
  const server = new HandshakeServer(plain13);
  const hello = client.start();
  assert.equal(client.farewell()[0], contentTypes.alert);
  assert.deepEqual([...client.farewell({ code: 'alert', alert: 70, own: true }).subarray(5)], [2, 70]);
  client.receive(server.answer(hello));
  assert.equal(client.farewell()[0], contentTypes.applicationData);
});

/** A server that says nothing under its keys by itself. */
const silent13: HandshakeServerOptions = { ...plain13, edit: () => [] };
const handshake = (...content: readonly Uint8Array[]) =>
  writeRecord(contentTypes.handshake, 0x0303, concat(...content));
const alert = (level: number, code: number) => writeRecord(contentTypes.alert, 0x0303, Uint8Array.of(level, code));
const repeated = (count: number, bytes: Uint8Array) => concat(...Array.from({ length: count }, () => bytes));
const replaced = (bytes: Uint8Array) => () => bytes;
const insertBehindHello =
  (bytes: (server: HandshakeServer) => Uint8Array) => (answer: Uint8Array, server: HandshakeServer) =>
    concat(answer.subarray(0, 5 + (answer[3] ?? 0) * 256 + (answer[4] ?? 0)), bytes(server));

const failures: readonly {
  readonly name: string;
  readonly options?: HandshakeServerOptions;
  readonly request?: HandshakeRequest;
  readonly change?: (answer: Uint8Array, server: HandshakeServer) => Uint8Array;
  readonly problem: object;
}[] = [
  {
    name: 'HTTP',
    change: replaced(Buffer.from('HTTP/1.1 400 Bad Request\r\n')),
    problem: { code: 'not-tls', ssl3: false },
  },
  { name: 'a plain reply', change: replaced(Buffer.from('5')), problem: { code: 'not-tls', ssl3: false } },
  { name: 'zeros', change: replaced(new Uint8Array(100)), problem: { code: 'not-tls', ssl3: false } },
  {
    name: 'an SSLv3 record',
    change: replaced(Uint8Array.of(22, 3, 0, 0, 4, 2, 0, 0, 0)),
    problem: { code: 'not-tls', ssl3: true },
  },
  {
    name: 'another protocol major',
    change: replaced(Uint8Array.of(22, 2, 0)),
    problem: { code: 'not-tls', ssl3: false },
  },
  { name: 'nothing', change: replaced(new Uint8Array(0)), problem: { code: 'closed' } },
  { name: 'a fatal alert', change: replaced(alert(2, 40)), problem: { code: 'alert', alert: 40, own: false } },
  { name: 'close_notify', change: replaced(alert(1, 0)), problem: { code: 'closed' } },
  {
    name: 'an alert of one byte',
    change: replaced(writeRecord(21, 0x0303, Uint8Array.of(2))),
    problem: { code: 'malformed', what: 'Alert' },
  },
  {
    name: 'a flood of warnings',
    change: replaced(repeated(40, alert(1, 112))),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'a flood of empty records',
    change: replaced(repeated(40, handshake())),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'a flood of ChangeCipherSpec',
    change: replaced(repeated(40, writeRecord(20, 0x0303, number(1, 1)))),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'a flood of HelloRequest',
    change: replaced(repeated(40, handshake(writeMessage(0)))),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'a 16 MB message',
    change: replaced(handshake(Uint8Array.of(11, 255, 255, 255))),
    problem: { code: 'too-large', what: 'Certificate' },
  },
  {
    name: 'an oversized record',
    change: replaced(Uint8Array.of(22, 3, 3, 255, 255)),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'application data first',
    change: replaced(writeRecord(23, 0x0303, number(1, 1))),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
  {
    name: 'a Certificate before the ServerHello',
    change: replaced(handshake(writeMessage(11, vector(3)))),
    problem: { code: 'malformed', what: 'Certificate' },
  },
  {
    name: 'a short ServerHello',
    change: replaced(handshake(writeMessage(2, number(2, 0x0303)))),
    problem: { code: 'malformed', what: 'ServerHello' },
  },
  { name: 'an empty list in 1.2', options: { ...plain12, entries: [] }, problem: { code: 'no-certificates' } },
  { name: 'an empty list in 1.3', options: { ...plain13, entries: [] }, problem: { code: 'no-certificates' } },
  {
    name: 'an empty list, compressed',
    options: { ...plain13, entries: [], compression: 1 },
    problem: { code: 'no-certificates' },
  },
  {
    name: 'no Certificate in 1.2',
    options: { ...plain12, edit: (messages) => messages.slice(2) },
    problem: { code: 'no-certificates' },
  },
  {
    name: 'no Certificate in 1.3',
    options: { ...plain13, edit: (messages) => messages.slice(3) },
    problem: { code: 'no-certificates' },
  },
  {
    name: 'a list longer than its message',
    options: { ...plain12, edit: () => [writeMessage(11, number(3, 9))] },
    problem: { code: 'malformed', what: 'Certificate' },
  },
  {
    name: 'an entry longer than its list',
    options: { ...plain12, edit: () => [writeMessage(11, vector(3, number(3, 9)))] },
    problem: { code: 'malformed', what: 'Certificate' },
  },
  {
    name: 'a message that does not belong',
    options: { ...plain12, edit: () => [writeMessage(20)] },
    problem: { code: 'malformed', what: 'Finished' },
  },
  {
    name: 'an unknown message',
    options: { ...plain13, edit: () => [writeMessage(99)] },
    problem: { code: 'malformed', what: 'HandshakeType 99' },
  },
  {
    name: 'a compressed list that is none',
    options: { ...plain13, edit: () => [writeMessage(25, number(2, 1), number(3, 9), vector(3, number(3, 1)))] },
    problem: { code: 'malformed', what: 'CompressedCertificate' },
  },
  {
    name: 'a compressed list of 16 MB',
    options: { ...plain13, edit: () => [writeMessage(25, number(2, 1), number(3, 0xffffff), vector(3))] },
    problem: { code: 'too-large', what: 'CompressedCertificate' },
  },
  {
    name: 'an unknown compression',
    options: { ...plain13, edit: () => [writeMessage(25, number(2, 9), number(3, 9), vector(3))] },
    problem: { code: 'malformed', what: 'CompressedCertificate' },
  },
  {
    name: 'a version that was not asked for',
    options: plain12,
    request: { version: 'TLSv1.3' },
    problem: { code: 'alert', alert: 70, own: true },
  },
  {
    name: 'an older version than the one asked for',
    options: { ...plain12, version: 'TLSv1' },
    request: { version: 'TLSv1.2' },
    problem: { code: 'alert', alert: 70, own: true },
  },
  {
    name: 'a fatal alert under keys',
    options: silent13,
    change: insertBehindHello((server) => server.seal(21, Uint8Array.of(2, 80))),
    problem: { code: 'alert', alert: 80, own: false },
  },
  {
    name: 'an alert under keys that calls itself a warning',
    options: silent13,
    change: insertBehindHello((server) => server.seal(21, Uint8Array.of(1, 80))),
    problem: { code: 'alert', alert: 80, own: false },
  },
  {
    name: 'a record under other keys',
    options: silent13,
    change: insertBehindHello(() => writeRecord(23, 0x0303, new Uint8Array(40))),
    problem: { code: 'malformed', what: 'TLSCiphertext' },
  },
  {
    name: 'a record without content',
    options: silent13,
    change: insertBehindHello((server) => server.seal(0, new Uint8Array(5))),
    problem: { code: 'malformed', what: 'TLSCiphertext' },
  },
  {
    name: 'plain handshake records under keys',
    options: silent13,
    change: insertBehindHello(() => handshake(writeMessage(11, vector(3)))),
    problem: { code: 'malformed', what: 'TLSPlaintext' },
  },
];

for (const { name, options, request, change, problem } of failures) {
  test(`a typed problem for ${name}`, () => {
    assert.deepEqual(converse(options ?? plain13, request, change), { state: 'failed', problem });
  });
}
