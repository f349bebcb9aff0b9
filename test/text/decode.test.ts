import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeText } from '../../src/text/decode.js';

const text = 'Relay Access Denied für contoso.com\r\n';
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
const utf16 = Buffer.from(text, 'utf16le');

const encodings: readonly [string, Uint8Array][] = [
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 little-endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 big-endian with a mark', swapped(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ['UTF-16 little-endian without a mark', utf16],
  ['UTF-16 big-endian without a mark', swapped(utf16)],
  ['Windows-1252', Buffer.from(text, 'latin1')],
];
for (const [title, bytes] of encodings) {
  test(`${title} is recognised`, () => {
    assert.equal(decodeText(bytes), text);
  });
}

test('a character cut off at the end is none, and leaves the rest as it is', () => {
  assert.equal(decodeText(Buffer.from('für ü').subarray(0, -1)), 'für ');
  assert.equal(decodeText(Buffer.from('\ufefffür ü', 'utf16le').subarray(0, -1)), 'für ');
});

test('an OEM code page keeps its ASCII', () => {
  assert.match(decodeText(Buffer.from([0x35, 0x2e, 0x37, 0x2e, 0x36, 0x34, 0x20, 0x81])), /^5\.7\.64 .$/);
});

test('any bytes have a text', () => {
  for (let seed = 0; seed < 256; seed++) {
    const bytes = Uint8Array.from({ length: seed }, (_, i) => (i * seed * 167 + seed) & 255);
    assert.equal(typeof decodeText(bytes), 'string');
  }
});
