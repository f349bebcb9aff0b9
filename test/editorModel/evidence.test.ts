import assert from 'node:assert/strict';
import test from 'node:test';
import { evidenceTargets } from '../../src/editor/documents/evidenceTargets.js';
import { movedDown } from '../../src/editor/documents/movedDown.js';
import type { Evidence } from '../../src/evidence/evidence.js';
import { finding } from '../../src/finding.js';

const start = { line: 2, character: 4 };
const range = { start, end: { line: 3, character: 1 } };
const refused: Evidence = {
  kind: 'smtp-log',
  code: 'evidence.tenant-attribution',
  thumbprints: [],
  summary: '',
  range,
};

function sent(subject: string, ...names: readonly string[]): Evidence {
  return { ...refused, certificate: { subject, issuer: '', thumbprint: '', names } };
}

test('the servers worth a look are those whose certificate was sent, or the other side where that is in question', () => {
  const cases: readonly (readonly [Evidence, readonly string[]])[] = [
    [refused, []],
    [sent('CN=mail.contoso.com', 'mail.contoso.com', 'autodiscover.contoso.com'), ['mail.contoso.com:25']],
    [sent('CN=mail.contoso.com, O=Contoso'), ['mail.contoso.com:25']],
    [sent('CN=EX01', 'EX01', '*.contoso.com'), []],
    [sent('', 'a.contoso.com', 'b.contoso.com', 'c.contoso.com'), ['a.contoso.com:25', 'b.contoso.com:25']],
    [sent('', 'a b.contoso.com', 'javascript:alert(1)', '../x.y'), []],
    [{ ...refused, peer: '52.101.40.2:25' }, []],
    [{ ...refused, code: 'evidence.remote-certificate', peer: 'mx.fabrikam.com' }, ['mx.fabrikam.com:25']],
    [{ ...refused, code: 'evidence.tls-failed', peer: '192.0.2.7:587' }, ['192.0.2.7:587']],
    [{ ...refused, code: 'evidence.starttls-not-offered' }, []],
  ];
  for (const [evidence, targets] of cases) {
    assert.deepEqual(evidenceTargets(evidence), targets, JSON.stringify(evidence));
  }
});

test('what was read from a part has the lines of the whole', () => {
  const moved = movedDown(
    {
      kind: 'smtp-log',
      evidence: [refused],
      problems: [finding('evidence.unreadable', 'x', { range }), finding('evidence.unreadable', 'y')],
      omitted: 3,
    },
    10,
  );
  const below = { start: { line: 12, character: 4 }, end: { line: 13, character: 1 } };
  assert.deepEqual(moved.evidence, [{ ...refused, range: below }]);
  assert.deepEqual(
    moved.problems.map((each) => each.range),
    [below, undefined],
  );
  assert.equal(moved.omitted, 3);
});
