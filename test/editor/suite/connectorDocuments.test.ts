import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, codeOf, eventually, openFile, problems } from './support.js';

const conflicting = `# Mail to Exchange Online
Set-SendConnector -Identity 'To Exchange Online' -Fqdn mail.contoso.com \`
    -RequireTLS $true -IgnoreSTARTTLS $true
`;
const tlsLevel = `New-SendConnector -Name 'To Exchange Online' -AddressSpaces '*' -SmartHosts smtp.contoso.com \`
    -DNSRoutingEnabled $true -RequireTLS $true
`;

function whole(document: vscode.TextDocument): vscode.Range {
  return document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, whole(document), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

suite('Connector documents', () => {
  teardown(closeEditors);

  test('show their problems at the right characters, with a page', async () => {
    const document = await openFile('ps1', conflicting);
    const problem = await eventually(() => problems(document)[0]);
    assert.equal(codeOf(problem), 'connector.require-tls-ignored');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.match(document.getText(problem.range), /^(-RequireTLS |-IgnoreSTARTTLS )?\$true$/);
    assert.ok(typeof problem.code === 'object' && 'target' in problem.code);
    assert.match(problem.code.target.toString(true), /docs\/findings\.md#connectorrequire-tls-ignored$/);
  });

  test('of JSON are told by their content', async () => {
    const connector = { Name: 'a', AddressSpaces: ['SMTP:*;1'], RequireTLS: true, IgnoreSTARTTLS: true };
    const document = await openFile('json', JSON.stringify([connector], undefined, 2));
    const problem = await eventually(() => problems(document)[0]);
    assert.equal(codeOf(problem), 'connector.require-tls-ignored');
    assert.equal(document.getText(problem.range), 'true');
  });

  test('lose a problem when it is mended or silenced, and all when they are closed', async () => {
    const document = await openFile('ps1', conflicting);
    await eventually(() => problems(document)[0]);
    await replaceAll(document, conflicting.replace('-IgnoreSTARTTLS $true', '-IgnoreSTARTTLS $false'));
    await eventually(() => problems(document).length === 0 || undefined);
    await replaceAll(document, conflicting);
    await eventually(() => problems(document)[0]);
    await replaceAll(
      document,
      conflicting.replace('Set-', '# chainmail-disable-next-line connector.require-tls-ignored\nSet-'),
    );
    await eventually(() => problems(document).length === 0 || undefined);
    await replaceAll(document, conflicting);
    await eventually(() => problems(document)[0]);
    await closeEditors();
    await eventually(() => problems(document).length === 0 || undefined);
  });

  test('show their problems where they are while somebody types in a value before them', async () => {
    const text = "Set-SendConnector -Identity 'a' -Comment 'b' -RequireTLS $true -IgnoreSTARTTLS $true\n";
    const document = await openFile('ps1', text);
    const before = await eventually(() => problems(document)[0]);
    const at = document.positionAt(text.indexOf("b'") + 1);
    for (let typed = 0; typed < 3; typed++) {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, at.translate(0, typed), 'c');
      assert.ok(await vscode.workspace.applyEdit(edit));
    }
    const moved = before.range.start.translate(0, 3);
    await eventually(() => problems(document).find(({ range }) => range.start.isEqual(moved)));
    assert.equal(problems(document).length, 1);
  });

  test('a quick fix removes its problem and changes nothing else', async () => {
    const document = await openFile('ps1', tlsLevel);
    const problem = await eventually(() => problems(document)[0]);
    assert.equal(codeOf(problem), 'connector.smart-hosts-dns-routing');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => /DNSRouting|connector\./.test(title)),
      ['Set DNSRoutingEnabled to false', 'Silence connector.smart-hosts-dns-routing here'],
    );
    const edit = actions.find(({ title }) => title === 'Set DNSRoutingEnabled to false')?.edit;
    assert.ok(edit, 'a quick fix is offered');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), tlsLevel.replace('-DNSRoutingEnabled $true', '-DNSRoutingEnabled $false'));
    await eventually(() => problems(document).length === 0 || undefined);
  });

  test('offer to inspect the servers that they name and to write the scripts', async () => {
    const document = await openFile('ps1', conflicting);
    await eventually(() => problems(document)[0]);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    const own = lenses.filter(({ command }) => command?.command.startsWith('chainmail.'));
    assert.deepEqual(
      own.map(({ command, range }) => [command?.title, range.start.line]),
      [
        ['Inspect mail.contoso.com', 1],
        ['Generate scripts', 1],
        ['Connector script', 1],
      ],
    );
  });

  test('half-typed ones are no trouble, and other documents have no problems', async () => {
    for (const [extension, text] of [
      ['ps1', "New-SendConnector -Name 'To Exch"],
      ['ps1', 'Set-SendConnector -RequireTLS $true -IgnoreSTARTTLS'],
      ['json', '[{ "Name": "a", "RequireTLS": true, "IgnoreSTARTTLS": '],
      ['json', '{ "name": "package", "version": "1.0.0" }'],
      ['ps1', 'Get-ChildItem | Remove-Item -WhatIf'],
      ['txt', conflicting],
    ] as const) {
      const document = await openFile(extension, text);
      // The marker document is judged after the one before it, so that an empty list is an answer.
      const marker = await openFile('ps1', conflicting);
      await eventually(() => problems(marker)[0]);
      assert.deepEqual(problems(document), [], text);
    }
  });
});
