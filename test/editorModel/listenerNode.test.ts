import assert from 'node:assert/strict';
import test from 'node:test';
import { listenerNode } from '../../src/editor/chains/listenerNode.js';
import { isLoopback } from '../../src/net/target.js';

const now = new Date('2026-11-25T10:00:00Z');
const state = {
  host: '127.0.0.1',
  port: 2525,
  implicit: false,
  endsAt: new Date(now.getTime() + 8.2 * 60_000),
  heard: 0,
};

test('the row of a listener says where it listens and for how long', () => {
  const { type, label, description } = listenerNode(state, now);
  assert.deepEqual([type, label, description], ['listener', 'Listening on 127.0.0.1:2525', 'stops in 9 min']);
});

test('what is unusual about a listener is in its row', () => {
  const description = (changes: Partial<typeof state>) => listenerNode({ ...state, ...changes }, now).description;
  assert.equal(
    description({ host: '::', implicit: true }),
    'stops in 9 min · TLS from the start · open to other machines',
  );
  assert.equal(description({ heard: 1 }), 'stops in 9 min · 1 call');
  assert.equal(description({ heard: 3 }), 'stops in 9 min · 3 calls');
  assert.equal(description({ endsAt: new Date(now.getTime() + 40_000) }), 'stops within a minute');
});

test('only loopback addresses are closed to other machines', () => {
  for (const address of ['127.0.0.1', '127.8.0.1', '::1', 'localhost']) {
    assert.ok(isLoopback(address), address);
  }
  for (const address of ['0.0.0.0', '::', '192.0.2.10', '127.0.0.1.example', 'mail.contoso.com', '']) {
    assert.ok(!isLoopback(address), address);
  }
});
