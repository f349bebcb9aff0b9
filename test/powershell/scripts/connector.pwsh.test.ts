import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type ConnectorRequest, connectorScript } from '../../../src/powershell/scripts/connectorScript.js';
import { Machine } from '../../support/machine.js';
import { assertRun, PowerShell, type Run, type RunJob } from '../../support/pwsh.js';
import { dangerousPieces } from '../../support/scriptKinds.js';

let shell: PowerShell;
let machine: Machine;

before(async () => {
  shell = await PowerShell.start('');
});
after(() => shell?.stop());
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

const thumbprint = 'AB'.repeat(20);
const exchange = {
  certificates: [{ Thumbprint: thumbprint, Issuer: "CN=O\u2019Brien's CA, O=$'", Subject: 'CN=mail.contoso.com' }],
  connectors: [
    { Kind: 'inbound', Name: 'From contoso' },
    { Kind: 'send', Name: 'To Exchange Online' },
  ],
};

function run(request: ConnectorRequest, job: Partial<RunJob> = {}): Promise<Run> {
  const file = machine.save(connectorScript(request));
  return shell.run({ root: machine.root, folder: machine.folder, path: file, exchange, ...job });
}

const inbound = { kind: 'inbound', name: 'Relay', tlsSenderCertificateName: '*.contoso.com' } as const;
const send = {
  kind: 'send',
  name: 'Relay',
  smartHosts: ['contoso-com.mail.protection.outlook.com'],
  thumbprint,
} as const;
const tlsCertificateName = "<I>CN=O\u2019Brien's CA, O=$'<S>CN=mail.contoso.com";

describe('connector scripts', () => {
  const cases: readonly [ConnectorRequest, string, string, Readonly<Record<string, unknown>>][] = [
    [
      { ...inbound, action: 'new' },
      'Created',
      'New-InboundConnector',
      {
        ConnectorType: 'OnPremises',
        Name: 'Relay',
        RequireTls: true,
        SenderDomains: ['*'],
        TlsSenderCertificateName: '*.contoso.com',
      },
    ],
    [
      { ...inbound, action: 'set', name: 'From contoso', senderDomains: ['contoso.com', 'fabrikam.com'] },
      'Changed',
      'Set-InboundConnector',
      {
        ConnectorType: 'OnPremises',
        Identity: 'From contoso',
        RequireTls: true,
        SenderDomains: ['contoso.com', 'fabrikam.com'],
        TlsSenderCertificateName: '*.contoso.com',
      },
    ],
    [
      { ...send, action: 'new', fqdn: 'mail.contoso.com', sourceTransportServers: ['EX01', 'EX02'] },
      'Created',
      'New-SendConnector',
      {
        AddressSpaces: ['SMTP:*;1'],
        DNSRoutingEnabled: false,
        Fqdn: 'mail.contoso.com',
        IgnoreSTARTTLS: false,
        Name: 'Relay',
        RequireTLS: true,
        SmartHosts: ['contoso-com.mail.protection.outlook.com'],
        SourceTransportServers: ['EX01', 'EX02'],
        TlsAuthLevel: 'CertificateValidation',
        TlsCertificateName: tlsCertificateName,
      },
    ],
    [
      { kind: 'send', action: 'set', name: 'To Exchange Online', thumbprint },
      'Changed',
      'Set-SendConnector',
      {
        Identity: 'To Exchange Online',
        IgnoreSTARTTLS: false,
        RequireTLS: true,
        TlsAuthLevel: 'CertificateValidation',
        TlsCertificateName: tlsCertificateName,
      },
    ],
  ];
  for (const [request, status, command, parameters] of cases) {
    test(`${command} gets exactly the values that are shown`, async () => {
      const result = await run(request);
      assertRun(result, 0, [status]);
      assert.deepEqual(result.calls, [
        { Command: command, Parameters: { Confirm: { IsPresent: false }, ...parameters } },
      ]);
      assert.deepEqual(result.output[0]?.['Parameters'], parameters);
      const rehearsal = await run(request, { parameters: { WhatIf: true } });
      assertRun(rehearsal, 0, ['WhatIf']);
      assert.deepEqual(rehearsal.calls, []);
      assert.deepEqual(rehearsal.output[0]?.['Parameters'], parameters);
    });
  }

  test('any name arrives as it is', async () => {
    // JSON has no lone surrogates: only those are left out here.
    const name = dangerousPieces.filter((each) => each !== '\ud800').join(' x');
    const request = {
      ...inbound,
      action: 'new',
      name,
      tlsSenderCertificateName: `${name}.com`,
      senderDomains: [name, 'x'],
    } as const;
    const { calls, exitCode } = await run(request);
    assert.equal(exitCode, 0);
    assert.equal(calls[0]?.Parameters['Name'], name);
    assert.equal(calls[0]?.Parameters['TlsSenderCertificateName'], `${name}.com`);
    assert.deepEqual(calls[0]?.Parameters['SenderDomains'], [name, 'x']);
  });

  test('asks for the thumbprint where it is not known', async () => {
    const { thumbprint: _, ...unknown } = send;
    const spaced = thumbprint.replace(/../g, '$& ');
    const result = await run({ ...unknown, action: 'new' }, { parameters: { Thumbprint: spaced } });
    assertRun(result, 0, ['Created']);
    assert.equal(result.calls[0]?.Parameters['TlsCertificateName'], tlsCertificateName);
  });

  test('leaves an existing connector of the same name alone', async () => {
    const result = await run({ ...inbound, action: 'new', name: 'From contoso' });
    assertRun(result, 0, ['AlreadyPresent']);
    assert.deepEqual(result.calls, []);
  });

  test('does not change a connector that does not exist', async () => {
    assertRun(await run({ ...inbound, action: 'set', name: 'Absent' }), 2, ['NotFound']);
  });

  test('says where to run it when the cmdlets are not there', async () => {
    const file = machine.save(connectorScript({ ...inbound, action: 'new' }));
    const result = await shell.run({ root: machine.root, folder: machine.folder, path: file });
    assertRun(result, 2, ['Failed']);
    assert.match(String(result.output[0]?.['Reason']), /Connect-ExchangeOnline/);
  });

  test('a certificate that Exchange does not have gives exit code 1', async () => {
    const result = await run({ ...send, action: 'new', thumbprint: '00'.repeat(20) });
    assertRun(result, 1, ['Failed']);
    assert.deepEqual(result.calls, []);
  });
});
