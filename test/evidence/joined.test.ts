import assert from 'node:assert/strict';
import test from 'node:test';
import { chainVerdict, rankCauses } from '../../src/evidence/causes.js';
import type { Evidence } from '../../src/evidence/evidence.js';
import { joinedEvidence } from '../../src/evidence/joined.js';
import { readEvidence } from '../../src/evidence/read.js';
import { SourceText } from '../../src/text/source.js';

const own = '0011223344556677889900112233445566778899';
const remote = 'AA11223344556677889900112233445566778899';
const rows = [
  `<,250  mx.fabrikam.com Hello [203.0.113.10],`,
  `*," CN=mail.contoso.com CN=Example CA 6A3E ${own} 2026-01-01T00:00:00.000Z 2036-01-01T00:00:00.000Z mail.contoso.com",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`,
  `*," CN=mx.fabrikam.com CN=Other CA 6A3F ${remote} 2026-01-01T00:00:00.000Z 2036-01-01T00:00:00.000Z mx.fabrikam.com",Remote certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`,
  '*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded"',
  '<,550 5.7.64 TenantAttribution; Relay Access Denied,',
];
const log = rows
  .map((row, i) => `2026-11-24T06:00:1${i}.100Z,To 365,08DE2A9C11D3F00A,${i},10.0.0.21:41822,52.101.40.2:25,${row}\n`)
  .join('');
const event = (thumbprint: string) =>
  `<Event><System><Provider Name="Microsoft-Windows-CAPI2"/><EventID>30</EventID></System><UserData><X><Certificate fileRef="${thumbprint}.cer" subjectName="x.example"/><Result value="800B0109">x</Result></X></UserData></Event>`;

function read(text: string): readonly Evidence[] {
  return (readEvidence(new SourceText(text)) ?? assert.fail(text)).evidence;
}

function explained(evidence: readonly Evidence[]): readonly string[] {
  const question = { evidence, captures: [], connectors: [], now: new Date('2026-11-25T12:00:00Z') };
  const [first] = rankCauses(question);
  return [`${first?.code} ${first?.likelihood}`, chainVerdict(question).message];
}

test('an event about the other side’s certificate does not accuse the own chain where the log names whose it is', () => {
  const events = read(event(remote));
  assert.deepEqual(explained(events)[0], 'cause.intermediate-missing likely');
  const [first, verdict = ''] = explained(joinedEvidence(events, [...read(log), ...events]));
  assert.equal(first, 'cause.remote-chain likely');
  assert.doesNotMatch(verdict, /likely at fault/);
});

test('what Windows holds against the certificate that a refused session sent explains the refusal', () => {
  assert.equal(explained(read(log))[0], 'cause.intermediate-missing possible');
  const [first, verdict = ''] = explained(
    joinedEvidence(read(log), [...read(event(own)), ...read(event('BB'.repeat(20)))]),
  );
  assert.equal(first, 'cause.intermediate-missing likely');
  assert.match(verdict, /likely at fault/);
});

test('other certificates, and documents of the same kind, are cases of their own', () => {
  const evidence = read(log);
  assert.deepEqual(joinedEvidence(evidence, [...evidence, ...read(event('BB'.repeat(20)))]), evidence);
  const bounce = read('550 5.7.64 TenantAttribution; Relay Access Denied');
  assert.deepEqual(joinedEvidence(bounce, evidence), bounce);
});
