import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflaters } from '../../src/net/inflaters.js';
import { concat, vector } from '../../src/tls/bytes.js';
import { ClientHandshake, type Progress } from '../../src/tls/client.js';
import { readClientFlight } from '../../src/tls/clientFlight.js';
import { inflateCertificate } from '../../src/tls/compression.js';
import { readServerHello } from '../../src/tls/hello.js';
import { readCertificateList, writeMessage } from '../../src/tls/messages.js';
import { writeRecord } from '../../src/tls/records.js';
import type { VersionName } from '../../src/tls/versions.js';
import { HandshakeServer } from '../support/handshakeServer.js';
import { makeChain } from '../support/pki.js';
import { fuzzRounds, mutated, seeded, segmented } from '../support/seeded.js';

const rounds = fuzzRounds(400);
const { leaf, intermediate } = makeChain('p256');
const entries = [leaf.der, intermediate.der];
const versions: readonly VersionName[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function feed(client: ClientHandshake, pieces: readonly Uint8Array[]): Progress {
  for (const piece of pieces) {
    const progress = client.receive(piece);
    if (progress.state !== 'reading') {
      return progress;
    }
  }
  return client.end();
}

for (const version of versions) {
  test(`${version}: mutated records end in a result or a problem, in any segmentation`, () => {
    const random = seeded(0x7e57 + version.length);
    for (let round = 0; round < rounds; round += 1) {
      const client = new ClientHandshake({ version, inflaters: inflaters() });
      const bytes = mutated(new HandshakeServer({ version, leaf, entries }).answer(client.start()), random);
      const { state } = feed(client, segmented(bytes, random));
      assert.match(state, /^(done|failed)$/, `round ${round}`);
      assert.ok(client.farewell().length > 0);
    }
  });

  test(`${version}: mutated messages under valid records end in a result or a problem`, () => {
    const random = seeded(0xbeef + version.length);
    for (let round = 0; round < rounds; round += 1) {
      const client = new ClientHandshake({ version, inflaters: inflaters() });
      const edit = (messages: readonly Uint8Array[]) =>
        messages.map((message) => (random() < 0.5 ? mutated(message, random) : message));
      const bytes = new HandshakeServer({ version, leaf, entries, edit, compression: 1 }).answer(client.start());
      assert.match(feed(client, segmented(bytes, random)).state, /^(done|failed)$/, `round ${round}`);
    }
  });
}

test('random bodies never throw and never yield more bytes than they hold', () => {
  const random = seeded(0xf00d);
  for (let round = 0; round < rounds * 10; round += 1) {
    const body = Buffer.from(Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() ** 3 * 256)));
    readServerHello(body);
    inflateCertificate(body, inflaters());
    for (const tls13 of [false, true]) {
      const list = readCertificateList(body, tls13);
      const total = list.ok ? list.value.reduce((sum, entry) => sum + entry.length, 0) : 0;
      assert.ok(total <= body.length);
    }
  }
});

test('a mutated client flight never throws, with and without a secret', () => {
  const random = seeded(0xc11e);
  const list = writeMessage(11, vector(3, ...entries.map((entry) => vector(3, entry))));
  const flight = concat(new ClientHandshake({}).start(), writeRecord(22, 0x0303, list));
  assert.equal(readClientFlight(flight).certificates?.length, 2);
  for (let round = 0; round < rounds * 4; round += 1) {
    const bytes = mutated(flight, random);
    const { certificates = [] } = readClientFlight(bytes, random() < 0.5 ? Buffer.alloc(32, round) : undefined);
    assert.ok(certificates.reduce((sum, entry) => sum + entry.length, 0) <= bytes.length);
  }
});
