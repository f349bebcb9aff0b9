import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import type { Connector, PropertyValue } from '../../src/connectors/connector.js';
import { readConnectors } from '../../src/connectors/document.js';
import { isList } from '../../src/connectors/values.js';
import { SourceText } from '../../src/text/source.js';

function plain(value: PropertyValue | undefined): unknown {
  if (value !== undefined && isList(value)) {
    return value.map((each) => each.value);
  }
  return typeof value === 'object' && value !== null && 'dynamic' in value ? '?' : value;
}

function connectorsIn(text: string): readonly Connector[] {
  return readConnectors(new SourceText(text), 'connectors.ps1')?.connectors ?? [];
}

function only(text: string): Connector {
  const [connector, ...more] = connectorsIn(text);
  assert.ok(connector !== undefined && more.length === 0);
  return connector;
}

const values: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["New-SendConnector -Name 'a' -RequireTLS $true", { Name: 'a', RequireTLS: true }],
  ['new-sendconnector a -requiretls:$false', { Name: 'a', RequireTLS: false }],
  ['Set-SendConnector a -Req $true', { Identity: 'a', Req: true }],
  [
    'Set-SendConnector a -RequireT $true -TlsAuth domainvalidation',
    { Identity: 'a', RequireTLS: true, TlsAuthLevel: 'DomainValidation' },
  ],
  ['Set-SendConnector -Identity a -Confirm -Force -Port 25', { Identity: 'a', Confirm: true, Force: true, Port: 25 }],
  ['Set-SendConnector -Confirm:$false a', { Confirm: false, Identity: 'a' }],
  ['Set-SendConnector a -SmartHosts b', { Identity: 'a', SmartHosts: ['b'] }],
  ['Set-SendConnector a -SmartHosts b,\n  c', { Identity: 'a', SmartHosts: ['b', 'c'] }],
  ["Set-SendConnector a -SmartHosts @{Add='b','c'; Remove='d'}", { Identity: 'a', SmartHosts: ['b', 'c'] }],
  ["Set-SendConnector a -SmartHosts @{Remove='d'}", { Identity: 'a', SmartHosts: '?' }],
  ['Set-SendConnector a -SmartHosts $null', { Identity: 'a', SmartHosts: null }],
  ['Set-SendConnector a -SmartHosts $hosts', { Identity: 'a', SmartHosts: '?' }],
  ['Set-SendConnector a -SmartHosts', { Identity: 'a', SmartHosts: '?' }],
  ['Set-SendConnector a -TlsCertificateName "<I>$i<S>$s"', { Identity: 'a', TlsCertificateName: '?' }],
  ['New–SendConnector –Name ‘a’ –Fqdn “b”', { Name: 'a', Fqdn: 'b' }],
  ["New-SendConnector `\n  -Name 'a' `\n  -Fqdn b", { Name: 'a', Fqdn: 'b' }],
  [
    "$p = @{ Name = 'a'; FrontendP = $true }\nNew-SendConnector @p -Enabled $true",
    { Name: 'a', FrontendProxyEnabled: true, Enabled: true },
  ],
  ["New-SendConnector -Name @'\na b\n'@ -Fqdn c", { Name: 'a b', Fqdn: 'c' }],
  ["if ($x) { Get-X | New-SendConnector -Name 'a' -Fqdn b }", { Name: 'a', Fqdn: 'b' }],
  ['ExchangePowerShell\\New-SendConnector -Name a -Fqdn b', { Name: 'a', Fqdn: 'b' }],
];

for (const [text, expected] of values) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const connector = only(text);
    const found = Object.fromEntries([...connector.properties].map(([name, { value }]) => [name, plain(value)]));
    assert.deepEqual(found, expected);
  });
}

test('a value stands where its literal does, also in a splatted table or a variable', () => {
  const text = "$host1 = 'b'\n$p = @{\n  Name = 'a'\n  SmartHosts = $host1, 'c'\n}\nNew-SendConnector @p -Fqdn d.e\n";
  const source = new SourceText(text);
  const { properties, range, identity } = only(text);
  const at = (name: string) => {
    const stated = properties.get(name);
    return stated && source.slice(stated.range);
  };
  assert.equal(at('Name'), "'a'");
  assert.equal(at('Fqdn'), 'd.e');
  assert.equal(at('SmartHosts'), "$host1, 'c'");
  const hosts = properties.get('SmartHosts')?.value;
  assert.ok(hosts !== undefined && isList(hosts));
  assert.deepEqual(
    hosts.map((each) => source.slice(each.range)),
    ["'b'", "'c'"],
  );
  assert.deepEqual(hosts[0]?.range.start, { line: 0, character: 9 });
  assert.equal(source.slice(range), 'New-SendConnector @p -Fqdn d.e');
  assert.equal(source.slice(identity.range), "'a'");
});

