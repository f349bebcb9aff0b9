import assert from 'node:assert/strict';
import test from 'node:test';
import type { Capture, CaptureOrigin, CaptureResult, FailureCode } from '../../src/chain/capture.js';
import { inspectionLabel } from '../../src/editor/chains/chainTree.js';
import {
  begin,
  callerRow,
  conclude,
  type Inspection,
  inspectionOf,
  maximumCallers,
  maximumInspections,
  put,
  rowsOf,
  targetId,
} from '../../src/editor/chains/inspections.js';
import { fromStored, maximumStored, sameCaptures, toStored } from '../../src/editor/chains/storedInspections.js';
import type { SenderConnection } from '../../src/net/listenerSession.js';
import { readCertificate } from '../../src/x509/certificate.js';
import { issue } from '../support/pki.js';

const { der } = issue({ subject: { CN: 'mail.contoso.com' } });
const read = readCertificate(der);
assert.ok(read.ok);
const { certificate } = read;

function capture(origin: CaptureOrigin, copies = 1): Capture {
  const presented = Array.from({ length: copies }, () => ({ der, certificate }));
  return { origin, capturedAt: new Date('2026-11-25T10:00:00Z'), presented, transcript: [] };
}

function server(host: string, port = 25): CaptureOrigin {
  return { kind: 'server', host, port, security: 'starttls' };
}

test('the same server has one row, which stays in its place', () => {
  const rows = ['a.example', 'b.example', 'a.example'].reduce<readonly Inspection[]>(
    (list, host) => put(list, inspectionOf(capture(server(host)))),
    [],
  );
  assert.deepEqual(rows.map(inspectionLabel), ['b.example:25', 'a.example:25']);
});

test('an attempt leaves its row where it is, unless it is to be the first', () => {
  const target = (host: string) => ({ host, port: 25, security: 'starttls' }) as const;
  const rows = ['a.example', 'b.example', 'c.example'].reduce<readonly Inspection[]>(
    (list, host) => put(list, inspectionOf(capture(server(host)))),
    [],
  );
  const again = begin(rows, target('b.example'), { first: false });
  assert.deepEqual(again.map(inspectionLabel), ['c.example:25', 'b.example:25', 'a.example:25']);
  assert.deepEqual(
    again.map(({ pending = false, capture }) => [pending, capture !== undefined]),
    [
      [false, true],
      [true, true],
      [false, true],
    ],
  );
  // The hosts of a mail domain, the last begun first: known ones and new ones stand in order.
  const domain = ['new.example', 'b.example', 'a.example'].reduce<readonly Inspection[]>(
    (list, host) => begin(list, target(host), { first: true }),
    rows,
  );
  assert.deepEqual(domain.map(inspectionLabel), ['a.example:25', 'b.example:25', 'new.example:25', 'c.example:25']);
});

test('the list is bounded', () => {
  let rows: readonly Inspection[] = [];
  for (let port = 1; port <= maximumInspections + 5; port += 1) {
    rows = put(rows, { id: `server:a:${port}` });
  }
  assert.equal(rows.length, maximumInspections);
  assert.equal(rows[0]?.id, `server:a:${maximumInspections + 5}`);
});

test('captures come back as they were, and can be inspected again', () => {
  const rows = [
    inspectionOf(capture(server('mail.contoso.com', 465))),
    inspectionOf(capture({ kind: 'client', address: '192.0.2.1', port: 40000, heloName: 'mx.example' })),
    inspectionOf(capture({ kind: 'file', path: '/certificates/mail.cer' })),
    { id: 'server:never.example:25', target: { host: 'never.example', port: 25, security: 'auto' } as const },
  ];
  const restored = fromStored(JSON.parse(JSON.stringify(toStored(rows))));
  assert.deepEqual(
    restored.map((each) => [each.id, inspectionLabel(each), each.target?.host, each.capture?.presented.length]),
    [
      ['server:mail.contoso.com:465', 'mail.contoso.com:465', 'mail.contoso.com', 1],
      [`client:mx.example@192.0.2.1:1-${certificate.sha256.slice(0, 16)}`, 'mx.example', undefined, 1],
      ['file:/certificates/mail.cer', 'mail.cer', undefined, 1],
    ],
  );
  assert.equal(restored[0]?.capture?.presented[0]?.certificate?.sha256, certificate.sha256);
});

test('only another capture is worth storing', () => {
  const row = inspectionOf(capture(server('a.example')));
  assert.ok(sameCaptures([row], [{ ...row, pending: true }, { id: 'server:b.example:25' }]));
  assert.ok(!sameCaptures([row], []));
  assert.ok(!sameCaptures([row], [inspectionOf(capture(server('a.example')))]));
});

test('what is kept over a reload is bounded, the newest first', () => {
  const rows = Array.from({ length: 15 }, (_, index) => inspectionOf(capture(server(`h${index}.example`), 100)));
  const stored = toStored(rows);
  assert.ok(stored.length > 0 && stored.length < rows.length);
  assert.ok(JSON.stringify(stored).length <= maximumStored + 100);
  assert.equal(fromStored(stored)[0]?.id, rows[0]?.id);
});

test('what another version or another program stored is left out', () => {
  for (const stored of [undefined, null, 'x', {}, [null, 7, {}, { origin: { kind: 'server' } }]]) {
    assert.deepEqual(fromStored(stored), [], JSON.stringify(stored));
  }
});

const call = { address: '192.0.2.1', port: 40000, heloName: 'mx.example' };
const at = new Date('2026-11-25T10:00:00Z');

