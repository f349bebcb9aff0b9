import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressLiteral, capabilities, type Reply, ReplyReader } from '../../src/net/smtp.js';

function read(...pieces: readonly (string | Uint8Array)[]): { replies: readonly unknown[]; lines: readonly string[] } {
  const lines: string[] = [];
  const reader = new ReplyReader((line) => lines.push(line));
  const replies: unknown[] = [];
  for (const piece of pieces) {
    reader.append(Buffer.from(piece));
    for (let reply = reader.next(); reply !== undefined; reply = reader.next()) {
      replies.push(reply);
      if (typeof reply === 'string') {
        return { replies, lines };
      }
    }
  }
  return { replies, lines };
}

const cases: readonly { name: string; pieces: readonly string[]; replies: readonly unknown[] }[] = [
  { name: 'one line', pieces: ['220 hello\r\n'], replies: [{ code: 220, lines: ['hello'] }] },
  { name: 'several lines', pieces: ['250-a\r\n250-b\r\n250 c\r\n'], replies: [{ code: 250, lines: ['a', 'b', 'c'] }] },
  { name: 'lines that end in LF alone', pieces: ['250-a\n250 b\n'], replies: [{ code: 250, lines: ['a', 'b'] }] },
  { name: 'a code alone', pieces: ['220\r\n'], replies: [{ code: 220, lines: [''] }] },
  { name: 'no text behind the code', pieces: ['250-\r\n250 \r\n'], replies: [{ code: 250, lines: ['', ''] }] },
  { name: 'bytes one at a time', pieces: [...'250-a\r\n250 b\r\n'], replies: [{ code: 250, lines: ['a', 'b'] }] },
  {
    name: 'two replies at once',
    pieces: ['220 a\r\n250 b\r\n'],
    replies: [
      { code: 220, lines: ['a'] },
      { code: 250, lines: ['b'] },
    ],
  },
  { name: 'an unfinished line', pieces: ['220 a'], replies: [] },
  { name: 'no code', pieces: ['hello\r\n'], replies: ['not-smtp'] },
  { name: 'a code of two digits', pieces: ['22 a\r\n'], replies: ['not-smtp'] },
  { name: 'text right behind the code', pieces: ['220a\r\n'], replies: ['not-smtp'] },
  { name: 'two codes in one reply', pieces: ['220-a\r\n221 b\r\n'], replies: ['not-smtp'] },
  { name: 'a first byte that is no digit', pieces: ['S'], replies: ['not-smtp'] },
  { name: 'too much', pieces: ['220-', 'x'.repeat(70_000)], replies: ['too-large'] },
];

for (const { name, pieces, replies } of cases) {
  test(`replies: ${name}`, () => {
    assert.deepEqual(read(...pieces).replies, replies);
  });
}

test('each line is told once, without its end', () => {
  assert.deepEqual(read('250-a\r', '\n250', ' b\n').lines, ['250-a', '250 b']);
});

test('capabilities are keywords, in any case, and never the greeting', () => {
  const reply: Reply = { code: 250, lines: ['STARTTLS at your service', 'starttls', 'SIZE 1000', 'X-NO AUTH', ''] };
  assert.deepEqual([...capabilities(reply)], ['STARTTLS', 'SIZE', 'X-NO', '']);
});

test('the client calls itself by its address', () => {
  assert.equal(addressLiteral('192.0.2.1'), '[192.0.2.1]');
  assert.equal(addressLiteral('2001:db8::1'), '[IPv6:2001:db8::1]');
  assert.equal(addressLiteral('fe80::1%eth0'), '[IPv6:fe80::1]');
});