const kinds: readonly (readonly [string, string, boolean])[] = [
  ['New-InboundConnector a -Enabled $true', 'inbound', false],
  ['Set-InboundConnector a -Enabled $true', 'inbound', true],
  ['New-OutboundConnector a -Enabled $true', 'outbound', false],
  ['Set-ReceiveConnector a -Enabled $true', 'receive', true],
  ['New-SendConnector a @unknown', 'send', true],
  ["EXOInboundConnector 'a'\n{\n  Identity = 'b'\n  Enabled = $True\n}", 'inbound', true],
  ["Configuration C { node localhost { EXOOutboundConnector a { Identity = 'b' } } }", 'outbound', true],
  [
    "@{ Data = @{ InboundConnectors = @(@{ Identity = 'b'; SenderDomains = 'c'; SenderIPAddresses = @() }) } }",
    'inbound',
    true,
  ],
];

for (const [text, kind, partial] of kinds) {
  test(`${text} is ${partial ? 'a part of ' : ''}${kind}`, () => {
    const connector = only(text);
    assert.deepEqual([connector.kind, connector.partial], [kind, partial]);
  });
}

for (const text of [
  'Get-SendConnector | Format-List',
  'Remove-SendConnector a -Confirm:$false',
  '# New-SendConnector -Name a -Fqdn b',
  "'New-SendConnector -Name a -Fqdn b'",
  'The cmdlet New-SendConnector creates a Send connector.',
  'New-SendConnector creates a Send connector.',
  "EXOInboundConnector 'a'\n{\n  Identity = 'b'\n  Ensure = 'Absent'\n}",
  "EXOInboundConnector 'a'\n{\n  Identity = 'b'\n  TrustedOrganizations = 'c'\n  Ensure = \"absent\"\n}",
]) {
  test(`finds no connector in ${JSON.stringify(text)}`, () => {
    assert.equal(readConnectors(new SourceText(text), 'a.ps1'), undefined);
  });
}

test('half typed, what has been typed is read and nothing else', () => {
  const text = "$p = @{\n  Name = \n  SmartHosts = 'b'\n}\nNew-SendConnector @p -Fqd";
  const { properties } = only(text);
  assert.equal(plain(properties.get('Fqdn')?.value), '?');
  assert.deepEqual(plain(properties.get('SmartHosts')?.value), ['b']);
  assert.equal(plain(properties.get('Name')?.value), '?');
});

test('a quick fix writes PowerShell', () => {
  const source = new SourceText(
    "Set-SendConnector a -RequireTLS $true -IgnoreSTARTTLS:$true\nSet-SendConnector b -TlsCertificateName '<S>CN=O’’Brien<I>CN=c'",
  );
  const document = readConnectors(source, 'a.ps1');
  assert.ok(document !== undefined);
  const findings = checkConnectors(document, { captures: [], now: new Date(0) });
  const edits = findings.flatMap(({ fixes }) => fixes?.[0]?.edits ?? []);
  assert.equal(
    source.apply(edits),
    "Set-SendConnector a -RequireTLS $true -IgnoreSTARTTLS:$false\nSet-SendConnector b -TlsCertificateName '<I>CN=c<S>CN=O’’Brien'",
  );
});

const mistakes: readonly (readonly [string, string | undefined, string?])[] = [
  [
    'New-InboundConnector a -SenderDomains smtp:*;1\n',
    'connector.statement-split',
    "New-InboundConnector a -SenderDomains 'smtp:*;1'\n",
  ],
  [
    'New-InboundConnector a -SenderDomains b,smtp:*;1',
    'connector.statement-split',
    "New-InboundConnector a -SenderDomains b,'smtp:*;1'",
  ],
  ["New-InboundConnector a -SenderDomains 'smtp:*;1'; 1", undefined],
  ['New-InboundConnector a -SenderDomains *; Get-InboundConnector', undefined],
  ['New-InboundConnector a -SenderDomains *;', undefined],
  [
    'Set-SendConnector a -Port 25 ` \n  -Fqdn b',
    'connector.line-continuation',
    'Set-SendConnector a -Port 25 `\n  -Fqdn b',
  ],
  ['Set-SendConnector a -Port 25 `\n  -Fqdn b', undefined],
  ['Set-SendConnector a -Port 25 ` \nGet-SendConnector', undefined],
];

