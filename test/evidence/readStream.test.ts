import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignAdvice, foreignFile } from '../../src/evidence/foreign.js';
import { wholeSize } from '../../src/evidence/logStream.js';
import { readEvidenceStream } from '../../src/evidence/readStream.js';

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bounce = 'Remote server returned 550 5.7.64 TenantAttribution; Relay Access Denied SMTP\r\n';
const logHead =
  '#Software: Microsoft Exchange Server\r\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n';
const logLine =
  '2026-11-24T06:00:12.188Z,To Exchange Online,08DE2A9C,9,10.0.0.21:41822,203.0.113.9:25,<,550 5.7.64 TenantAttribution; Relay Access Denied,\r\n';
const event =
  '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-CAPI2"/><EventID>11</EventID></System><UserData><CertGetCertificateChain><Result value="800B010A">no chain</Result></CertGetCertificateChain></UserData></Event>\r\n';

/** The text, then blank lines up to beyond what is read at once, then the end; in pieces of 1 MB. */
async function* long(text: string, end = ''): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  const blank = Buffer.alloc(1024 * 1024, '\r\n');
  for (let size = 0; size <= wholeSize; size += blank.length) {
    yield blank;
  }
  yield Buffer.from(end);
}

async function codes(chunks: AsyncIterable<Uint8Array>) {
  const document = await readEvidenceStream(chunks, latin1);
  return typeof document === 'string'
    ? document
    : document && [document.kind, ...document.evidence.map(({ code }) => code), document.problems.length];
}

async function* short(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text.slice(0, 20));
  yield Buffer.from(text.slice(20));
}

test('what is short is read whole, whatever it is', async () => {
  assert.deepEqual(await codes(short(bounce)), ['ndr', 'evidence.tenant-attribution', 0]);
  assert.deepEqual(await codes(short(logHead + logLine)), ['smtp-log', 'evidence.tenant-attribution', 0]);
  assert.deepEqual(await codes(short(event)), ['capi2', 'evidence.chain-incomplete', 0]);
  assert.equal(await codes(short('Dear all, lunch is at noon.')), undefined);
});

test('a long log is read to its end', async () => {
  assert.deepEqual(await codes(long(logHead, logLine)), ['smtp-log', 'evidence.tenant-attribution', 0]);
});

test('of a long bounce or event log the beginning is read, and that is said', async () => {
  assert.deepEqual(await codes(long(bounce)), ['ndr', 'evidence.tenant-attribution', 1]);
  assert.deepEqual(await codes(long(event)), ['capi2', 'evidence.chain-incomplete', 1]);
  assert.equal(await codes(long('Dear all')), undefined);
});

test('what cannot be read rejects, before and behind what is read at once', async () => {
  async function* broken(text: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* text;
    throw new Error('disk');
  }
  await assert.rejects(codes(broken(short(bounce))), /disk/);
  await assert.rejects(codes(broken(long(bounce))), /disk/);
});

test('forms that are not read are told by their first bytes, however long they are', async () => {
  const files: readonly (readonly [string, string, RegExp])[] = [
    ['d0cf11e0a1b11ae1', 'compound-file', /\.msg.*\.eml/],
    ['1f8b08000000', 'packed', /Unpack/],
    ['504b0304', 'packed', /Unpack/],
    ['456c6646696c6500', 'event-log', /\.evtx.*wevtutil qe x \/lf/],
  ];
  for (const [signature, kind, advice] of files) {
    const head = Buffer.from(signature, 'hex').toString('latin1');
    for (const chunks of [short, long]) {
      const bytes = async function* () {
        yield Buffer.from(head, 'latin1');
        yield* chunks(bounce);
      };
      assert.equal(await codes(bytes()), kind);
    }
    const told = foreignFile(Buffer.from(signature, 'hex')) ?? assert.fail();
    assert.match(foreignAdvice(told, 'x'), advice);
    assert.equal(foreignFile(Buffer.from(signature.slice(2), 'hex')), undefined);
  }
  assert.equal(foreignFile(Buffer.alloc(0)), undefined);
});
