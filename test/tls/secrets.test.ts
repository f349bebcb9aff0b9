// Figures of RFC 8448 section 3, "Simple 1-RTT Handshake".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finishedContent, finishedFits, handshakeSecrets, RecordProtection } from '../../src/tls/secrets.js';
import { recordCipher } from '../../src/tls/suites.js';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hex = (content: Uint8Array | undefined) => Buffer.from(content ?? []).toString('hex');

const shared = bytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');
const hellos = bytes('860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8');
const wholeFlight = bytes('9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13');
const clientSecret = 'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21';
const clientFinished = 'a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61';
const clientRecord =
  '75ec4dc238cce60b298044a71e219c56cc77b0517fe9b93c7a4bfc44d87f38f80338ac98fc46deb384bd1caeacab6867d726c40546';
const header = bytes('1703030035');
const cipher = recordCipher(0x1301) ?? assert.fail();

test('the key schedule gives the traffic secrets of RFC 8448', () => {
  const { client, server } = handshakeSecrets('sha256', shared, hellos);
  assert.equal(hex(client), clientSecret);
  assert.equal(hex(server), 'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38');
});

test('Finished is the one of RFC 8448', () => {
  assert.equal(hex(finishedContent('sha256', bytes(clientSecret), wholeFlight)), clientFinished);
  assert.equal(finishedFits('sha256', bytes(clientSecret), wholeFlight, bytes(clientFinished)), true);
  assert.equal(finishedFits('sha256', bytes(clientSecret), hellos, bytes(clientFinished)), false);
});

test('records are sealed and opened as in RFC 8448', () => {
  const content = `14000020${clientFinished}16`;
  const sealed = new RecordProtection(cipher, bytes(clientSecret)).seal(header, bytes(content));
  assert.equal(hex(sealed), clientRecord);
  assert.equal(hex(new RecordProtection(cipher, bytes(clientSecret)).open(header, bytes(clientRecord))), content);
});

test('a record that was touched, shortened or replayed does not open', () => {
  const record = bytes(clientRecord);
  const changed = Buffer.from(record);
  changed[3] = 0;
  const fresh = () => new RecordProtection(cipher, bytes(clientSecret));
  assert.equal(fresh().open(header, changed), undefined);
  assert.equal(fresh().open(header, record.subarray(1)), undefined);
  assert.equal(fresh().open(header, record.subarray(0, 15)), undefined);
  assert.equal(fresh().open(bytes('1703030036'), record), undefined);
  const used = fresh();
  used.open(header, record);
  assert.equal(used.open(header, record), undefined);
});
