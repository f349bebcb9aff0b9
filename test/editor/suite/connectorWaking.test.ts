// Which documents are looked at: by their language, and by the globs of the setting.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, codeOf, eventually, openFile, problems } from './support.js';

const conflicting = "Set-SendConnector 'a' -RequireTLS $true -IgnoreSTARTTLS $true\n";
const partner = 'Name,ConnectorType,SenderDomains,TlsSenderCertificateName\nx,Partner,*,a b\n';

/** Resolves when everything that was asked for before has been judged. */
async function judged(): Promise<void> {
  const marker = await openFile('ps1', conflicting);
  await eventually(() => problems(marker)[0]);
}

suite('A document is looked at for connectors', () => {
  teardown(closeEditors);

  test('as soon as its language is PowerShell, which the editor finds out after it was pasted', async () => {
    const pasted = await vscode.workspace.openTextDocument({ language: 'plaintext', content: conflicting });
    await vscode.window.showTextDocument(pasted);
    await judged();
    assert.deepEqual(problems(pasted), []);
    await vscode.languages.setTextDocumentLanguage(pasted, 'powershell');
    assert.equal(codeOf(await eventually(() => problems(pasted)[0])), 'connector.require-tls-ignored');
    await vscode.languages.setTextDocumentLanguage(pasted, 'plaintext');
    await eventually(() => problems(pasted).length === 0 || undefined);
  });

  test('where the setting names its file, from the workspace’s folder on, as soon as it does', async () => {
    const document = await openFile('csv', partner);
    await judged();
    assert.deepEqual(problems(document), []);
    const configuration = vscode.workspace.getConfiguration('chainmail');
    // Without asterisks before it, a glob begins at the workspace's folder.
    await configuration.update('connectorFiles', ['case-*.csv']);
    try {
      assert.match(codeOf(await eventually(() => problems(document)[0])), /^connector\./);
    } finally {
      await configuration.update('connectorFiles', undefined);
    }
    await eventually(() => problems(document).length === 0 || undefined);
  });
});
