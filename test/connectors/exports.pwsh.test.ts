// Real PowerShell writes the same connectors in every form; all of them must read back alike.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Connector } from '../../src/connectors/connector.js';
import { type ConnectorDocument, readConnectors } from '../../src/connectors/document.js';
import { connectorSchema } from '../../src/connectors/jsonSchema.js';
import { isList } from '../../src/connectors/values.js';
import { decodeText } from '../../src/text/decode.js';
import { SourceText } from '../../src/text/source.js';
import { runScript } from '../support/pwsh.js';
import { schemaChecker } from '../support/schema.js';

const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-exports-'));

before(() => {
  runScript(path.resolve('test/connectors/exports.ps1'), [folder]);
});
after(() => rmSync(folder, { recursive: true }));

function read(file: string): ConnectorDocument {
  const source = new SourceText(decodeText(readFileSync(path.join(folder, file))));
  const document = readConnectors(source, file);
  assert.ok(document !== undefined, file);
  return document;
}

/** A connector's properties; what a text form cannot tell from nothing is nothing. */
function plain({ properties }: Connector): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...properties].map(([name, { value }]) => {
      const known = value !== null && isList(value) ? value.map((each) => each.value) : value;
      return [name, known === '' ? null : known];
    }),
  );
}

const spaces = ['SMTP:*;1', 'SMTP:fabrikam.com;5'];

const expected: Readonly<Record<string, readonly object[]>> = {
  send: [
    {
      AddressSpaces: spaces,
      CloudServicesMailEnabled: false,
      Comment: 'relay "5.7.64"; owner: mail, team',
      DNSRoutingEnabled: false,
      Fqdn: 'mail.contoso.com',
      IgnoreSTARTTLS: false,
      Name: 'To Office 365 relay',
      Port: 25,
      RequireTLS: true,
      SmartHosts: ['contoso-com.mail.protection.outlook.com', '203.0.113.9'],
      SourceTransportServers: ['EX01'],
      TlsAuthLevel: 'CertificateValidation',
      TlsCertificateName:
        '<I>CN=Example TLS RSA CA 2025, O=Example Trust, C=US<S>CN=mail.contoso.com, O=Contoso Ltd, L=Redmond, S=WA, C=US',
      TlsDomain: null,
    },
    {
      AddressSpaces: spaces,
      CloudServicesMailEnabled: false,
      Comment: null,
      DNSRoutingEnabled: true,
      Fqdn: null,
      IgnoreSTARTTLS: false,
      Name: 'Internet – ÄÖ',
      Port: 25,
      RequireTLS: false,
      SmartHosts: [],
      SourceTransportServers: ['EX01', 'EX02', 'EX03', 'EX04', 'EX05', 'EX06'],
      TlsAuthLevel: null,
      TlsCertificateName: null,
      TlsDomain: null,
    },
  ],
  inbound: [
    {
      Enabled: true,
      ConnectorType: 'OnPremises',
      ConnectorSource: 'AdminUI',
      SenderIPAddresses: ['203.0.113.10', '203.0.113.16/28'],
      SenderDomains: ['smtp:*;1', 'smtp:contoso.com;10'],
      RequireTls: true,
      RestrictDomainsToIPAddresses: false,
      TlsSenderCertificateName: '*.contoso.com',
      Name: 'Relay from on-premises',
    },
  ],
};

const forms = [
  'json',
  'compressed.json',
  'shallow.json',
  'utf16.json',
  'value.json',
  'comma.csv',
  'semicolon.csv',
  'tab.csv',
  'plain.csv',
];
forms.push('clixml', '60.txt', '80.txt', '120.txt', '4096.txt');

for (const [kind, connectors] of Object.entries(expected)) {
  describe(`${kind} connectors that PowerShell wrote`, () => {
    for (const form of forms) {
      test(`as ${form}`, () => {
        const document = read(`${kind}.${form}`);
        assert.deepEqual(document.connectors.map(plain), connectors);
        assert.ok(document.connectors.every((each) => each.kind === kind));
        assert.deepEqual(document.findings, []);
      });
    }
  });
}

test('the schema for plain JSON editing finds nothing wrong in what PowerShell wrote', () => {
  const problems = schemaChecker(connectorSchema());
  const written = readdirSync(folder).filter((file) => file.endsWith('.json'));
  assert.equal(written.length, 10);
  for (const file of written) {
    const text = decodeText(readFileSync(path.join(folder, file))).replace(/^\ufeff/, '');
    assert.deepEqual(problems(JSON.parse(text)), [], file);
  }
});

test('a list that was cut short keeps what is printed', () => {
  const [, second] = read('send.limited.txt').connectors;
  assert.deepEqual(second && plain(second)['SourceTransportServers'], ['EX01', 'EX02', 'EX03', 'EX04']);
});

test('every form was written', () => {
  assert.equal(readdirSync(folder).length, 2 * forms.length + 1);
});
