// The schema that plain JSON editing uses: current, kind to real exports, and of use.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { connectorSchema } from '../../src/connectors/jsonSchema.js';
import { schemaChecker } from '../support/schema.js';

const schema = connectorSchema();
const problems = schemaChecker(schema);

test('the schema that the extension contributes is the one of the property tables', () => {
  const written: unknown = JSON.parse(readFileSync('schemas/connectors.schema.json', 'utf8'));
  assert.deepEqual(written, schema, 'write it anew with node scripts/connectorSchema.mjs');
});

const inbound = { Name: 'In', ConnectorType: 'OnPremises', ConnectorSource: 'AdminUI', SenderDomains: ['smtp:*;1'] };
const outbound = { Name: 'Out', UseMXRecord: false, TlsSettings: 'DomainValidation', SmartHosts: ['mail.contoso.com'] };
const send = { Name: 'Out', AddressSpaces: ['SMTP:*;1'], RequireTLS: true, TlsAuthLevel: 2, Port: 25, Fqdn: null };
const receive = { Identity: 'EX01\\Default', Bindings: ['0.0.0.0:25'], AuthMechanism: 402, PermissionGroups: 'None' };

const valid: readonly (readonly [string, unknown])[] = [
  ['one of each kind', [inbound, outbound, send, receive]],
  ['one alone', inbound],
  ['an empty list', []],
  ['one that is being begun', {}],
  ['a list in value', { value: [inbound], Count: 1 }],
  ['lists inside an object of one’s own', { inbound: [inbound], send: [send] }],
  ['members that no table has', { ...inbound, WhenChangedUTC: '2026-11-20T09:12:44Z', IsValid: true }],
  ['an enumeration that a newer Exchange Online has', { ...inbound, ConnectorSource: 'Wizard' }],
  ['a list that was flattened', { ...send, SmartHosts: '203.0.113.10 203.0.113.16/28' }],
  ['a list of objects', { ...send, SmartHosts: [{ Domain: 'a', Address: null }] }],
  ['a list that Windows PowerShell wrapped', { ...send, SmartHosts: { value: ['a'], Count: 1 } }],
  ['an enumeration as object', { ...send, TlsAuthLevel: { value: 2, Value: 'CertificateValidation' } }],
  ['a certificate name as object', { ...send, TlsCertificateName: { CertificateIssuer: 'CN=a' } }],
  ['an enumeration that is not set', { ...send, TlsAuthLevel: '' }],
];

for (const [what, document] of valid) {
  test(`the schema takes ${what}`, () => {
    assert.deepEqual(problems(document), []);
  });
}

const wrong: readonly (readonly [unknown, string])[] = [
  [{ ...inbound, RequireTls: 'yes' }, '.RequireTls'],
  [[inbound, { ...send, RequireTLS: 'True' }], '[1].RequireTLS'],
  [{ value: [{ ...outbound, TlsSettings: 'Encrypt' }] }, '.value[0].TlsSettings'],
  [{ ...send, TlsAuthLevel: 'domainvalidation' }, '.TlsAuthLevel'],
  [{ ...inbound, ConnectorType: 'XPremises' }, '.ConnectorType'],
  [{ ...send, Port: '25' }, '.Port'],
  [{ ...send, SmartHosts: true }, '.SmartHosts'],
  [{ ...receive, Bindings: [true] }, '.Bindings[0]'],
  [{ Name: 'a', Enabled: 'yes' }, '.Enabled'],
  ['a', ''],
];

for (const [document, place] of wrong) {
  test(`the schema finds what is wrong at ${place || 'the whole'} of ${JSON.stringify(document)}`, () => {
    assert.ok(problems(document).includes(place));
  });
}

test('the files for which the schema is are files that the Connectors view lists by default', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [{ fileMatch, url }] = contributes.jsonValidation;
  const [listed = ''] = contributes.configuration.properties['chainmail.connectorFiles'].default;
  assert.equal(url, './schemas/connectors.schema.json');
  const [, name = '', endings = ''] = /^\*\*\/(\S*)\.\{(\S*)\}$/.exec(listed) ?? [];
  assert.deepEqual(
    fileMatch,
    ['json', 'jsonc'].filter((ending) => endings.split(',').includes(ending)).map((ending) => `${name}.${ending}`),
  );
});
