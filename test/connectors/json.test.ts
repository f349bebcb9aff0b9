import assert from 'node:assert/strict';
import test from 'node:test';
import type { Connector, PropertyValue } from '../../src/connectors/connector.js';
import { readConnectors } from '../../src/connectors/document.js';
import { isList } from '../../src/connectors/values.js';
import { SourceText } from '../../src/text/source.js';

function plain(value: PropertyValue | undefined): unknown {
  return value !== undefined && isList(value) ? value.map((each) => each.value) : value;
}

function connectorsIn(text: string): readonly Connector[] {
  return readConnectors(new SourceText(text), 'connectors.json')?.connectors ?? [];
}

function only(text: string): Connector {
  const [connector, ...more] = connectorsIn(text);
  assert.ok(connector !== undefined && more.length === 0);
  return connector;
}

const inbound = { Name: 'Relay', ConnectorType: 'OnPremises', SenderDomains: ['smtp:*;1'], RequireTls: true };

const containers: readonly (readonly [string, unknown, number])[] = [
  ['one object', inbound, 1],
  ['an array', [inbound, inbound], 2],
  ['an array in a value member', { value: [inbound], Count: 1 }, 1],
  ['connectors of both kinds in an object', { inbound: [inbound], outbound: [{ Name: 'x', UseMXRecord: true }] }, 2],
  ['objects of several shapes', [inbound, { ...inbound, Comment: '' }, inbound], 3],
];

for (const [what, value, count] of containers) {
  test(`finds the connectors of ${what}, pretty and compressed`, () => {
    assert.equal(connectorsIn(JSON.stringify(value, null, 2)).length, count);
    assert.equal(connectorsIn(JSON.stringify(value)).length, count);
  });
}

const kinds: readonly (readonly [object, string | undefined])[] = [
  [inbound, 'inbound'],
  [{ Name: 'a', SenderIPAddresses: [] }, 'inbound'],
  [{ Name: 'a', TlsCertificateName: null }, 'send'],
  [{ Name: 'a', SmartHosts: ['b'], DNSRoutingEnabled: false }, 'send'],
  [{ Name: 'a', SmartHosts: ['b'], UseMXRecord: false }, 'outbound'],
  [{ Name: 'a', RemoteIPRanges: [], Bindings: [] }, 'receive'],
  [{ Name: 'a', SmartHosts: ['b'] }, undefined],
  [{ name: 'chainmail', version: '1', dependencies: {} }, undefined],
  [{ TlsSettings: {} }, undefined],
];

for (const [value, kind] of kinds) {
  test(`takes ${JSON.stringify(value)} for ${kind ?? 'no connector'}`, () => {
    assert.equal(connectorsIn(JSON.stringify(value))[0]?.kind, kind);
  });
}

const values: readonly (readonly [string, string, unknown])[] = [
  ['RequireTLS', 'false', false],
  ['RequireTLS', '"True"', true],
  ['SmartHosts', '["a.example","b.example"]', ['a.example', 'b.example']],
  ['SmartHosts', '[]', []],
  ['SmartHosts', '"a.example b.example"', ['a.example', 'b.example']],
  ['SmartHosts', '{"value":["a.example"],"Count":1}', ['a.example']],
  ['SmartHosts', '[{"Domain":"a.example","Address":null}]', ['a.example']],
  ['AddressSpaces', '[{"Type":"SMTP","Address":"*","Cost":1}]', ['SMTP:*;1']],
  ['TlsAuthLevel', '2', 'CertificateValidation'],
  ['TlsAuthLevel', '{"value":3,"Value":"DomainValidation"}', 'DomainValidation'],
  ['TlsAuthLevel', '"domainvalidation"', 'DomainValidation'],
  ['TlsCertificateName', '{"CertificateSubject":"CN=b","CertificateIssuer":"CN=a"}', '<I>CN=a<S>CN=b'],
  ['TlsCertificateName', 'null', null],
  ['Port', '25', 25],
  ['Comment', '"5.7.64"', '5.7.64'],
  ['WhenChangedUTC', '"2026-11-20T09:12:44Z"', '2026-11-20T09:12:44Z'],
];

for (const [name, written, expected] of values) {
  test(`reads ${name} ${written} with its range`, () => {
    const text = `{\n  "Name": "a",\n  "AddressSpaces": [], "IgnoreSTARTTLS": false,\n  "${name}": ${written}\n}`;
    const connector = only(text);
    assert.equal(connector.platform, 'ExchangeServer');
    const stated = connector.properties.get(name);
    assert.deepEqual(plain(stated?.value), expected);
    assert.equal(stated && new SourceText(text).slice(stated.range), written);
  });
}

test('places each element of a list, in an array and in flattened text', () => {
  for (const written of ['["10.0.0.1", "10.0.0.2/30"]', '"10.0.0.1 10.0.0.2/30"']) {
    const text = `{"Name":"a","SenderIPAddresses":${written}}`;
    const value = only(text).properties.get('SenderIPAddresses')?.value;
    assert.ok(value !== undefined && isList(value));
    assert.deepEqual(
      value.map((each) => new SourceText(text).slice(each.range).replaceAll('"', '')),
      ['10.0.0.1', '10.0.0.2/30'],
    );
  }
});

test('a connector has its identity, the range of its object, and every property once', () => {
  const text = JSON.stringify([inbound], null, 2);
  const connector = only(text);
  assert.equal(connector.identity.value, 'Relay');
  assert.equal(new SourceText(text).slice(connector.identity.range), '"Relay"');
  assert.deepEqual(JSON.parse(new SourceText(text).slice(connector.range)), inbound);
  assert.deepEqual([...connector.properties.keys()], Object.keys(inbound));
  assert.equal(connector.properties.size, [...connector.properties].length);
});

test('what is half typed is not known', () => {
  const { properties } = only(
    '{"Name":"a","TlsSenderCertificateName":"*.conto\n,"SenderIPAddresses":["10.0.0.1"],"RequireTls":}',
  );
  assert.deepEqual(properties.get('TlsSenderCertificateName')?.value, { dynamic: true, expression: '*.conto' });
  assert.deepEqual(properties.get('RequireTls')?.value, { dynamic: true, expression: '' });
});

test('an object of more members than any connector has is none', () => {
  const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, i]));
  const read = (count: number) =>
    readConnectors(new SourceText(JSON.stringify({ ...inbound, ...members(count) })), 'a');
  assert.equal(read(500)?.connectors.length, 1);
  assert.equal(read(1000), undefined);
});