for (const [text, code, fixed] of mistakes) {
  test(`${JSON.stringify(text)} ${code === undefined ? 'is written well' : `is ${code}`}`, () => {
    const source = new SourceText(text);
    const document = readConnectors(source, 'a.ps1');
    assert.ok(document !== undefined);
    assert.deepEqual(
      document.findings.map((each) => each.code),
      code === undefined ? [] : [code],
    );
    const mended = source.apply(document.findings.flatMap(({ fixes }) => fixes?.[0]?.edits ?? []));
    assert.equal(mended, fixed ?? text);
  });
}

const demands: readonly (readonly [string, readonly string[]])[] = [
  ["New-InboundConnector -Name 'a' -ConnectorType Partner", ['A new connector needs SenderDomains. State it.: a']],
  ['New-SendConnector -Fqdn b', ['Name', 'AddressSpaces'].map((name) => `A new connector needs ${name}. State it.: `)],
  ['New-SendConnector a -AddressSpaces *', []],
  ['New-SendConnector a -LinkedReceiveConnector b', []],
  ['New-OutboundConnector a -Comment b', []],
  ['Set-SendConnector a -Fqdn b', []],
  ['New-SendConnector @unknown', []],
  ["New-SendConnector -Name 'To Exch", []],
  ['New-SendConnector -Name a -A', []],
  ['New-SendConnector -Name a -', []],
  ["$p = @{ Name = 'a' }\n$p.AddressSpaces = '*'\nNew-SendConnector @p", []],
];

for (const [text, expected] of demands) {
  test(`connector.required-parameter: ${text}`, () => {
    const document = readConnectors(new SourceText(text), 'a.ps1');
    assert.ok(document !== undefined);
    const found = checkConnectors(document, { captures: [], now: new Date(0) });
    assert.deepEqual(
      found
        .filter(({ code }) => code === 'connector.required-parameter')
        .map(({ message }) => `${message}: ${document.connectors[0]?.identity.value}`),
      expected,
    );
  });
}

test('connector.sender-not-identified: not where organisations are named by what the text does not tell', () => {
  const type = "New-InboundConnector a -SenderDomains '*' -ConnectorType OnPremises";
  for (const [text, expected] of [
    [type, ['connector.sender-not-identified']],
    [`${type} -TrustedOrganizations $known`, []],
  ] as const) {
    const document = readConnectors(new SourceText(text), 'a.ps1');
    assert.ok(document !== undefined);
    const found = checkConnectors(document, { captures: [], now: new Date(0) });
    assert.deepEqual(
      found.map(({ code }) => code),
      expected,
    );
  }
});

const resources: readonly (readonly [string, string | undefined])[] = [
  ["EXOInboundConnector a { Identity = 'b'; TrustedOrganizations = 'c.d' }", "'c.d'"],
  ["EXOInboundConnector a { Identity = 'b'; ConnectorSource = 'AdminUI' }", "'AdminUI'"],
  ["EXOOutboundConnector a { Identity = 'b'; ConnectorSource = 'AdminUI' }", "'AdminUI'"],
  [
    "EXOInboundConnector a { Identity = 'b'; ConnectorSource = 'hybridwizard'; AssociatedAcceptedDomains = 'c.d' }",
    undefined,
  ],
  ["Set-InboundConnector a -TrustedOrganizations 'c.d'", undefined],
];

for (const [text, at] of resources) {
  test(`connector.dsc-property: ${text}`, () => {
    const source = new SourceText(text);
    const found = readConnectors(source, 'a.ps1')?.findings ?? [];
    assert.deepEqual(
      found.map(({ code, range }) => `${code} ${range && source.slice(range)}`),
      at === undefined ? [] : [`connector.dsc-property ${at}`],
    );
  });
}

test('tables of a data file stand in one list also where lines part them', () => {
  const table = (name: string) =>
    `    @{\n      Identity = '${name}'\n      SenderDomains = @('*')\n      SenderIPAddresses = @()\n    }`;
  const found = connectorsIn(`@{\n  InboundConnectors = @(\n${table('a')}\n${table('b')}\n  )\n}\n`);
  assert.deepEqual(
    found.map(({ identity }) => identity.value),
    ['a', 'b'],
  );
});
