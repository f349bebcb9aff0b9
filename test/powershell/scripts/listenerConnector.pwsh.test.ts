import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type ListenerAddress, listenerConnectorFiles } from '../../../src/powershell/scripts/listenerConnector.js';
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
const name = 'Chainmail listener (temporary)';
const certificates = [{ Thumbprint: thumbprint, Issuer: 'CN=CA', Subject: 'CN=mail.contoso.com' }];
const own = { Kind: 'send', Name: name, AddressSpaces: ['SMTP:chainmail-listener.invalid;1'] };
const loopback = { host: '127.0.0.1', port: 2525 };

function run(
  which: 'New' | 'Remove',
  connectors: readonly unknown[],
  job: Partial<RunJob> = {},
  address: ListenerAddress = loopback,
): Promise<Run> {
  const script = listenerConnectorFiles(address).find(({ fileName }) => fileName.startsWith(which));
  const file = machine.save(script ?? assert.fail());
  const exchange = { certificates, connectors };
  return shell.run({ root: machine.root, folder: machine.folder, path: file, exchange, ...job });
}

describe('the temporary connector to a listener', () => {
  const values = {
    AddressSpaces: ['SMTP:chainmail-listener.invalid;1'],
    DNSRoutingEnabled: false,
    IgnoreSTARTTLS: false,
    Name: name,
    Port: 2525,
    ProtocolLoggingLevel: 'Verbose',
    RequireTLS: true,
    SmartHosts: ['127.0.0.1'],
    TlsAuthLevel: 'EncryptionOnly',
    TlsCertificateName: '<I>CN=CA<S>CN=mail.contoso.com',
  };

  test('presents the certificate of the thumbprint, and the script says how to send', async () => {
    const result = await run('New', [], { parameters: { Thumbprint: thumbprint.toLowerCase() } });
    assertRun(result, 0, ['Created', 'Next']);
    assert.deepEqual(result.calls, [
      { Command: 'New-SendConnector', Parameters: { Confirm: { IsPresent: false }, ...values } },
    ]);
    assert.deepEqual(result.output[0]?.['Parameters'], values);
    assert.match(String(result.output[1]?.['Command']), /-To 'test@chainmail-listener\.invalid'/);
  });

  test('is not made in a rehearsal, nor twice', async () => {
    const parameters = { Thumbprint: thumbprint };
    const rehearsal = await run('New', [], { parameters: { ...parameters, WhatIf: true } });
    assertRun(rehearsal, 0, ['WhatIf']);
    const second = await run('New', [own], { parameters });
    assertRun(second, 0, ['AlreadyPresent', 'Next']);
    assert.deepEqual([...rehearsal.calls, ...second.calls], []);
  });

  test('is not made for a certificate that Exchange does not have', async () => {
    const result = await run('New', [], { parameters: { Thumbprint: '00'.repeat(20) } });
    assertRun(result, 1, ['Failed']);
    assert.deepEqual(result.calls, []);
  });

  test('leads to the address of the listener, whatever it is', async () => {
    const host = dangerousPieces.filter((each) => each !== '\ud800').join(' x');
    const parameters = { Thumbprint: thumbprint };
    const { calls } = await run('New', [], { parameters }, { host, port: 26 });
    assert.deepEqual(calls[0]?.Parameters['SmartHosts'], [host]);
    assert.equal(calls[0]?.Parameters['Port'], 26);
    const everywhere = { host: '0.0.0.0', port: 2525 };
    const asked = await run('New', [], { parameters: { ...parameters, SmartHost: '192.0.2.10' } }, everywhere);
    assert.deepEqual(asked.calls[0]?.Parameters['SmartHosts'], ['192.0.2.10']);
  });

  test('is removed, once', async () => {
    const result = await run('Remove', [own]);
    assertRun(result, 0, ['Removed']);
    assert.deepEqual(result.calls, [
      { Command: 'Remove-SendConnector', Parameters: { Confirm: { IsPresent: false }, Identity: name } },
    ]);
    assertRun(await run('Remove', []), 0, ['NotPresent']);
    const rehearsal = await run('Remove', [own], { parameters: { WhatIf: true } });
    assertRun(rehearsal, 0, ['WhatIf']);
    assert.deepEqual(rehearsal.calls, []);
  });

  test('is left alone when it takes other mail', async () => {
    const result = await run('Remove', [{ ...own, AddressSpaces: ['SMTP:*;1'] }]);
    assertRun(result, 2, ['Failed']);
    assert.deepEqual(result.calls, []);
  });

  test('asks for the shell where there are no Exchange cmdlets', async () => {
    for (const { fileName, text } of listenerConnectorFiles(loopback).slice(0, 2)) {
      const parameters = fileName.startsWith('New') ? { Thumbprint: thumbprint } : {};
      const file = machine.save({ fileName, text });
      const result = await shell.run({ root: machine.root, folder: machine.folder, path: file, parameters });
      assertRun(result, 2, ['Failed']);
    }
  });
});
