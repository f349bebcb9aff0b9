import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { makeChain } from '../../support/pki.js';
import { type RunningServer, startSmtpServer } from '../../support/smtpServer.js';
import { closeEditors, eventually } from './support.js';

const chain = makeChain();

/** Every file below a folder, by its path there. */
async function filesBelow(folder: vscode.Uri, path = ''): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory) {
      for (const [below, text] of await filesBelow(uri, `${path}${name}/`)) {
        files.set(below, text);
      }
    } else {
      files.set(`${path}${name}`, Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('latin1'));
    }
  }
  return files;
}

suite('Scripts in a folder', () => {
  const servers: RunningServer[] = [];
  const ids: string[] = [];
  let parent = vscode.Uri.file('/');
  let number = 0;

  setup(async () => {
    number += 1;
    parent = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail(), `saved-${number}`);
    servers.push(
      await startSmtpServer({ leaf: chain.leaf }),
      await startSmtpServer({ leaf: chain.leaf, chain: [chain.intermediate] }),
    );
    for (const { host, port } of servers) {
      await vscode.commands.executeCommand('chainmail.inspectServer', `${host}:${port}`);
      ids.push(`server:${host}:${port}`);
    }
  });

  teardown(async () => {
    await closeEditors();
    for (const id of ids.splice(0)) {
      await vscode.commands.executeCommand('chainmail.remove', id);
    }
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await vscode.workspace.fs.delete(parent, { recursive: true });
  });

  function folderOf({ host, port }: RunningServer): vscode.Uri {
    return vscode.Uri.joinPath(parent, `chainmail-${`${host}:${port}`.replace(/[.:]/g, '-')}`);
  }

  test('hold what one server needs, and its README opens', async () => {
    const [leafOnly] = servers;
    assert.ok(leafOnly);
    await vscode.commands.executeCommand('chainmail.saveFixScripts', ids[0], undefined, parent);
    const files = await filesBelow(folderOf(leafOnly));
    assert.deepEqual([...files.keys()].filter((name) => !name.startsWith('other-senders/')).sort(), [
      'Export-IntermediateCertificate.ps1',
      'Import-IntermediateCertificate.ps1',
      'README.txt',
      'Test-SmtpChain.ps1',
      [...files.keys()].find((name) => name.endsWith('.cer')) ?? 'no certificate',
      'paste/Export-IntermediateCertificate.txt',
      'paste/Import-IntermediateCertificate.txt',
      'paste/Test-SmtpChain.txt',
    ]);
    for (const [name, text] of files) {
      if (name.endsWith('.cer')) {
        assert.equal(text, Buffer.from(chain.intermediate.der).toString('latin1'));
      } else if (!name.endsWith('.pem')) {
        assert.match(text, /^([\x20-\x7e]*\r\n)+$/, name);
      }
    }
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /README\.txt$/);
  });

  test('are there a second time where they are the same', async () => {
    const [leafOnly] = servers;
    assert.ok(leafOnly);
    const save = () => vscode.commands.executeCommand('chainmail.saveFixScripts', ids[0], undefined, parent);
    await save();
    const before = await filesBelow(folderOf(leafOnly));
    await save();
    assert.deepEqual(await filesBelow(folderOf(leafOnly)), before);
  });

  test('have a folder for each of several servers', async () => {
    const rows = ids.map((inspectionId) => ({ inspectionId, children: [] }));
    await vscode.commands.executeCommand('chainmail.saveFixScripts', rows[0], rows, parent);
    const files = await filesBelow(vscode.Uri.joinPath(parent, 'chainmail-scripts'));
    const folders = new Set([...files.keys()].map((name) => name.split('/')[0]));
    assert.deepEqual(
      [...folders].sort(),
      servers.map(({ host, port }, index) => `${index + 1}-${`${host}:${port}`.replace(/[.:]/g, '-')}`),
    );
  });

  test('come in a form to paste', async () => {
    await vscode.workspace.fs.createDirectory(parent);
    await vscode.env.clipboard.writeText('');
    const copied = vscode.commands.executeCommand('chainmail.copyScript', ids[0]);
    // The list of scripts opens in its own time; the first is the import script.
    const timer = setInterval(() => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }, 50);
    await copied.then(
      () => clearInterval(timer),
      () => clearInterval(timer),
    );
    const text = await eventually(async () => (await vscode.env.clipboard.readText()) || undefined);
    assert.match(text, /^& \{\r?\n/);
    assert.ok(text.includes('Import-Certificate'));
    assert.match(text, /\n\$global:LASTEXITCODE = \$exitCode\r?\n\}\r?\n$/);
  });

  test('say how to verify', async () => {
    await vscode.workspace.fs.createDirectory(parent);
    await vscode.commands.executeCommand('chainmail.generateVerifyScript', ids[0]);
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /Test-SmtpChain\.ps1$/);
  });
});
