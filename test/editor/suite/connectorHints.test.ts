// What the editor tells about a connector's properties, and what it proposes to type.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, openFile } from './support.js';

async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((each) => (typeof each === 'string' ? each : each.value))
    .join('\n');
}

async function proposed(document: vscode.TextDocument, after: string): Promise<readonly string[]> {
  const position = document.positionAt(document.getText().indexOf(after) + after.length);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

suite('Connector properties', () => {
  teardown(closeEditors);

  test('are explained where they stand in a script, with values, default and reference', async () => {
    const document = await openFile(
      'ps1',
      "Set-InboundConnector -Identity 'a' -ConnectorType Partner -Enabled $true\n",
    );
    const words = await eventually(async () => (await hoverAt(document, 'ConnectorType')) || undefined);
    assert.match(words, /\*\*ConnectorType\*\* OnPremises for servers of your own organisation/);
    assert.match(words, /Values\*\* Partner, OnPremises/);
    assert.match(words, /\]\(https:\/\/learn\.microsoft\.com\//);
    assert.match(await hoverAt(document, 'Enabled'), /Default\*\* true/);
    assert.equal(await hoverAt(document, 'Set-InboundConnector'), '');
  });

  test('are explained in exports, told by their content', async () => {
    const document = await openFile('json', '[{ "Name": "a", "ConnectorType": "OnPremises", "SenderDomains": [] }]');
    const words = await eventually(async () => (await hoverAt(document, 'ConnectorType')) || undefined);
    assert.match(words, /OnPremises for servers of your own organisation/);
  });

  test('and their values are proposed while a cmdlet is typed', async () => {
    const document = await openFile('ps1', "New-InboundConnector -Name 'a' -Conn\n");
    const names = await eventually(async () => {
      const labels = await proposed(document, '-Conn');
      return labels.includes('-ConnectorType') ? labels : undefined;
    });
    assert.ok(names.includes('-ConnectorSource'));
    const values = await openFile('ps1', "New-InboundConnector -Name 'a' -ConnectorType \n");
    assert.deepEqual(
      (await proposed(values, '-ConnectorType ')).filter((label) => /^(?:Partner|OnPremises)$/.test(label)).sort(),
      ['OnPremises', 'Partner'],
    );
    const none = await openFile('ps1', 'Get-ChildItem -Conn\n');
    assert.deepEqual(
      (await proposed(none, '-Conn')).filter((label) => label.startsWith('-Connector')),
      [],
    );
  });
});
