// A real Postfix sends to the listener, and the tree shows what it presented.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { type Postfix, startPostfix } from '../../support/postfix.js';
import { freePort } from '../../support/programs.js';
import { sendMail } from '../../support/sendMail.js';
import { type UiSession, uiSteps } from '../harness/session.js';

let port = 0;
const step = uiSteps(async () => {
  port = await freePort();
  return { settings: { 'chainmail.listen.port': port } };
});
let postfix: Postfix | undefined;
after(() => postfix?.stop());

function configure({ workspace }: UiSession, more: Readonly<Record<string, unknown>>): void {
  const file = path.join(workspace, '.vscode', 'settings.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...more }));
}

step('Listen waits where the settings say, and says for how long', async (session) => {
  const { driver } = session;
  await driver.page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).click();
  await driver.widenSideBar(560);
  await driver.runCommand('Chainmail: Listen for a Sending Server');
  await driver.treeItem(`Listening on 127.0.0.1:${port}, stops in 10 min`).waitFor();
  await driver.page.locator('.notification-toast').getByText('Let the affected server deliver a message').waitFor();
  await driver.picture('listening');
  await driver.page.locator('.notification-toast').getByRole('button', { name: 'Show How' }).click();
  await driver.quickEntry('Exchange Server').click();
  await driver.page.getByRole('tab', { name: 'New-ListenerConnector.ps1' }).waitFor();
  assert.match(await driver.documentText(), new RegExp(`Port +=\\s${port}\\b`));
});

step('a server that calls becomes a row with the chain that it presented', async (session) => {
  const { demo, driver } = session;
  postfix = await startPostfix({
    ports: [{ leaf: demo.correct.leaf }],
    senders: [{ to: port, leaf: demo.leafOnly.leaf }, { to: port }],
  });
  await sendMail(postfix.ports[0] ?? 0, '0.example');
  await driver.treeItem(/^postfix\.example, Intermediate not sent/).waitFor();
  await driver.treeItem(/^Presented, 1 certificate, TLS 1\.3/).waitFor();
  await driver.treeItem(/^mail\.contoso\.com, leaf/).waitFor();
  await driver.treeItem(/^Example TLS RSA CA 2026, not sent/).waitFor();
  await driver.treeItem(`Listening on 127.0.0.1:${port}, stops in 10 min · 1 call`).waitFor();
  await driver.picture('caller');
});

step('a server without a client certificate is a finding', async (session) => {
  const { driver } = session;
  await sendMail(postfix?.ports[0] ?? 0, '1.example');
  await driver.treeItem(/^postfix\.example, No client certificate/).waitFor();
});

step('Stop takes the listener away and leaves the rows', async (session) => {
  const { driver } = session;
  const listener = driver.treeItem(/^Listening on /);
  await listener.hover();
  await listener.getByRole('button', { name: 'Stop Listening' }).click();
  await listener.waitFor({ state: 'detached' });
  await driver.treeItem(/^postfix\.example, Intermediate not sent/).waitFor();
});

step('listening beyond loopback is asked about', async (session) => {
  const { driver } = session;
  // The second setting shows when both are known.
  configure(session, { 'chainmail.listen.address': '0.0.0.0', 'chainmail.expiryWarningDays': 398 });
  await driver
    .treeItem(/^Findings, .*1 warning/)
    .first()
    .waitFor();
  const dialog = driver.page.getByRole('dialog').filter({ hasText: 'Listen on every network address' });
  await driver.runCommand('Chainmail: Listen for a Sending Server');
  await dialog.getByText('Every machine that reaches this port can connect').waitFor();
  await driver.picture('listen-everywhere');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await driver.treeItem(/^Listening on /).count(), 0);
});
