// What may be mended without being looked at, and what may not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import { certainEdits } from '../../src/connectors/fixAll.js';
import { type Finding, type Fix, finding } from '../../src/finding.js';
import { SourceText } from '../../src/text/source.js';

function findingsIn(text: string): readonly Finding[] {
  const document = readConnectors(new SourceText(text), 'connectors');
  return document === undefined ? [] : checkConnectors(document, { captures: [], now: new Date(0) });
}

function mended(text: string): string {
  return new SourceText(text).apply(certainEdits(findingsIn(text)));
}

const certain: readonly (readonly [string, string])[] = [
  [
    "New-SendConnector a -AddressSpaces smtp:*;1\nSet-SendConnector a ` \n  -TlsCertificateName '<S>CN=b<I>CN=a'\n",
    "New-SendConnector a -AddressSpaces 'smtp:*;1'\nSet-SendConnector a `\n  -TlsCertificateName '<S>CN=b<I>CN=a'\n",
  ],
  [
    "Set-SendConnector a -TlsCertificateName '<S>CN=b<I>CN=a'",
    "Set-SendConnector a -TlsCertificateName '<I>CN=a<S>CN=b'",
  ],
  [
    'Set-InboundConnector a -SenderIPAddresses 203.0.112.0/23',
    "Set-InboundConnector a -SenderIPAddresses '203.0.112.0/24','203.0.113.0/24'",
  ],
];

for (const [text, expected] of certain) {
  test(`${JSON.stringify(text)} is mended`, () => {
    assert.equal(mended(text), expected);
    const again = findingsIn(expected).map(({ code }) => code);
    assert.ok(findingsIn(text).filter(({ code }) => again.includes(code)).length < findingsIn(text).length);
  });
}

const decisions = [
  'Set-SendConnector a -RequireTLS $true -IgnoreSTARTTLS $true',
  'Set-SendConnector a -SmartHosts b -DNSRoutingEnabled $true',
  'Set-InboundConnector a -TreatMessagesAsInternal $true -CloudServicesMailEnabled $true',
  'Set-OutboundConnector a -TlsSettings EncryptionOnly -TlsDomain contoso.com',
  'Set-OutboundConnector a -UseMXRecord $false -SmartHosts $null',
];

for (const text of decisions) {
  test(`${JSON.stringify(text)} is left to the administrator`, () => {
    assert.ok(findingsIn(text).some(({ fixes = [] }) => fixes.length > 0));
    assert.deepEqual(certainEdits(findingsIn(text)), []);
  });
}

const place = (from: number, to: number) => ({
  start: { line: 0, character: from },
  end: { line: 0, character: to },
});
const fix = (from: number, to: number, certainly = true): Fix => ({
  title: 'a',
  edits: [{ range: place(from, to), newText: 'x' }],
  ...(certainly ? { certain: true } : {}),
});
const found = (...fixes: readonly Fix[]) => finding('connector.disabled', 'a', { fixes });

test('of fixes that touch one another the first is applied, and edits stand in order', () => {
  const findings = [found(fix(6, 9)), found(fix(0, 2)), found(fix(8, 10)), found(fix(2, 4)), found(fix(11, 11))];
  assert.deepEqual(
    certainEdits(findings).map(({ range }) => range.start.character),
    [0, 6, 11],
  );
});

test('where there is a choice, nothing is chosen', () => {
  assert.deepEqual(certainEdits([found(fix(0, 1), fix(2, 3)), found(fix(4, 5, false))]), []);
});
