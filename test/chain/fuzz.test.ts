// Certificates that someone altered: whatever is read is judged, and nothing throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisToJson, captureToJson } from '../../src/chain/json.js';
import { judge, presentedOf, storeOf } from '../support/chains.js';
import { makeChain } from '../support/pki.js';
import { seeded } from '../support/seeded.js';

test('altered certificates are judged without an exception', () => {
  const random = seeded(20_261_125);
  const below = (limit: number) => Math.floor(random() * limit);
  let read = 0;
  for (const kind of ['rsa', 'p256', 'ed25519'] as const) {
    const { root, intermediate, leaf } = makeChain(kind, { caIssuers: ['http://ca.example/x.crt'] });
    for (let round = 0; round < 150; round++) {
      const sources = [leaf, intermediate, root].map(({ der }) => Buffer.from(der));
      for (const bytes of sources) {
        for (let changes = below(3); changes > 0; changes--) {
          bytes[below(bytes.length)] = below(256);
        }
      }
      const presented = presentedOf(...sources);
      read += presented.filter(({ certificate }) => certificate).length;
      const stores = [storeOf('root', root), storeOf('altered', ...sources)];
      const analysis = judge([], {
        presented,
        trustStores: stores,
        leafFirst: round % 2 === 0,
        expectedNames: ['a.example'],
      });
      assert.equal(analysis.links.length, 3);
      const capture = {
        origin: { kind: 'file', path: 'x' },
        capturedAt: new Date(0),
        presented,
        transcript: [],
      } as const;
      assert.ok(JSON.stringify([analysisToJson(analysis), captureToJson(capture)]).length > 0);
    }
  }
  assert.ok(read > 500, 'most of them are still certificates');
});
