// Runs on BoringSSL, against servers on OpenSSL.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from '../../src/net/probe.js';
import type { ServerOnOpenssl } from './servers.js';

const servers: readonly ServerOnOpenssl[] = JSON.parse(process.env['CHAINMAIL_SERVERS'] ?? '[]');

test('this is BoringSSL, and there are servers', () => {
  assert.ok(process.versions['boringssl']);
  assert.ok(servers.length > 0);
});

for (const { name, version, port, sent } of servers) {
  for (const only of [undefined, version]) {
    test(`${name}${only ? ' alone' : ''}: the list as sent, and the key proved`, async () => {
      const target = { host: '127.0.0.1', port, security: 'starttls', ...(only ? { version: only } : {}) } as const;
      const result = await probe(target, { timeout: 10_000, now: () => new Date('2026-11-24T12:00:00Z') });
      assert.ok(result.ok, JSON.stringify(result));
      const { presented, tls } = result.capture;
      assert.deepEqual(
        presented.map(({ der }) => Buffer.from(der).toString('base64')),
        sent,
      );
      assert.equal(tls?.version, version);
      assert.equal(tls.possession, 'proved');
    });
  }
}
