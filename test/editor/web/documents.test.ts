// What works on documents, in the browser's extension host.
import * as vscode from 'vscode';
import { closeEditors, codeOf, eventually, openFile, problems } from '../suite/support.js';
import { equal, match } from './expect.js';

const conflicting = `# Mail to Exchange Online
Set-SendConnector -Identity 'To Exchange Online' -Fqdn mail.contoso.com \`
    -RequireTLS $true -IgnoreSTARTTLS $true
`;
const refusal =
  'Nov 24 09:12:44 mx postfix/smtp[812]: 4F1A2: to=<a@b.example>, relay=contoso-com.mail.protection.outlook.com[192.0.2.1]:25, delay=1, dsn=5.7.64, status=bounced (host contoso-com.mail.protection.outlook.com[192.0.2.1] said: 550 5.7.64 TenantAttribution; Relay Access Denied (in reply to RCPT TO command))\n';

async function ask<T>(command: string, ...args: readonly unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, ...args);
}

function activeLabel(): string {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
}

suite('In the browser', () => {
  teardown(closeEditors);

  test('the extension runs in a worker, without Node', async () => {
    equal(typeof process, 'undefined');
    equal('importScripts' in globalThis, true);
    const extension = vscode.extensions.getExtension('chainmail.chainmail');
    await extension?.activate();
    equal(extension?.isActive, true);
  });

  test('connector documents have their problems, and fixes that repair them', async () => {
    const document = await openFile('ps1', conflicting);
    const problem = await eventually(() => problems(document)[0]);
    equal(codeOf(problem), 'connector.require-tls-ignored');
    const actions = await ask<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const edit = actions.find(({ title }) => title === 'Set IgnoreSTARTTLS to false')?.edit;
    equal(edit !== undefined && (await vscode.workspace.applyEdit(edit)), true);
    await eventually(() => problems(document).length === 0 || undefined);
    equal(document.getText(), conflicting.replace('-IgnoreSTARTTLS $true', '-IgnoreSTARTTLS $false'));
  });

  test('exports are told by their content', async () => {
    const connector = { Name: 'a', AddressSpaces: ['SMTP:*;1'], RequireTLS: true, IgnoreSTARTTLS: true };
    const document = await openFile('json', JSON.stringify([connector], undefined, 2));
    equal(codeOf(await eventually(() => problems(document)[0])), 'connector.require-tls-ignored');
  });

  test('configurations that the setting names are read, without the files that they name', async () => {
    const document = await openFile(
      'connector.csv',
      'Name,ConnectorType,SenderDomains,TlsSenderCertificateName\nx,Partner,*,a b\n',
    );
    match(codeOf(await eventually(() => problems(document)[0])), /^connector\./);
  });

  test('properties are explained and proposed', async () => {
    const document = await openFile('ps1', "New-InboundConnector -Name 'a' -ConnectorType \n");
    const at = (text: string) => document.positionAt(document.getText().indexOf(text) + text.length);
    const hovers = await eventually(async () => {
      const found = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at('-Na'));
      return found.length > 0 ? found : undefined;
    });
    const words = hovers
      .flatMap(({ contents }) => contents)
      .map((each) => (typeof each === 'string' ? each : each.value));
    match(words.join('\n'), /learn\.microsoft\.com/);
    const { items } = await ask<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at('-ConnectorType '),
    );
    equal(items.map(({ label }) => label).filter((label) => label === 'Partner' || label === 'OnPremises').length, 2);
  });

  test('lenses offer the connector script and nothing that needs the network', async () => {
    const document = await openFile('ps1', conflicting);
    await eventually(() => problems(document)[0]);
    const lenses = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    equal(
      lenses.map(({ command }) => command?.command).filter((each) => each?.startsWith('chainmail.')),
      ['chainmail.generateConnectorScript'],
    );
    const lens = lenses.find(({ command }) => command?.command === 'chainmail.generateConnectorScript');
    await ask('chainmail.generateConnectorScript', ...(lens?.command?.arguments ?? []));
    const script = await eventually(() =>
      vscode.window.activeTextEditor?.document.getText().includes('Set-SendConnector @')
        ? vscode.window.activeTextEditor.document
        : undefined,
    );
    match(script.getText(), /To Exchange Online/);
  });

  test('logs have their problems, and are explained', async () => {
    const document = await openFile('log', refusal);
    equal(codeOf(await eventually(() => problems(document)[0])), 'evidence.tenant-attribution');
    await ask('chainmail.explain', document.uri);
    await eventually(() => /^Explanation of/.test(activeLabel()) || undefined);
  });

  test('every other command says why it does nothing', async () => {
    const { contributes } = vscode.extensions.getExtension('chainmail.chainmail')?.packageJSON ?? {};
    const commands: readonly string[] = contributes.commands.map(
      ({ command }: { readonly command: string }) => command,
    );
    const known = new Set(await vscode.commands.getCommands(true));
    equal(
      commands.filter((each) => !known.has(each)),
      [],
    );
  });
});
