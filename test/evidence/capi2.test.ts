import assert from 'node:assert/strict';
import test from 'node:test';
import { readEvidence } from '../../src/evidence/read.js';
import { SourceText } from '../../src/text/source.js';

const leaf = '25570F88BF5F3835B64DB725B8E0D6C10B290488';
const intermediate = '0011223344556677889900112233445566778899';
const untrusted =
  'A certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider.';

interface EventOptions {
  readonly id?: number;
  readonly result?: string;
  readonly status?: string;
  readonly chainRef?: string;
  readonly taskId?: string;
  readonly quote?: string;
  readonly extra?: string;
}

/** An event as Windows writes it. */
function event(options: EventOptions = {}): string {
  const { id = 30, result = '800B0109', chainRef = '{A1}', taskId = '{B1}', status, extra = '' } = options;
  const operations: Readonly<Record<number, string>> = {
    11: 'CertGetCertificateChain',
    30: 'CertVerifyCertificateChainPolicy',
    41: 'CertVerifyRevocation',
    53: 'CryptRetrieveObjectByUrlWire',
  };
  const name = operations[id] ?? 'Other';
  const chain =
    status === undefined
      ? `<CertificateChain chainRef="${chainRef}" />`
      : `<CertificateChain chainRef="${chainRef}"><TrustStatus><ErrorStatus value="${status}" CERT_TRUST_IS_PARTIAL_CHAIN="true" /><InfoStatus value="0" /></TrustStatus><ChainElement><Certificate fileRef="${intermediate}.cer" subjectName="Example TLS CA" /></ChainElement></CertificateChain>`;
  const text = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
  <System>
    <Provider Name="Microsoft-Windows-CAPI2" Guid="{5bbca4a8-b209-48dc-a8c7-b23d3e5216fb}" />
    <EventID>${id}</EventID>
    <TimeCreated SystemTime="2026-11-24T06:00:11.600000000Z" />
    <Channel>Microsoft-Windows-CAPI2/Operational</Channel>
  </System>
  <UserData>
    <${name}>
      <Policy type="CERT_CHAIN_POLICY_SSL" constant="4" />
      <Certificate fileRef="${leaf}.cer" subjectName="mail.contoso.com" />
      ${chain}
      <Flags value="800B0101" />
      <SSLAdditionalPolicyInfo authType="server"><IgnoreFlags value="280" SECURITY_FLAG_IGNORE_REVOCATION="true" /></SSLAdditionalPolicyInfo>
      ${extra}
      <EventAuxInfo ProcessName="lsass.exe" />
      <CorrelationAuxInfo TaskId="${taskId}" SeqNumber="1" />
      <Result value="${result}">${untrusted}</Result>
    </${name}>
  </UserData>
</Event>`;
  return options.quote === undefined ? text : text.replaceAll('"', options.quote);
}

function read(text: string) {
  const document = readEvidence(new SourceText(text));
  assert.equal(document?.kind, 'capi2');
  return document ?? assert.fail();
}

const chain11 = event({ id: 11, result: '800B010A', status: '10000' });

const shapes: readonly [string, string][] = [
  ['one event of the viewer', event()],
  ['events with a root and a declaration', `<?xml version="1.0" encoding="utf-8"?>\n<Events>${event()}</Events>`],
  ['wevtutil without a root, in single quotes', event({ quote: "'" }).replace(/\n\s*/g, '')],
  [
    'the viewer’s text with the XML below',
    `Log Name:      Microsoft-Windows-CAPI2/Operational\nEvent ID:      30\nEvent Xml:\n${event()}`,
  ],
];
for (const [title, text] of shapes) {
  test(`${title}: only the result is the verdict, flags are not`, () => {
    const { evidence } = read(text);
    assert.equal(evidence.length, 1);
    const [found] = evidence;
    assert.ok(found);
    assert.equal(found.code, 'evidence.chain-untrusted');
    assert.deepEqual(found.thumbprints, [leaf]);
    assert.equal(found.program, 'lsass.exe');
    assert.equal(found.at, '2026-11-24T06:00:11.600000000Z');
    assert.match(found.summary, /mail\.contoso\.com.*800B0109 CERT_E_UNTRUSTEDROOT/);
    assert.match(new SourceText(text).slice(found.range), /^<Result value=.800B0109/);
  });
}

test('the policy check and the chain that it judged are one, by their chain reference', () => {
  for (const text of [
    chain11 + event(),
    event() + chain11,
    `<Events>${event({ chainRef: '{Z9}', taskId: '{Z9}' })}${chain11}${event()}</Events>`,
  ]) {
    const { evidence } = read(text);
    const joined = evidence.at(-1);
    assert.equal(joined?.code, 'evidence.chain-incomplete');
    assert.deepEqual(joined?.thumbprints, [leaf, intermediate]);
    assert.match(joined?.summary ?? '', /800B0109 CERT_E_UNTRUSTEDROOT, CERT_TRUST_IS_PARTIAL_CHAIN/);
    assert.equal(evidence.length, text.includes('{Z9}') ? 2 : 1);
  }
});

test('events of one task belong together where the chain reference is missing', () => {
  const { evidence } = read(
    event({ id: 11, result: '800B010A', status: '10000', chainRef: '{A}' }) + event({ chainRef: '' }),
  );
  assert.deepEqual(
    evidence.map((each) => each.code),
    ['evidence.chain-incomplete'],
  );
});

const verdicts: readonly [EventOptions, string][] = [
  [{ result: '800B010A' }, 'evidence.chain-incomplete'],
  [{ result: '800B0109' }, 'evidence.chain-untrusted'],
  [{ result: '0x800B0109', id: 11, status: '20' }, 'evidence.chain-untrusted'],
  [{ result: '800B0109', id: 11, status: '10020' }, 'evidence.chain-incomplete'],
  [{ result: '800B0101' }, 'evidence.chain-expired'],
  [{ result: '800B010A', id: 11, status: '1' }, 'evidence.chain-expired'],
  [{ result: '80092010' }, 'evidence.chain-revoked'],
  [{ result: '80092013' }, 'evidence.revocation-unknown'],
  [{ result: '800B010F' }, 'evidence.chain-name'],
  [{ result: '800B0110' }, 'evidence.chain-usage'],
  [{ result: '80096004' }, 'evidence.chain-invalid'],
  [{ result: 'DEADBEEF' }, 'evidence.chain-invalid'],
  [{ result: '80072EE7', id: 41 }, 'evidence.revocation-unknown'],
  [
    { result: '80072EE7', id: 53, extra: '<URL scheme="http">http://ca.example/tls.crt</URL>' },
    'evidence.retrieval-failed',
  ],
];
for (const [options, code] of verdicts) {
  test(`event ${options.id ?? 30} with ${options.result} and status ${options.status ?? 'unknown'} is ${code}`, () => {
    const { evidence } = read(event(options));
    assert.deepEqual(
      evidence.map((each) => each.code),
      [code],
    );
  });
}

test('what Windows tried to fetch is named', () => {
  const failed = event({ id: 53, result: '80072EE7', extra: '<URL scheme="http">http://ca.example/tls.crt</URL>' });
  const { evidence } = read(failed + chain11 + event());
  assert.deepEqual(
    evidence.map((each) => each.code),
    ['evidence.chain-incomplete'],
  );
  assert.match(evidence[0]?.summary ?? '', /http:\/\/ca\.example\/tls\.crt/);
});

test('success is no evidence', () => {
  assert.deepEqual(read(event({ id: 11, result: '0', status: '0' }) + event({ result: '0' })).evidence, []);
});

test('a document type is not read, and said', () => {
  const { evidence, problems } = read(`<!DOCTYPE Events [<!ENTITY x "y">]>${event({ extra: '<!DOCTYPE a>' })}`);
  assert.deepEqual([evidence.length, problems.map((each) => each.code)], [0, ['evidence.unreadable']]);
});

test('every truncation is read as far as it goes', () => {
  const text = chain11 + event();
  for (let length = 0; length <= text.length; length++) {
    const document = readEvidence(new SourceText(text.slice(0, length)));
    assert.ok((document?.evidence.length ?? 0) <= 1, String(length));
  }
  const cut = read(text.slice(0, -60));
  assert.equal(cut.problems.length, 1);
  assert.equal(cut.evidence.length, 1);
});
