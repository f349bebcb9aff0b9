// The contributed schema at work in the editor's own JSON support.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, openFile } from './support.js';

const inbound = `[
  {
    "Name": "In",
    "SenderDomains": ["smtp:*;1"],
    "ConnectorType": "Parter",
    "RequireTls": true
  }
]
`;

/** The names that are offered behind the quote of a member that is being begun. */
async function offered(document: vscode.TextDocument): Promise<readonly string[]> {
  const at = document.positionAt(document.getText().indexOf('""') + 1);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    at,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label).replaceAll('"', ''));
}

suite('The schema of connectors in JSON', () => {
  teardown(closeEditors);

  test('offers each property of the connector’s kind once', async () => {
    const document = await openFile('connectors.json', inbound.replace('"RequireTls": true', '""'));
    const names = await eventually(async () => {
      const all = await offered(document);
      return all.includes('TlsSenderCertificateName') ? all : undefined;
    });
    assert.deepEqual([...names].sort(), [...new Set(names)].sort());
    assert.ok(names.includes('RequireTls') && !names.includes('AddressSpaces'), names.join());
  });

  test('tells once what a property means, and where that is written', async () => {
    const document = await openFile('InboundConnector.json', inbound);
    const at = document.positionAt(inbound.indexOf('RequireTls') + 2);
    const text = await eventually(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at,
      );
      const contents = hovers.flatMap((hover) => hover.contents);
      const texts = contents.map((each) => (typeof each === 'string' ? each : each.value));
      return texts.some((each) => each.includes('/exchangepowershell/set-inboundconnector)')) ? texts : undefined;
    });
    assert.equal(text.length, 1);
  });

  test('finds a wrong value', async () => {
    const document = await openFile('connectors.json', inbound);
    const problem = await eventually(() =>
      vscode.languages.getDiagnostics(document.uri).find(({ source }) => source !== 'Chainmail'),
    );
    assert.equal(document.getText(problem.range), '"Parter"');
    assert.match(problem.message, /Partner/);
  });

  test('is not for other JSON', async () => {
    const document = await openFile('json', inbound.replace('"RequireTls": true', '""'));
    const names = await offered(document);
    assert.ok(!names.includes('TlsSenderCertificateName'));
  });
});
