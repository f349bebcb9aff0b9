import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReplyReader } from '../../src/net/smtp.js';
import { parseTarget } from '../../src/net/target.js';
import { fuzzRounds, mutated, seeded, segmented } from '../support/seeded.js';

function read(pieces: readonly Uint8Array[]): readonly unknown[] {
  const reader = new ReplyReader(() => undefined);
  const replies: unknown[] = [];
  for (const piece of pieces) {
    reader.append(piece);
    for (let reply = reader.next(); reply !== undefined; reply = reader.next()) {
      replies.push(reply);
      if (typeof reply === 'string') {
        return replies;
      }
    }
  }
  return replies;
}

test('mutated replies never throw, and segmentation does not change what they say', () => {
  const random = seeded(0x5317);
  const dialogue = Buffer.from('220 a ESMTP\r\n250-a\r\n250-SIZE 1\r\n250-STARTTLS\r\n250 8BITMIME\r\n220 go\r\n');
  for (let round = 0; round < fuzzRounds(2000); round += 1) {
    const bytes = mutated(dialogue, random);
    assert.deepEqual(read(segmented(bytes, random)), read([bytes]), `round ${round}`);
  }
});

test('whatever is typed as a target is read or refused, and a host read once reads the same again', () => {
  const random = seeded(0x7a6e);
  const typed = Buffer.from('[2001:db8::25]:587 mail.contoso.com:25 bücher.example 192.0.2.1');
  for (let round = 0; round < fuzzRounds(2000); round += 1) {
    const at = Math.floor(random() * typed.length);
    const text = Buffer.from(mutated(typed.subarray(at, at + 20), random)).toString('utf8');
    const result = parseTarget(text);
    if (result.ok) {
      assert.deepEqual(parseTarget(result.target.host), { ok: true, target: { ...result.target, port: 25 } }, text);
    } else {
      assert.match(result.reason, /\.$/);
    }
  }
});
