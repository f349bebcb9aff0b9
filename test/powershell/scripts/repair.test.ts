import assert from 'node:assert/strict';
import test from 'node:test';
import type { ChainAnalysis } from '../../../src/chain/analyze.js';
import { repairRequest } from '../../../src/powershell/scripts/repair.js';
import { type Certificate, readCertificate } from '../../../src/x509/certificate.js';
import { type Issued, makeChain } from '../../support/pki.js';

function read({ der }: Issued): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

const chain = makeChain();
const [leaf, intermediate, root] = [read(chain.leaf), read(chain.intermediate), read(chain.root)];
const sound: ChainAnalysis = {
  leaf,
  complete: true,
  order: 'correct',
  links: [],
  missing: [],
  corrected: [leaf, intermediate],
  paths: [],
  verdicts: [],
  findings: [],
};

test('a missing intermediate that is known is brought along, one known by name only is asked for', () => {
  const missing = { subject: intermediate.subject, caIssuers: [], neededBy: leaf };
  const known = repairRequest({ ...sound, missing: [{ ...missing, certificate: intermediate }] }, 'mail:25');
  assert.deepEqual(known, {
    leaf,
    target: 'mail:25',
    corrected: [leaf, intermediate],
    intermediates: [intermediate],
    unknownIssuers: [],
  });
  const unknown = repairRequest({ ...sound, corrected: undefined, missing: [missing] });
  assert.deepEqual(unknown, { leaf, intermediates: [], unknownIssuers: [missing] });
});

test('a root never goes among the intermediates', () => {
  const missing = { subject: root.subject, caIssuers: [], neededBy: intermediate, certificate: root };
  assert.deepEqual(repairRequest({ ...sound, missing: [missing] }).intermediates, []);
});

test('what is most probably a root is not asked for as an intermediate', () => {
  const missing = { subject: root.subject, caIssuers: [], neededBy: intermediate, rootListedBy: 'Microsoft' };
  const { intermediates, unknownIssuers } = repairRequest({ ...sound, complete: null, missing: [missing] });
  assert.deepEqual([intermediates, unknownIssuers], [[intermediate], []]);
});

test('of a sound chain all intermediates are brought along', () => {
  assert.deepEqual(repairRequest(sound).intermediates, [intermediate]);
  assert.deepEqual(repairRequest({ ...sound, leaf: undefined, corrected: undefined }).intermediates, []);
});

test('a root that no store lists is a private one, unless a store is unknown or blocks it', () => {
  const verdict = (of: 'unlisted' | 'trusted' | 'blocked' | 'unknown') => ({
    trustStore: of,
    label: of,
    root,
    verdict: of,
  });
  const requestFor = (...verdicts: ReturnType<typeof verdict>[]) => repairRequest({ ...sound, verdicts }).privateRoot;
  assert.equal(requestFor(verdict('unlisted'), verdict('unlisted')), root);
  for (const other of ['trusted', 'blocked', 'unknown'] as const) {
    assert.equal(requestFor(verdict('unlisted'), verdict(other)), undefined);
  }
  assert.equal(requestFor(), undefined);
});
