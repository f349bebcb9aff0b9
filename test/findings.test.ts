import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { defaultSeverities } from '../src/finding.js';

test('every finding code has one page in docs/findings.md, and no page lacks a code of the product', () => {
  const headings = Array.from(
    readFileSync('docs/findings.md', 'utf8').matchAll(
      /^## `((?:chain|certificate|capture|connector|evidence)\.[a-z-]+)`$/gm,
    ),
    ([, code = '']) => code,
  );
  assert.deepEqual(headings.toSorted(), Object.keys(defaultSeverities).toSorted());
});
