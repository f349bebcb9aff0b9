import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { makeChain } from '../../support/pki.js';
import { eventually } from './support.js';

const chain = makeChain();
const other = makeChain('p256', { dnsNames: ['relay.fabrikam.com'], subject: { CN: 'relay.fabrikam.com' } });

async function write(name: string, content: Uint8Array | string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return uri;
}

/** The report that the command copies for a row, or for the page in front. */
async function report(id?: string): Promise<string> {
  await vscode.env.clipboard.writeText('nothing');
  await vscode.commands.executeCommand('chainmail.copyReport', id);
  return vscode.env.clipboard.readText();
}

function activeInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}

function reportTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('chainmail.report'));
}

function fixture(name: string): vscode.Uri {
  const extension = vscode.extensions.getExtension('chainmail.chainmail');
  assert.ok(extension);
  return vscode.Uri.joinPath(extension.extensionUri, 'test', 'fixtures', 'containers', name);
}

suite('A certificate file', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('becomes a row from which report and scripts are made', async () => {
    const uri = await write('chain.crt', chain.leaf.pem);
    await vscode.commands.executeCommand('chainmail.inspectFile', uri);
    const id = `file:${uri.fsPath}`;
    assert.match(
      await report(id),
      /^# chain\\?\.crt\n[\s\S]*mail\\?\.contoso\\?\.com[\s\S]*Example TLS CA 2026[\s\S]*NOT SENT/,
    );
    await vscode.commands.executeCommand('chainmail.generateExportScript', id);
    const script = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.ok(script.includes(createHash('sha1').update(chain.leaf.der).digest('hex').toUpperCase()));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('chainmail.remove', id);
  });

  test('has one report, which is found again', async () => {
    const uri = await write('chain.pem', chain.leaf.pem + chain.intermediate.pem);
    await vscode.commands.executeCommand('chainmail.inspectFile', uri);
    const id = `file:${uri.fsPath}`;
    await vscode.commands.executeCommand('chainmail.showReport', id);
    await eventually(() => (activeInput() instanceof vscode.TabInputWebview ? true : undefined));
    assert.equal(reportTabs()[0]?.label, 'Report on chain.pem');
    await vscode.commands.executeCommand('vscode.open', uri);
    await vscode.commands.executeCommand('chainmail.showReport', id);
    await eventually(() => (activeInput() instanceof vscode.TabInputWebview ? true : undefined));
    assert.equal(reportTabs().length, 1);
    assert.match(await report(), /^# chain\\?\.pem\n/);
    await vscode.commands.executeCommand('chainmail.remove', id);
  });

  test('opens as its chain instead of its bytes, and follows the file', async () => {
    // As browsers name a second download.
    const uri = await write('mail[1].cer', chain.leaf.der);
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => {
      const input = activeInput();
      return input instanceof vscode.TabInputCustom && input.viewType === 'chainmail.certificates' ? true : undefined;
    });
    assert.match(await report(), /^# mail\\?\[1\\?\]\\?\.cer\n[\s\S]*mail\\?\.contoso\\?\.com/);
    await write('mail[1].cer', other.leaf.pem);
    await eventually(async () => (/relay\\?\.fabrikam\\?\.com/.test(await report()) ? true : undefined));
  });

  test('of text opens as text, and as its chain when asked', async () => {
    const uri = await write('fullchain.pem', chain.leaf.pem + chain.intermediate.pem);
    await vscode.commands.executeCommand('vscode.open', uri);
    assert.ok(activeInput() instanceof vscode.TabInputText);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'chainmail.certificatesInText');
    await eventually(() => (activeInput() instanceof vscode.TabInputCustom ? true : undefined));
    assert.match(await report(), /^# fullchain\\?\.pem\n[\s\S]*Example TLS CA 2026/);
  });

  test('with a private key shows the certificates alone', async () => {
    await vscode.commands.executeCommand('vscode.open', fixture('emptyPassword.pfx'));
    await eventually(() => (activeInput() instanceof vscode.TabInputCustom ? true : undefined));
    const text = await report();
    assert.match(text, /^# emptyPassword\\?\.pfx\n[\s\S]*mail\\?\.contoso\\?\.com/);
    assert.doesNotMatch(text, /PRIVATE KEY/);
  });

  test('that is none leaves no row', async () => {
    const { uri: folder } = vscode.workspace.workspaceFolders?.[0] ?? assert.fail();
    const cases = [
      await write('garbage.cer', new Uint8Array(10_000).fill(0x30)),
      await write('empty.pem', ''),
      await write('cut.der', chain.leaf.der.subarray(0, 100)),
      vscode.Uri.joinPath(folder, 'gone.cer'),
      folder,
    ];
    for (const uri of cases) {
      await vscode.commands.executeCommand('chainmail.inspectFile', uri);
      assert.equal(await report(`file:${uri.fsPath}`), 'nothing', uri.fsPath);
    }
  });
});
