import assert from 'node:assert/strict';
import test from 'node:test';
import type { Capture } from '../../src/chain/capture.js';
import { type Circumstances, type Judged, judgeCapture } from '../../src/net/judgement.js';
import { captureOf } from '../support/captures.js';
import { certificateOf, storeOf } from '../support/chains.js';
import { issue, makeChain } from '../support/pki.js';

const { root, intermediate, leaf } = makeChain('p256');
const circumstances: Circumstances = {
  expectedNames: [],
  trustStores: [storeOf('public', root)],
  available: [],
  now: new Date('2026-11-25T12:00:00Z'),
};
const at = (host: string) => ({ kind: 'server', host, port: 25, security: 'starttls' }) as const;
const whole = captureOf(at('a.example'), [leaf, intermediate]);
const judge = async (capture: Capture, judged: Judged, more: Partial<Circumstances> = {}) =>
  (await judgeCapture(capture, { ...circumstances, ...more }, undefined, judged)).analysis;

test('servers that present the same are judged once, each with what is said of itself', async () => {
  const judged: Judged = new Map();
  const first = await judge(whole, judged);
  assert.equal(await judge(captureOf(at('b.example'), [leaf, intermediate]), judged), first);
  const unreached = [{ address: '192.0.2.7', code: 'refused', message: 'It refused.' }] as const;
  const third = await judge({ ...whole, origin: { ...at('c.example'), unreached } }, judged);
  assert.deepEqual(
    [first, third].map(({ findings }) => findings.map(({ code }) => code)),
    [[], ['capture.address-unreached']],
  );
  assert.equal(judged.size, 1);
});

test('another list, order, direction, moment or knowledge is judged anew', async () => {
  const judged: Judged = new Map();
  const first = await judge(whole, judged);
  const others = [
    await judge(captureOf(at('a.example'), [leaf]), judged),
    await judge(captureOf(at('a.example'), [leaf, intermediate, root]), judged),
    await judge(captureOf({ kind: 'file', path: 'a.pem' }, [leaf, intermediate]), judged),
    await judge(whole, judged, { now: new Date('2037-01-01T00:00:00Z') }),
    await judge(whole, judged, { available: [certificateOf(root)] }),
  ];
  assert.equal(new Set([first, ...others]).size, 6);
  assert.equal(others[3]?.findings[0]?.code, 'certificate.expired');
});

test('what is kept is bounded, and no list that only one server sends is', async () => {
  const judged: Judged = new Map();
  const odd = captureOf(at('a.example'), [leaf]);
  await judge({ ...odd, presented: [...odd.presented, { der: new Uint8Array(8), problem: 'no certificate' }] }, judged);
  await judge(
    captureOf(
      at('a.example'),
      Array.from({ length: 40 }, () => leaf),
    ),
    judged,
  );
  assert.equal(judged.size, 0);
  const single = issue({ subject: { CN: 'single' } });
  for (let minute = 0; minute < 600; minute += 1) {
    await judge(captureOf(at('a.example'), [single]), judged, { now: new Date(minute * 60_000) });
    assert.ok(judged.size <= 256);
  }
});
