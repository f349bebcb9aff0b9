import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectorRequest } from '../../src/connectors/connectorRequest.js';
import { readConnectors } from '../../src/connectors/document.js';
import { SourceText } from '../../src/text/source.js';

function requests(script: string, thumbprint?: string): unknown[] {
  const document = readConnectors(new SourceText(script), 'connectors.ps1');
  assert.ok(document);
  return document.connectors.map((each) => connectorRequest(each, thumbprint));
}

test("an inbound connector's script has the document's names", () => {
  assert.deepEqual(
    requests(
      "New-InboundConnector -Name 'Relay' -ConnectorType OnPremises -SenderDomains a.example,b.example -TlsSenderCertificateName *.contoso.com\n" +
        "Set-InboundConnector 'Relay' -TlsSenderCertificateName mail.contoso.com",
    ),
    [
      {
        kind: 'inbound',
        action: 'new',
        name: 'Relay',
        tlsSenderCertificateName: '*.contoso.com',
        senderDomains: ['a.example', 'b.example'],
      },
      { kind: 'inbound', action: 'set', name: 'Relay', tlsSenderCertificateName: 'mail.contoso.com' },
    ],
  );
});

test("a Send connector's script has the document's hosts and the certificate", () => {
  assert.deepEqual(
    requests(
      "New-SendConnector -Name 'Out' -AddressSpaces 'SMTP:*;1' -SmartHosts contoso-com.mail.protection.outlook.com -Fqdn mail.contoso.com -SourceTransportServers EX01,EX02\n" +
        "Set-SendConnector 'Out' -RequireTLS $true",
      'AB'.repeat(20),
    ),
    [
      {
        kind: 'send',
        action: 'new',
        name: 'Out',
        smartHosts: ['contoso-com.mail.protection.outlook.com'],
        addressSpaces: ['SMTP:*;1'],
        sourceTransportServers: ['EX01', 'EX02'],
        fqdn: 'mail.contoso.com',
        thumbprint: 'AB'.repeat(20),
      },
      { kind: 'send', action: 'set', name: 'Out', thumbprint: 'AB'.repeat(20) },
    ],
  );
});

test('a connector that says too little, or is of another kind, gives none', () => {
  assert.deepEqual(
    requests(
      "Set-InboundConnector 'Relay' -SenderIPAddresses 203.0.113.1\nNew-OutboundConnector -Name 'Out' -SmartHosts a.example\n" +
        "Set-InboundConnector 'Relay' -TlsSenderCertificateName $name",
    ),
    [undefined, undefined, undefined],
  );
});
