import assert from 'node:assert/strict';
import test from 'node:test';
import { applyOverrides, readOverrides } from '../../src/editor/severity.js';
import { finding } from '../../src/finding.js';

test('a setting changes the weight of a code or silences it', () => {
  const overrides = readOverrides({ 'chain.misordered': 'error', 'chain.duplicate': 'off' });
  const findings = applyOverrides(
    [finding('chain.misordered', 'a'), finding('chain.duplicate', 'b'), finding('chain.self-signed', 'c')],
    overrides,
  );
  assert.deepEqual(
    findings.map(({ code, severity }) => [code, severity]),
    [
      ['chain.misordered', 'error'],
      ['chain.self-signed', 'error'],
    ],
  );
});

test('what the setting cannot mean is left out', () => {
  for (const setting of [
    undefined,
    null,
    'off',
    7,
    ['error'],
    { 'no.such-code': 'off', 'chain.misordered': 'fatal', toString: 'off', 'chain.duplicate': 3 },
  ]) {
    assert.equal(readOverrides(setting).size, 0, JSON.stringify(setting));
  }
});
