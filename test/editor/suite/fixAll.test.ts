import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, openFile, problems } from './support.js';

const broken = "Set-SendConnector a -TlsCertificateName '<S>CN=b<I>CN=a' -RequireTLS $true -IgnoreSTARTTLS $true\n";
const mended = broken.replace('<S>CN=b<I>CN=a', '<I>CN=a<S>CN=b');

/** Types a blank line and saves; what the document holds then. */
async function saved(onSave: object | readonly string[] | undefined): Promise<string> {
  const configuration = vscode.workspace.getConfiguration('editor');
  await configuration.update('codeActionsOnSave', onSave);
  try {
    const document = await openFile('ps1', broken);
    await eventually(() => problems(document)[0]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(broken.length), '\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
    return document.getText();
  } finally {
    await configuration.update('codeActionsOnSave', undefined);
  }
}

suite('Fixing all', () => {
  teardown(closeEditors);

  test('happens on saving where the user’s settings name Chainmail, and leaves decisions alone', async () => {
    for (const onSave of [
      { 'source.fixAll.chainmail': 'explicit' },
      { 'source.fixAll.chainmail': 'always', 'source.fixAll': 'always' },
      ['source.fixAll.chainmail'],
    ]) {
      assert.equal(await saved(onSave), `${mended}\n`, JSON.stringify(onSave));
    }
  });

  test('does not happen on saving otherwise, whatever linters may do', async () => {
    for (const onSave of [
      undefined,
      { 'source.fixAll': 'always' },
      { 'source.fixAll': 'always', 'source.fixAll.chainmail': 'never' },
      { 'source.fixAll.eslint': 'explicit' },
    ]) {
      assert.equal(await saved(onSave), `${broken}\n`, JSON.stringify(onSave));
    }
  });

  test('is one action when it is asked for', async () => {
    const document = await openFile('ps1', broken);
    await eventually(() => problems(document)[0]);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      whole,
      'source.fixAll',
    );
    const [action, ...more] = actions.filter(({ kind }) => kind?.value === 'source.fixAll.chainmail');
    assert.ok(action?.edit && more.length === 0);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.equal(document.getText(), mended);
  });
});
