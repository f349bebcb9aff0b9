import assert from 'node:assert/strict';
import dns from 'node:dns';
import * as vscode from 'vscode';
import { type DnsServer, startDnsServer } from '../../support/dnsServer.js';
import { makeChain } from '../../support/pki.js';
import { type RunningServer, startSmtpServer } from '../../support/smtpServer.js';

const rsa = makeChain('rsa');
const ecdsa = makeChain('p256');

/** The report on a row; empty where there is none. */
async function report(id: string): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('chainmail.copyReport', id);
  return vscode.env.clipboard.readText();
}

suite('More than one server', () => {
  const servers: RunningServer[] = [];
  const ids: string[] = [];

  teardown(async () => {
    for (const id of ids.splice(0)) {
      await vscode.commands.executeCommand('chainmail.remove', id);
    }
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  suite('of a mail domain', () => {
    const before = dns.getServers();
    let domains: DnsServer | undefined;

    suiteSetup(async () => {
      domains = await startDnsServer({ 'contoso.example': ['127.0.0.5', '127.0.0.6', '127.0.0.7'] });
      dns.setServers([domains.address]);
    });
    suiteTeardown(async () => {
      dns.setServers(before);
      await domains?.close();
    });

    test('are all inspected, whatever becomes of the others', async function () {
      for (const host of ['127.0.0.5', '127.0.0.6']) {
        const server = await startSmtpServer({ leaf: rsa.leaf, port: 25, host }).catch(() => undefined);
        if (!server) {
          // Mail domains know one port only, which needs rights here. Where CI is set, a skipped test is a failure.
          this.skip();
        }
        servers.push(server);
        ids.push(`server:${host}:25`);
      }
      ids.push('server:127.0.0.7:25');
      await vscode.commands.executeCommand('chainmail.inspectMailDomain', 'postmaster@contoso.example');
      assert.match(await report('server:127.0.0.5:25'), /^# 127/);
      assert.match(await report('server:127.0.0.6:25'), /^# 127/);
      assert.equal(await report('server:127.0.0.7:25'), '');
    });
  });

  test('with two certificates shows both chains', async () => {
    const server = await startSmtpServer({ leaf: rsa.leaf, second: ecdsa.leaf });
    servers.push(server);
    const id = `server:${server.host}:${server.port}`;
    ids.push(id, `${id}:rsa`, `${id}:ecdsa`);
    await vscode.commands.executeCommand('chainmail.inspectServer', `${server.host}:${server.port}`);
    await vscode.commands.executeCommand('chainmail.inspectBothCertificates', id);
    assert.match(await report(`${id}:rsa`), /RSA 2048/);
    assert.match(await report(`${id}:ecdsa`), /P-256/);
  });

  test('that lacks one of the two has one row more', async () => {
    const server = await startSmtpServer({ leaf: rsa.leaf });
    servers.push(server);
    const id = `server:${server.host}:${server.port}`;
    ids.push(id, `${id}:rsa`);
    await vscode.commands.executeCommand('chainmail.inspectServer', `${server.host}:${server.port}`);
    await vscode.commands.executeCommand('chainmail.inspectBothCertificates', id);
    assert.match(await report(`${id}:rsa`), /^# 127/);
    assert.equal(await report(`${id}:ecdsa`), '');
  });
});
