import assert from 'node:assert/strict';
import test from 'node:test';
import { Turns } from '../../src/cli/turns.js';

test('what completes early waits for those before it', () => {
  const turns = new Turns<string>();
  assert.deepEqual(turns.take(2, 'c'), []);
  assert.deepEqual(turns.take(0, 'a'), ['a']);
  assert.deepEqual(turns.take(3, 'd'), []);
  assert.deepEqual(turns.take(1, 'b'), ['b', 'c', 'd']);
});
