import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture, Presented, TlsSession } from '../../src/chain/capture.js';
import { captureFindings } from '../../src/chain/captureFindings.js';

const tls: TlsSession = { version: 'TLSv1.2', cipher: 'TLS_AES_128_GCM_SHA256' };
const entry: Presented = { der: new Uint8Array([1]), problem: 'no certificate' };
const client = { kind: 'client', address: '192.0.2.1', port: 40000 } as const;
const server = { kind: 'server', host: 'mail.contoso.com', port: 25, security: 'starttls' } as const;

const cases: readonly { name: string; capture: Partial<Capture>; codes: readonly string[] }[] = [
  { name: 'a client that sent nothing', capture: { origin: client, tls }, codes: ['capture.no-client-certificate'] },
  { name: 'a client that sent a certificate', capture: { origin: client, tls, presented: [entry] }, codes: [] },
  {
    name: 'a client that resumed',
    capture: { origin: client, tls: { ...tls, resumed: true } },
    codes: ['capture.session-resumed'],
  },
  { name: 'a file without certificates', capture: { origin: { kind: 'file', path: 'a.pem' } }, codes: [] },
  {
    name: 'a server whose proof failed',
    capture: { origin: server, tls: { ...tls, possession: 'failed', possessionReason: 'Wrong.' }, presented: [entry] },
    codes: ['capture.possession-unproven'],
  },
  {
    name: 'a server whose proof is unknown',
    capture: { origin: server, tls: { ...tls, possessionReason: 'Not shown.' }, presented: [entry] },
    codes: [],
  },
  {
    name: 'a server that proved its key',
    capture: { origin: server, tls: { ...tls, possession: 'proved' }, presented: [entry] },
    codes: [],
  },
  {
    name: 'a server of whose addresses others did not answer, beside what is said of itself',
    capture: {
      origin: {
        ...server,
        unreached: [
          { address: '192.0.2.7', code: 'refused', message: 'It refused.' },
          { address: '2001:db8::7', code: 'unreachable', message: 'No way there.' },
        ],
      },
      tls: { ...tls, possession: 'failed', possessionReason: 'Wrong.' },
      presented: [entry],
    },
    codes: ['capture.possession-unproven', 'capture.address-unreached', 'capture.address-unreached'],
  },
];

for (const { name, capture, codes } of cases) {
  test(name, () => {
    const whole: Capture = { origin: server, capturedAt: new Date(0), presented: [], transcript: [], ...capture };
    assert.deepEqual(
      captureFindings(whole).map((each) => each.code),
      codes,
    );
  });
}

test('that this machine has no way to an address weighs less than that a server did not answer', () => {
  const unreached = (['refused', 'timeout', 'unreachable'] as const).map((code) => ({
    ...{ address: '192.0.2.7', code, message: `It was ${code}.` },
  }));
  const findings = captureFindings({
    ...{ origin: { ...server, unreached }, capturedAt: new Date(0), presented: [entry], tls, transcript: [] },
  });
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ['warning', 'warning', 'information'],
  );
  assert.match(findings[0]?.message ?? '', /^It was refused\. What is said here/);
});
