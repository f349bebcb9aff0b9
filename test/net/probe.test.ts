import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from '../../src/net/probe.js';
import { type KeyKind, makeChain } from '../support/pki.js';
import { startSmtpServer } from '../support/smtpServer.js';

const options = { timeout: 5000, now: () => new Date('2026-11-24T12:00:00Z') };

for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as const satisfies readonly KeyKind[]) {
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
    for (const implicit of [false, true]) {
      if (kind === 'ed25519' && version < 'TLSv1.2') {
        continue;
      }
      test(`${kind} ${version} ${implicit ? 'implicit' : 'starttls'}`, async () => {
        const { leaf, intermediate, root } = makeChain(kind);
        const chain = [root, intermediate, leaf];
        const server = await startSmtpServer({
          leaf,
          chain,
          implicit,
          minVersion: version,
          maxVersion: version,
          ciphers: 'DEFAULT@SECLEVEL=0',
        });
        try {
          const result = await probe(
            { host: '127.0.0.1', port: server.port, security: implicit ? 'implicit' : 'starttls' },
            options,
          );
          assert.ok(result.ok, JSON.stringify(result));
          assert.deepEqual(
            result.capture.presented.map((each) => Buffer.from(each.der).toString('hex')),
            [leaf, ...chain].map((each) => each.der.toString('hex')),
          );
          assert.equal(result.capture.tls?.version, version);
          assert.equal(result.capture.tls?.possession, 'proved', JSON.stringify(result.capture.tls));
        } finally {
          await server.close();
        }
      });
    }
  }
}
