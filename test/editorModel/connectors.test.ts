import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import type { Connector } from '../../src/connectors/connector.js';
import { readConnectors } from '../../src/connectors/document.js';
import { holderOf, placeOf, silence } from '../../src/editor/documents/connectorPlaces.js';
import { connectorTargets } from '../../src/editor/documents/connectorTargets.js';
import { connectorFileRow } from '../../src/editor/documents/connectorTree.js';
import { SourceText } from '../../src/text/source.js';

function read(...objects: readonly object[]) {
  const document = readConnectors(new SourceText(JSON.stringify(objects, undefined, 2)), 'connectors.json');
  assert.ok(document);
  return document;
}

function only(object: object): Connector {
  const [connector] = read(object).connectors;
  assert.ok(connector);
  return connector;
}

const send = { Identity: 'To EXO', AddressSpaces: ['SMTP:*;1'], DNSRoutingEnabled: false, RequireTLS: true };
const inbound = {
  Identity: 'From us',
  SenderDomains: ['smtp:*;1'],
  SenderIPAddresses: [],
  ConnectorType: 'OnPremises',
};
const outbound = { Identity: 'To us', RecipientDomains: ['contoso.com'], UseMXRecord: false };

test('a connector names the servers that can be inspected for it', () => {
  for (const [object, targets] of [
    [{ ...send, SmartHosts: ['smtp.contoso.com'] }, ['smtp.contoso.com:25']],
    [
      { ...send, Fqdn: 'mail.contoso.com', SmartHosts: ['relay.contoso.com'], Port: 587 },
      ['mail.contoso.com:25', 'relay.contoso.com:587'],
    ],
    [{ ...send, SmartHosts: ['[192.0.2.1]', 'b.contoso.com', 'c.contoso.com'] }, ['192.0.2.1:25', 'b.contoso.com:25']],
    [{ ...send, SmartHosts: ['not a host', '', 'relay'] }, []],
    [{ ...send, Fqdn: null, SmartHosts: [] }, []],
    [{ ...inbound, TlsSenderCertificateName: 'mail.contoso.com' }, ['mail.contoso.com:25']],
    [{ ...inbound, TlsSenderCertificateName: '*.contoso.com' }, []],
    [{ ...outbound, SmartHosts: ['mail.contoso.com', 'mail.contoso.com'] }, ['mail.contoso.com:25']],
  ] as const) {
    assert.deepEqual(connectorTargets(only(object)), targets, JSON.stringify(object));
  }
});

test('a splatted connector is charged with what stands in its hashtable', () => {
  const text =
    "$p = @{ Name = 'Splat'; AddressSpaces = 'SMTP:*;1'; SmartHosts = 'a.example'; DNSRoutingEnabled = $true }\nNew-SendConnector @p\n";
  const document = readConnectors(new SourceText(text), 'connectors.ps1');
  assert.ok(document);
  const row = connectorFileRow(document, checkConnectors(document, { captures: [], now: new Date(0) }));
  assert.deepEqual(
    row.connectors.map(({ label, description }) => [label, description]),
    [['Splat', '1 error · Send connector']],
  );
});

test('the view says of each connector what it is and whether it is sound', () => {
  const document = read(
    { ...send, Fqdn: 'mail.contoso.com' },
    { ...send, Identity: 'Bad', IgnoreSTARTTLS: true },
    inbound,
    outbound,
  );
  const row = connectorFileRow(document, checkConnectors(document, { captures: [], now: new Date(0) }));
  assert.equal(row.description, '1 error');
  assert.deepEqual(
    row.connectors.map(({ label, description, icon, targets, hasScript }) => [
      label,
      description,
      icon,
      targets,
      hasScript,
    ]),
    [
      ['To EXO', 'Send connector', 'plug', ['mail.contoso.com:25'], true],
      ['Bad', '1 error · Send connector', 'error', [], true],
      ['From us', 'Inbound connector', 'plug', [], true],
      ['To us', 'Outbound connector', 'plug', [], false],
    ],
  );
  assert.equal(row.connectors[0]?.range.start.line, 1);
});

test('a silencing comment stands where it breaks nothing and takes effect', () => {
  const silenced = (text: string): string | undefined => {
    const document = readConnectors(new SourceText(text), 'connectors.ps1');
    assert.ok(document);
    const [found] = checkConnectors(document, { captures: [], now: new Date(0) });
    assert.ok(found?.range);
    const lines = text.split('\n');
    const holder = holderOf(found.range.start, document.connectors.map(placeOf));
    const edit = silence(found.code, found.range.start, holder?.range, '#', (line) => lines[line] ?? '');
    return edit && document.source.apply([edit]);
  };
  const command = "  Set-SendConnector 'a' `\n    -RequireTLS $true -IgnoreSTARTTLS $true\n";
  const splat =
    "$p = @{ Name = 'b'; AddressSpaces = 'SMTP:*;1'; RequireTLS = $true\n  IgnoreSTARTTLS = $true }\nNew-SendConnector @p\n";
  for (const text of [command, splat]) {
    const result = silenced(text);
    assert.ok(result);
    const lines = result.split('\n').filter((line) => !line.includes('chainmail-disable-next-line'));
    assert.equal(lines.join('\n'), text, 'nothing but the comment is new');
    const again = readConnectors(new SourceText(result), 'connectors.ps1');
    assert.ok(again);
    assert.deepEqual(checkConnectors(again, { captures: [], now: new Date(0) }), [], result);
  }
  const twice =
    "Set-SendConnector 'a' -RequireTLS $true -IgnoreSTARTTLS $true -TlsCertificateName 0123456789abcdef0123456789abcdef01234567\n";
  const both = silenced(silenced(twice) ?? '') ?? '';
  const again = readConnectors(new SourceText(both), 'connectors.ps1') ?? assert.fail();
  assert.deepEqual(checkConnectors(again, { captures: [], now: new Date(0) }), [], both);
  assert.equal(both.split('\n').length, 3, 'the second code stands in the comment of the first');
  const open = silence(
    'c.d',
    { line: 2, character: 0 },
    undefined,
    '<!--',
    () => '  <!-- chainmail-disable-next-line a.b -->',
  );
  assert.deepEqual(open, {
    range: { start: { line: 1, character: 38 }, end: { line: 1, character: 38 } },
    newText: ' c.d',
  });
  const xml = silence('a.b', { line: 1, character: 4 }, undefined, '<!--', () => '  <x');
  assert.equal(xml?.newText, '  <!-- chainmail-disable-next-line a.b -->\n');
  assert.equal(silenced(`Get-X \`\n${command.trimStart()}`.replace('Get-X', 'Test-It;')), undefined);
});
