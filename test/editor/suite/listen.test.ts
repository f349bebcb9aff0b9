import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import * as vscode from 'vscode';
import { type Issued, makeChain } from '../../support/pki.js';
import { closeEditors, eventually } from './support.js';

const chain = makeChain();

interface Place {
  readonly host: string;
  readonly port: number;
}

async function listen(argument: object = {}): Promise<Place | undefined> {
  return vscode.commands.executeCommand<Place | undefined>('chainmail.listen', { port: 0, ...argument });
}

/** Shows a certificate behind implicit TLS and says EHLO. Resolves when the listener has closed the connection. */
function call({ host, port }: Place, name: string, leaf?: Issued): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTls({
      host,
      port,
      rejectUnauthorized: false,
      ...(leaf ? { cert: leaf.pem, key: leaf.keyPem } : {}),
    });
    socket.on('secureConnect', () => socket.write(`EHLO ${name}\r\nQUIT\r\n`));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

function peerCertificate({ host, port }: Place): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

function isOpen({ host, port }: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** The report on a row, as soon as there is one. */
async function report(id: string): Promise<string> {
  return eventually(async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('chainmail.copyReport', id);
    return (await vscode.env.clipboard.readText()) || undefined;
  });
}

suite('The listener', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('chainmail.stopListening');
    await closeEditors();
  });

  test('makes a row of what a server shows, and one of a server that shows nothing', async () => {
    const place = await listen({ security: 'implicit' });
    assert.ok(place);
    await call(place, 'mail.contoso.com', chain.leaf);
    await call(place, 'relay.contoso.com');
    const { fingerprint256 } = new X509Certificate(chain.leaf.pem);
    const sha256 = fingerprint256.replaceAll(':', '').slice(0, 16);
    const shown = `client:mail.contoso.com@127.0.0.1:1-${sha256}`;
    const nothing = 'client:relay.contoso.com@127.0.0.1:0';
    assert.match(await report(shown), /^# mail\\?\.contoso\\?\.com\n[\s\S]*NOT SENT/);
    assert.match(await report(nothing), /capture\\?\.no-client-certificate/);
    await vscode.commands.executeCommand('chainmail.remove', shown);
    await vscode.commands.executeCommand('chainmail.remove', nothing);
  });

  test('is gone when it is stopped', async () => {
    const place = await listen();
    assert.ok(place);
    assert.equal(await isOpen(place), true);
    await vscode.commands.executeCommand('chainmail.stopListening');
    assert.equal(await isOpen(place), false);
  });

  test('stops by itself', async () => {
    const place = await listen({ minutes: 0.005 });
    assert.ok(place);
    await eventually(async () => ((await isOpen(place)) ? undefined : true));
  });

  test('begins anew where it is asked to again, and not where another program listens', async () => {
    const first = await listen();
    assert.ok(first);
    const second = await listen();
    assert.ok(second);
    assert.equal(await isOpen(first), false);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : assert.fail();
    assert.equal(await listen({ port }), undefined);
    other.close();
  });

  test('shows the certificate of the files that the settings name, and says what is wrong with them', async () => {
    const settings = vscode.workspace.getConfiguration('chainmail.listen');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const file = async (name: string, text: string): Promise<string> => {
      const uri = vscode.Uri.joinPath(folder, name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      return uri.fsPath;
    };
    const use = async (certificate?: string, key?: string): Promise<Place | undefined> => {
      await settings.update('certificateFile', certificate, vscode.ConfigurationTarget.Global);
      await settings.update('keyFile', key, vscode.ConfigurationTarget.Global);
      return listen({ security: 'implicit' });
    };
    const certificate = await file('own.pem', chain.leaf.pem);
    const key = await file('own.key', chain.leaf.keyPem);
    try {
      const place = await use(certificate, key);
      assert.ok(place);
      const { raw } = await peerCertificate(place);
      assert.deepEqual(raw, Buffer.from(chain.leaf.der));
      assert.equal(await use(certificate, await file('other.key', makeChain().leaf.keyPem)), undefined);
      assert.equal(await use(certificate, undefined), undefined);
      assert.equal(await use(certificate, `${key}.gone`), undefined);
    } finally {
      await use();
    }
  });

  test('has scripts that make a server call it', async () => {
    const place = await listen();
    assert.ok(place);
    const opened = vscode.commands.executeCommand('chainmail.generateListenerConnector');
    // The list opens in its own time; Exchange Server is the first.
    const timer = setInterval(() => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }, 50);
    await opened.then(
      () => clearInterval(timer),
      () => clearInterval(timer),
    );
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.match(document.uri.path, /New-ListenerConnector\.ps1$/);
    assert.match(document.getText(), new RegExp(`Port +=\\s${place.port}\\r?\\n`));
  });
});
