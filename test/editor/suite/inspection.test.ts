import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { makeChain } from '../../support/pki.js';
import { listenOnLoopback, type RunningServer, startSmtpServer } from '../../support/smtpServer.js';
import { closeEditors } from './support.js';

const chain = makeChain();

function thumbprint(der: Uint8Array): string {
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}

function scripts(): readonly string[] {
  return vscode.workspace.textDocuments
    .filter(({ isUntitled, languageId }) => isUntitled && languageId === 'powershell')
    .map((document) => document.getText());
}

async function inspect({ host, port }: RunningServer): Promise<string> {
  await vscode.commands.executeCommand('chainmail.inspectServer', `${host}:${port}`);
  return `server:${host}:${port}`;
}

suite('An inspection', () => {
  const servers: RunningServer[] = [];

  setup(async () => {
    servers.push(
      await startSmtpServer({ leaf: chain.leaf }),
      await startSmtpServer({ leaf: chain.leaf, chain: [chain.intermediate] }),
      await listenOnLoopback((socket) => socket.end('not a mail server\r\n')),
    );
  });

  teardown(async () => {
    await closeEditors();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  test('of a server leads to both scripts, which know its certificate', async () => {
    const [leafOnly] = servers;
    assert.ok(leafOnly);
    const id = await inspect(leafOnly);
    await vscode.commands.executeCommand('chainmail.generateFixScripts', id);
    const texts = scripts();
    assert.equal(texts.length, 2);
    await vscode.commands.executeCommand('chainmail.generateFixScripts', id);
    const names = vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled).map(({ uri }) => uri.path);
    assert.deepEqual(names.map((each) => each.split('/').pop()).sort(), [
      'Export-IntermediateCertificate-2.ps1',
      'Export-IntermediateCertificate.ps1',
      'Import-IntermediateCertificate-2.ps1',
      'Import-IntermediateCertificate.ps1',
    ]);
    for (const text of texts) {
      assert.ok(text.includes(`${leafOnly.host}:${leafOnly.port}`));
      assert.match(text, /\r\n/);
    }
    assert.ok(
      texts.some((text) => text.includes(thumbprint(chain.leaf.der))),
      'the export script finds the leaf',
    );
    await vscode.commands.executeCommand('chainmail.remove', id);
  });

  test('of another server supplies what the first did not send', async () => {
    const [leafOnly, complete] = servers;
    assert.ok(leafOnly && complete);
    const id = await inspect(leafOnly);
    const other = await inspect(complete);
    await vscode.commands.executeCommand('chainmail.generateImportScript', id);
    const [text] = scripts();
    assert.ok(text?.includes(thumbprint(chain.intermediate.der)), 'the missing intermediate is inside');
    await vscode.commands.executeCommand('chainmail.remove', id);
    await vscode.commands.executeCommand('chainmail.remove', other);
  });

  test('that fails ends, and leaves nothing to write scripts from', async () => {
    const notMail = servers[2];
    assert.ok(notMail);
    const id = await inspect(notMail);
    await vscode.commands.executeCommand('chainmail.generateFixScripts', id);
    assert.deepEqual(scripts(), []);
    await vscode.commands.executeCommand('chainmail.remove', id);
  });

  test('that fails later keeps the capture', async () => {
    const leafOnly = servers[0];
    assert.ok(leafOnly);
    const id = await inspect(leafOnly);
    await leafOnly.close();
    await inspect(leafOnly);
    await vscode.commands.executeCommand('chainmail.generateExportScript', id);
    assert.ok(scripts()[0]?.includes(thumbprint(chain.leaf.der)));
    await vscode.commands.executeCommand('chainmail.remove', id);
  });

  test('of a silent server ends when it is cancelled', async () => {
    const silent = await listenOnLoopback(() => undefined);
    servers.push(silent);
    const ended = inspect(silent);
    // The attempt begins in its own time: a cancellation that comes too early finds nothing to end.
    const timer = setInterval(() => {
      const row = { inspectionId: `server:${silent.host}:${silent.port}`, children: [] };
      void vscode.commands.executeCommand('chainmail.cancelInspection', row);
    }, 50);
    await ended.finally(() => clearInterval(timer));
  });

  test('copies what the tree shows', async () => {
    const certificate = { inspectionId: 'x', children: [], certificate: { thumbprint: 'AB12' } };
    await vscode.commands.executeCommand('chainmail.copyThumbprint', certificate);
    assert.equal(await vscode.env.clipboard.readText(), 'AB12');
  });
});
