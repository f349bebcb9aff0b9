import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { makeChain } from '../../support/pki.js';
import { startSmtpServer } from '../../support/smtpServer.js';
import { closeEditors, codeOf, eventually, openFile, problems } from './support.js';

const chain = makeChain();
const refusal =
  '550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';
const bounce = `Final-Recipient: rfc822;someone@fabrikam.com
Status: 5.7.64
Diagnostic-Code: smtp;${refusal}
`;
const row = (event: string, data: string, context = '') =>
  `2026-11-24T06:00:12.000Z,To Office 365,08DE2A9C0F00BA11,1,10.0.0.5:40000,52.101.40.2:25,${event},${data},${context}`;
const header = [
  '#Software: Microsoft Exchange Server',
  '#Log-type: SMTP Send Protocol Log',
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
];
const session = [
  row('+', ''),
  row(
    '*',
    ` CN=mail.contoso.com CN=Example TLS RSA CA 2025 6A3E5998 25570F88BF5F3835B64DB725B8E0D6C10B290488 2026-11-24T02:14:04.000Z 2027-06-11T02:14:04.000Z mail.contoso.com;autodiscover.contoso.com`,
    'Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
  ),
  row('>', 'MAIL FROM:<alerts@contoso.com>'),
  row('<', refusal),
];
const log = `${[...header, ...session].join('\r\n')}\r\n`;

/** The label of the tab in front, where that is an explanation. */
function page(): string | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const { input, label } = activeTab ?? {};
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('chainmail.explanation')
    ? label
    : undefined;
}

/** The explanation in front as Markdown, as soon as it is there. */
async function explanation(): Promise<string> {
  return eventually(async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('chainmail.copyExplanation');
    return (await vscode.env.clipboard.readText()) || undefined;
  });
}

async function closeAll(): Promise<void> {
  await closeEditors();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

suite('Logs, events and bounces', () => {
  teardown(closeAll);

  test('are marked where they tell of a refusal, with a page', async () => {
    const document = await openFile('log', log);
    const problem = await eventually(() => problems(document)[0]);
    assert.equal(codeOf(problem), 'evidence.tenant-attribution');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(problem.range), refusal);
    assert.match(problem.message, /CN=mail\.contoso\.com/);
    assert.ok(typeof problem.code === 'object' && 'target' in problem.code);
    assert.match(problem.code.target.toString(true), /docs\/findings\.md#evidencetenant-attribution$/);
  });

  test('say under the cursor what it means and what to do, and offer to', async () => {
    const document = await openFile('log', log);
    const { range } = await eventually(() => problems(document)[0]);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      range.start,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((each) => (typeof each === 'string' ? each : each.value))
      .join('\n');
    assert.match(text, /\*\*What to do\*\* Check what the server sends/);
    assert.match(text, /\*\*Thumbprint\*\* 25570F88BF5F3835B64DB725B8E0D6C10B290488/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.deepEqual(
      actions.flatMap(({ command }) => (command?.command.startsWith('chainmail.') ? [command.title] : [])),
      ['Explain', 'Inspect mail.contoso.com:25'],
    );
  });

  test('lose their marks when they are closed or their code is silenced, and gain them while they are typed', async () => {
    const document = await openFile('log', '');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), log);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually(() => problems(document)[0]);
    const configuration = vscode.workspace.getConfiguration('chainmail');
    await configuration.update('severity', { 'evidence.tenant-attribution': 'off' });
    await eventually(() => problems(document).length === 0 || undefined);
    await configuration.update('severity', undefined);
    await eventually(() => problems(document)[0]);
    await closeEditors();
    await eventually(() => problems(document).length === 0 || undefined);
  });

  test('are told by their content', async () => {
    for (const [extension, text] of [
      ['txt', 'Dear all, lunch is at noon, 5.7.64 of us are coming.'],
      ['log', '2026-11-24 06:00:12 started\n'],
      ['xml', '<Events><Event/></Events>'],
      ['json', JSON.stringify({ reply: refusal })],
    ] as const) {
      const document = await openFile(extension, text);
      // The marker document is read after the one before it, so that an empty list is an answer.
      const marker = await openFile('txt', bounce);
      await eventually(() => problems(marker)[0]);
      assert.deepEqual(problems(document), [], text);
    }
  });
});

