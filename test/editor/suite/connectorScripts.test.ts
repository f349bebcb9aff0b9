import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { makeChain } from '../../support/pki.js';
import { type RunningServer, startSmtpServer } from '../../support/smtpServer.js';
import { closeEditors, eventually, openFile, problems } from './support.js';

const chain = makeChain();

async function lensesOf(document: vscode.TextDocument): Promise<readonly vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    10,
  );
  return lenses.flatMap(({ command }) => (command?.command === 'chainmail.generateConnectorScript' ? [command] : []));
}

/** The script that a command opened. */
async function scriptOf({ command, arguments: given = [] }: vscode.Command): Promise<string> {
  await vscode.commands.executeCommand(command, ...given);
  const { document } = vscode.window.activeTextEditor ?? assert.fail();
  assert.ok(document.isUntitled);
  return document.getText();
}

suite('A connector script', () => {
  let server: RunningServer | undefined;

  setup(async () => {
    server = await startSmtpServer({ leaf: chain.leaf });
    await vscode.commands.executeCommand('chainmail.inspectServer', `${server.host}:${server.port}`);
  });

  teardown(async () => {
    await closeEditors();
    await vscode.commands.executeCommand('chainmail.remove', `server:${server?.host}:${server?.port}`);
    await server?.close();
  });

  test('is one click away from the connectors that can have one', async () => {
    const document = await openFile(
      'ps1',
      `Set-SendConnector -Identity 'To Exchange Online' -Fqdn mail.contoso.com -SmartHosts x.example
New-InboundConnector -Name 'From contoso' -SenderDomains contoso.com -TlsSenderCertificateName '*.contoso.com'
Set-ReceiveConnector -Identity 'Default' -Fqdn mail.contoso.com
`,
    );
    const [send, inbound, ...others] = await eventually(async () => {
      const lenses = await lensesOf(document);
      return lenses.length > 0 ? lenses : undefined;
    });
    assert.deepEqual(others, []);
    const sendScript = await scriptOf(send ?? assert.fail());
    assert.match(sendScript, /^ *Identity +=\s'To Exchange Online'\r?$/m);
    assert.match(sendScript, /Set-SendConnector @values/);
    const leaf = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(leaf, /^\$Thumbprint = '[0-9A-F]{40}'\r?$/m, 'the inspected server is the one of the FQDN');
    const inboundScript = await scriptOf(inbound ?? assert.fail());
    assert.match(inboundScript, /New-InboundConnector @values/);
    assert.match(inboundScript, /^ *TlsSenderCertificateName = '\*\.contoso\.com'\r?$/m);
  });

  test('is offered beside the quick fixes', async () => {
    const text = "Set-SendConnector -Identity 'A' -Fqdn mail.contoso.com -RequireTLS $true -IgnoreSTARTTLS $true\n";
    const document = await openFile('ps1', text);
    const problem = await eventually(() => problems(document)[0]);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const { command } = actions.find(({ title }) => title === 'Generate connector script') ?? assert.fail();
    assert.match(await scriptOf(command ?? assert.fail()), /Set-SendConnector @values/);
  });
});