function refusal(code: FailureCode): SenderConnection {
  return { ...call, result: { ok: false, failure: { stage: 'ehlo', code, message: 'It failed.', transcript: [] } } };
}

test('a server that calls again has one row for each outcome', () => {
  const origin = { kind: 'client', ...call } as const;
  const outcomes: readonly SenderConnection[] = [
    { ...call, result: { ok: true, capture: capture(origin) } },
    { ...call, port: 40001, result: { ok: true, capture: capture({ ...origin, port: 40001 }) } },
    { ...call, result: { ok: true, capture: capture(origin, 2) } },
    { ...call, result: { ok: true, capture: capture(origin, 0) } },
    refusal('alert'),
    refusal('alert'),
    refusal('starttls-not-used'),
  ];
  const rows = outcomes.map((each) => callerRow(each, at)).reduce<readonly Inspection[]>(put, []);
  assert.deepEqual(
    rows.map((row) => [inspectionLabel(row), row.failure?.failure.code ?? row.capture?.presented.length]),
    [
      ['mx.example', 'starttls-not-used'],
      ['mx.example', 'alert'],
      ['mx.example', 0],
      ['mx.example', 2],
      ['mx.example', 1],
    ],
  );
});

test('a crowd of callers does not push out what was inspected', () => {
  const inspected = Array.from({ length: 60 }, (_, index) => inspectionOf(capture(server(`h${index}.example`))));
  const callers = Array.from({ length: 500 }, (_, index) =>
    callerRow({ ...refusal('closed'), heloName: `h${index}` }, at),
  );
  const rows = [...inspected, ...callers].reduce<readonly Inspection[]>(put, []);
  assert.equal(rows.length, inspected.length + maximumCallers);
  assert.equal(rows[0]?.caller?.heloName, 'h499');
});

const asked = { host: 'mail.contoso.com', port: 25, security: 'auto' } as const;

function answer(address: string, copies = 1): CaptureResult {
  const origin = { kind: 'server', host: 'mail.contoso.com', port: 25, security: 'starttls', address } as const;
  return { ok: true, capture: capture(origin, copies) };
}

function failure(code: FailureCode): CaptureResult {
  return { ok: false, failure: { stage: 'connect', code, message: 'It failed.', transcript: [] } };
}

function summary(rows: readonly Inspection[]): readonly unknown[] {
  return rows.map((row) => [inspectionLabel(row), row.capture?.presented.length, row.failure?.failure.code]);
}

test('an attempt has one row, or one for each address where they differ', () => {
  const others: readonly Inspection[] = [
    inspectionOf(capture(server('a.example'))),
    { id: targetId(asked), target: asked, pending: true },
    inspectionOf(capture(server('b.example'))),
  ];
  const [a, b] = [
    ['a.example:25', 1, undefined],
    ['b.example:25', 1, undefined],
  ];
  const same = conclude(others, asked, [answer('192.0.2.1')], at);
  assert.deepEqual(summary(same), [a, ['mail.contoso.com:25', 1, undefined], b]);
  const differing = conclude(same, asked, [answer('192.0.2.1'), answer('192.0.2.2', 2)], at);
  assert.deepEqual(summary(differing), [
    a,
    ['mail.contoso.com:25 192.0.2.1', 1, undefined],
    ['mail.contoso.com:25 192.0.2.2', 2, undefined],
    b,
  ]);
  assert.deepEqual(
    rowsOf(differing, asked).map(({ target }) => target?.address),
    ['192.0.2.1', '192.0.2.2'],
  );
  const broken = conclude(differing, asked, [failure('refused')], at);
  assert.equal(broken.length, 5, 'a failure takes no capture away');
  const agreed = conclude(differing, asked, [answer('192.0.2.1', 3)], at);
  assert.deepEqual(summary(agreed), [['mail.contoso.com:25', 3, undefined], a, b]);
});

test('a failed attempt keeps the capture, a cancelled one everything', () => {
  const known = conclude([], asked, [answer('192.0.2.1')], at);
  assert.deepEqual(summary(conclude(known, asked, [failure('refused')], at)), [['mail.contoso.com:25', 1, 'refused']]);
  const pending = known.map((row) => ({ ...row, pending: true }));
  assert.deepEqual(conclude(pending, asked, [failure('cancelled')], at), known);
  const first = [{ id: targetId(asked), target: asked, pending: true }];
  assert.deepEqual(conclude(first, asked, [failure('cancelled')], at), []);
});

test('of addresses that differ, one that fails is told beside the others', () => {
  assert.deepEqual(summary(conclude([], asked, [answer('192.0.2.1'), failure('rejected'), failure('timeout')], at)), [
    ['mail.contoso.com:25 192.0.2.1', 1, undefined],
    ['mail.contoso.com:25', undefined, 'rejected'],
  ]);
});

test('both certificates of a server have rows of their own, also after a reload', () => {
  const list = (['rsa', 'ecdsa'] as const).reduce<readonly Inspection[]>(
    (rows, signature) => conclude(rows, { ...asked, signature }, [answer('192.0.2.1')], at),
    conclude([], asked, [answer('192.0.2.1'), answer('192.0.2.2', 2)], at),
  );
  const restored = fromStored(JSON.parse(JSON.stringify(toStored(list))));
  assert.deepEqual(restored.map(inspectionLabel), list.map(inspectionLabel));
  assert.deepEqual(
    restored.map(({ id }) => id),
    list.map(({ id }) => id),
  );
  assert.deepEqual(new Set(restored.map(({ target }) => target?.signature)), new Set([undefined, 'rsa', 'ecdsa']));
});
