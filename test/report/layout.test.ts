import assert from 'node:assert/strict';
import test from 'node:test';
import type { Presented } from '../../src/chain/capture.js';
import { fit, maximumDrawn, pictureRows } from '../../src/report/layout.js';
import { isGap, type PathStep, pathSteps } from '../../src/report/path.js';
import { analysisOf, certificates, completableHere, complete, hostile, leafOnly } from './samples.js';

const entry: Presented = { der: new Uint8Array(), problem: 'empty' };

/** A step for each letter: a digit was presented there, `-` was not, `r` is the anchor. */
function stepsOf(text: string): readonly PathStep[] {
  return [...text].map((each) => ({
    kind: 'certificate',
    certificate: certificates.leaf,
    source: each === '-' ? 'available' : each === 'r' ? 'store' : 'presented',
    anchor: each === 'r',
    ...(/\d/.test(each) ? { index: Number(each) } : {}),
  }));
}

/** Left column of the rows as text: a digit an entry, `.` nothing. */
function leftColumn(steps: string, count: number): string {
  return pictureRows(stepsOf(steps), Array(count).fill(entry))
    .map((row) => row.entry ?? '.')
    .join('');
}

const cases: readonly (readonly [what: string, steps: string, count: number, left: string])[] = [
  ['complete', '01r', 2, '01.'],
  ['root sent', '012', 3, '012'],
  ['intermediate missing', '0-r', 1, '0..'],
  ['lower intermediate missing', '0-1r', 2, '0.1.'],
  ['misordered', '021', 3, '012'],
  ['misordered with a gap', '0-21', 3, '0.12'],
  ['leaf last', '10r', 2, '01.'],
  ['unrelated between', '02r', 3, '012'],
  ['unrelated instead of the intermediate', '0-r', 2, '01.'],
  ['nothing known', '', 2, '01'],
  ['nothing sent', '', 0, ''],
];

for (const [what, steps, count, left] of cases) {
  test(`the left column keeps wire order and shows the gap: ${what}`, () => {
    assert.equal(leftColumn(steps, count), left);
  });
}

test('thousands of entries are counted, not drawn', () => {
  assert.equal(pictureRows([], Array(5000).fill(entry)).length, maximumDrawn);
});

test('text is cut by the columns that it takes', () => {
  assert.equal(fit('abc', 3), 'abc');
  assert.equal(fit('abcd', 3), 'ab…');
  assert.equal(fit('東京都', 6), '東京都');
  assert.equal(fit('東京都', 5), '東…');
  assert.equal(fit('', 3), '');
});

test('the gap is what the other side needed and did not get', () => {
  const gaps = ({ capture, analysis }: typeof leafOnly) =>
    pathSteps(analysis, capture.presented)
      .map((step) => (isGap(step) ? '-' : step.kind === 'certificate' && step.anchor ? 'r' : '+'))
      .join('');
  assert.equal(gaps(leafOnly), '+-');
  assert.equal(gaps(completableHere), '+-r');
  assert.equal(gaps(complete), '++r');
  assert.equal(gaps(hostile), '+');
});

test('a missing issuer that is known is a step with its certificate', () => {
  const [missing] = leafOnly.analysis.missing;
  assert.ok(missing);
  const analysis = { ...leafOnly.analysis, missing: [{ ...missing, certificate: certificates.intermediate }] };
  const last = pathSteps(analysis, leafOnly.capture.presented).at(-1);
  assert.ok(last?.kind === 'certificate' && last.certificate === certificates.intermediate && isGap(last));
});

test('links that go round in a circle end', () => {
  const analysis = analysisOf({
    links: [
      { index: 0, role: 'leaf', issuerIndex: 1, onPath: false },
      { index: 1, role: 'intermediate', issuerIndex: 0, onPath: false },
    ],
  });
  assert.equal(pathSteps(analysis, complete.capture.presented).length, 2);
});
