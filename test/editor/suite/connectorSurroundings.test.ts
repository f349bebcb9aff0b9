// What stands beside a connector document and decides about it: a listing of certificates, files that it names.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { issue, makeChain } from '../../support/pki.js';
import { closeEditors, codeOf, eventually, openFile, problems } from './support.js';

const chain = makeChain('p256');

function beside({ uri }: vscode.TextDocument, name: string): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..', name);
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** What Get-ExchangeCertificate prints of a certificate. */
function listingOf(issuer: string): string {
  return `Issuer             : ${issuer}\nServices           : IIS, SMTP\nSubject            : CN=mail.contoso.com\nThumbprint         : 9F3B\n`;
}

suite('What stands beside a connector document', () => {
  teardown(closeEditors);

  test('a listing of certificates tells that the one which a Send connector names is not there', async () => {
    const script = "Set-SendConnector -Identity 'a' -TlsCertificateName '<I>CN=Old CA<S>CN=mail.contoso.com'\n";
    const document = await openFile('ps1', script);
    const listing = beside(document, 'get-exchangecertificate.txt');
    await write(listing, listingOf('CN=New CA'));
    try {
      const problem = await eventually(() => problems(document)[0]);
      assert.equal(codeOf(problem), 'connector.tls-certificate-missing');
      assert.match(document.getText(problem.range), /<I>CN=Old CA/);
    } finally {
      await vscode.workspace.fs.delete(listing);
    }
    await eventually(() => problems(document).length === 0 || undefined);
  });

  test('many configurations come to rest when all are read', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const place = vscode.Uri.joinPath(folder, 'fleet');
    const text = 'relayhost = [contoso-com.mail.protection.outlook.com]\nsmtp_tls_cert_file = /nowhere/mail.pem\n';
    for (let number = 0; number < 60; number += 1) {
      await write(vscode.Uri.joinPath(place, `${number}`, 'mail.pem'), chain.leaf.pem);
      await write(vscode.Uri.joinPath(place, `${number}`, 'main.cf'), text);
    }
    let judged = Date.now();
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      judged = Date.now();
    });
    try {
      await vscode.commands.executeCommand('chainmail.connectors.focus');
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(place, '0', 'main.cf'));
      await eventually(() => vscode.languages.getDiagnostics(vscode.Uri.joinPath(place, '0', 'main.cf'))[0]);
      await eventually(() => Date.now() - judged > 1500 || undefined);
    } finally {
      listener.dispose();
      await closeEditors();
      await vscode.workspace.fs.delete(place, { recursive: true });
    }
  });

  test('a listing from outside of the workspace counts while it is open', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const place = vscode.Uri.joinPath(folder, '..', 'elsewhere');
    const script = vscode.Uri.joinPath(place, 'send.ps1');
    const listing = vscode.Uri.joinPath(place, 'get-exchangecertificate.txt');
    await write(script, "Set-SendConnector -Identity 'a' -TlsCertificateName '<I>CN=Old CA<S>CN=mail.contoso.com'\n");
    await write(listing, listingOf('CN=New CA'));
    const count = () => vscode.languages.getDiagnostics(script).length;
    try {
      await vscode.commands.executeCommand('vscode.open', script, { preview: false });
      await vscode.commands.executeCommand('vscode.open', listing, { preview: false });
      await eventually(() => count() === 1 || undefined);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await eventually(() => count() === 0 || undefined);
    } finally {
      await closeEditors();
      await vscode.workspace.fs.delete(place, { recursive: true });
    }
  });

  test('the certificate file of a Postfix is read beside it, and again when it changes', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const place = vscode.Uri.joinPath(folder, 'postfix');
    const file = vscode.Uri.joinPath(place, 'mail.pem');
    const configuration = vscode.Uri.joinPath(place, 'main.cf');
    const key = vscode.Uri.joinPath(place, 'mail.key');
    await write(file, chain.leaf.pem);
    await write(key, issue({ subject: { CN: 'other' } }).keyPem);
    await write(
      configuration,
      'relayhost = [contoso-com.mail.protection.outlook.com]\nsmtp_tls_security_level = encrypt\nsmtp_tls_cert_file = /nowhere/mail.pem\nsmtp_tls_key_file = /nowhere/mail.key\n',
    );
    try {
      await vscode.commands.executeCommand('vscode.open', configuration);
      const codes = () => {
        const all = vscode.languages.getDiagnostics(configuration).map(codeOf).sort();
        return all.length > 0 ? all.join() : undefined;
      };
      assert.equal(await eventually(codes), 'connector.client-chain,connector.client-key');
      await write(file, `${chain.leaf.pem}${chain.intermediate.pem}`);
      await eventually(() => codes() === 'connector.client-key' || undefined);
    } finally {
      await closeEditors();
      await vscode.workspace.fs.delete(place, { recursive: true });
    }
  });
});
