import assert from 'node:assert/strict';
import test from 'node:test';
import { readLogStream } from '../../src/evidence/logStream.js';

const header =
  '#Software: Microsoft Exchange Server\r\n#Log-type: SMTP Send Protocol Log\r\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n';
const refusal =
  '2026-11-24T06:00:12.188Z,To Exchange Online,08DE2A9C,9,10.0.0.21:41822,203.0.113.9:25,<,550 5.7.64 TenantAttribution; Relay Access Denied,\r\n';
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

test('a log is read from pieces cut anywhere, in UTF-8 and UTF-16', async () => {
  const text = header + refusal;
  const encodings: readonly [string, Uint8Array, number][] = [
    ['UTF-8', Buffer.from(text), 7],
    ['UTF-16 with mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 33],
    ['UTF-16 without', Buffer.from(text, 'utf16le'), 33],
  ];
  for (const [name, bytes, size] of encodings) {
    const document = await readLogStream(pieces(bytes, size), latin1);
    assert.deepEqual(
      document?.evidence.map(({ code, range }) => [code, range.start.line]),
      [['evidence.tenant-attribution', 3]],
      name,
    );
  }
});

test('what is no log, or nothing at all, is undefined', async () => {
  assert.equal(await readLogStream(pieces(Buffer.from('one\ntwo\n'), 3), latin1), undefined);
  assert.equal(await readLogStream(pieces(Buffer.alloc(0), 3), latin1), undefined);
});
