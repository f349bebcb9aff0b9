import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTargetList } from '../../src/net/targetList.js';

async function read(...chunks: readonly (string | Uint8Array)[]) {
  const listed: string[] = [];
  async function* arriving() {
    yield* chunks;
  }
  for await (const each of readTargetList(arriving())) {
    listed.push(
      each.ok ? `${each.line} ${each.target.host}:${each.target.port}` : `${each.line} ${each.problem}: ${each.reason}`,
    );
  }
  return listed;
}

test('blank lines and comments are skipped, lines keep their numbers', async () => {
  assert.deepEqual(await read('# servers\n\na.example\r\n  \nb.example:587 # the other\n#c.example\n[::1]:26'), [
    '3 a.example:25',
    '5 b.example:587',
    '7 ::1:26',
  ]);
});

test('what is no target and what repeats one is told, and the rest goes on', async () => {
  const [first, second, third, fourth, ...rest] = await read(
    'a.example\nb example\nA.example:25\nc.example:0\nd.example\n',
  );
  assert.equal(first, '1 a.example:25');
  assert.match(second ?? '', /^2 invalid: .*b example/);
  assert.match(third ?? '', /^3 duplicate: .*a\.example:25/);
  assert.match(fourth ?? '', /^4 invalid: /);
  assert.deepEqual(rest, ['5 d.example:25']);
});

test("a list in Windows PowerShell's UTF-16 is read", async () => {
  const bytes = Buffer.from('\ufeffa.example\r\nbücher.example\r\n', 'utf16le');
  const expected = ['1 a.example:25', '2 xn--bcher-kva.example:25'];
  assert.deepEqual(await read(bytes.subarray(0, 7), bytes.subarray(7)), expected);
});

test('chunks may end anywhere, in the middle of a character too', async () => {
  const bytes = Buffer.from('\ufeffa.example\nbücher.example\n');
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  assert.deepEqual(await read(...pieces), ['1 a.example:25', '2 xn--bcher-kva.example:25']);
});

test('a line without end is invalid, and is not collected', async () => {
  const [first, ...rest] = await read(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)), '\nb.example');
  assert.match(first ?? '', /^1 invalid: /);
  assert.deepEqual(rest, ['2 b.example:25']);
});