suite('Explain', () => {
  setup(() => vscode.env.clipboard.writeText(''));
  teardown(closeAll);

  const explain = (...args: readonly unknown[]) => vscode.commands.executeCommand('chainmail.explain', ...args);

  test('explains the document in front, without who wrote', async () => {
    const document = await openFile(
      'log',
      log.replace('Relay Access Denied', 'Relay Access Denied, alerts@contoso.com'),
    );
    await explain();
    await eventually(page);
    const markdown = await explanation();
    assert.ok(markdown.startsWith(`# ${vscode.workspace.asRelativePath(document.uri)}\n`), markdown);
    assert.match(markdown, /^ {2}line 7 · /m);
    assert.match(markdown, /cause\.intermediate-missing/);
    assert.doesNotMatch(markdown, /alerts@/);
  });

  test('explains a selection, its lines counted in the whole', async () => {
    await openFile('md', `# Ticket\n\nThe server said:\n\n${bounce}\n`);
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    editor.selection = new vscode.Selection(4, 0, 7, 0);
    await explain();
    await eventually(page);
    assert.match(await explanation(), /^ {2}line 7 · /m);
  });

  test('explains what was copied where the document in front is nothing that it knows', async () => {
    await openFile('ps1', 'Get-ChildItem');
    await vscode.env.clipboard.writeText(bounce);
    await explain();
    assert.equal(await eventually(page), 'Explanation of Clipboard');
    assert.match(await explanation(), /^# Clipboard\n/);
  });

  test('opens nothing for what it does not know', async () => {
    const { uri } = await openFile('txt', 'Dear all, lunch is at noon.');
    await explain();
    await vscode.env.clipboard.writeText(bounce);
    // A file that is named is the only one meant.
    await explain(uri);
    assert.equal(page(), undefined);
  });

  test('opens nothing for a message of Outlook, whose text it could only guess at', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const uri = vscode.Uri.joinPath(folder, 'bounce.msg');
    const message = [Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(bounce.repeat(100), 'utf16le')];
    await vscode.workspace.fs.writeFile(uri, Buffer.concat(message));
    await explain(uri);
    assert.equal(page(), undefined);
    await vscode.workspace.fs.delete(uri);
  });

  test('reads a long log from the disk, piece by piece', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const uri = vscode.Uri.joinPath(folder, 'long.log');
    const refused = `${session.join('\r\n')}\r\n`;
    const quiet = `${row('<', '250 2.1.0 Sender OK')}\r\n`.repeat(500);
    const rounds = Math.ceil((17 * 1024 * 1024) / (refused.length + quiet.length));
    const text = `${header.join('\r\n')}\r\n${(refused + quiet).repeat(rounds)}`;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    await explain(uri);
    await eventually(page);
    const markdown = await explanation();
    assert.match(markdown, new RegExp(`evidence\\.tenant-attribution ×${rounds}\\b`));
    await vscode.workspace.fs.delete(uri);
  });

  test('knows more when the server has been inspected', async () => {
    await openFile('log', log);
    await explain();
    await eventually(page);
    assert.match(await explanation(), /^1\. \*\*possible:\*\*.*`cause\.intermediate-missing`/m);
    const server = await startSmtpServer({ leaf: chain.leaf });
    const place = `${server.host}:${server.port}`;
    await vscode.commands.executeCommand('chainmail.inspectServer', place);
    await eventually(async () => {
      const found = await vscode.env.clipboard.writeText('').then(explanation);
      return /^1\. \*\*likely:\*\* 127\\?\.0\\?\.0\\?\.1 presented its own certificate/m.test(found) || undefined;
    });
    await vscode.commands.executeCommand('chainmail.remove', `server:${place}`);
    await server.close();
  });
});
