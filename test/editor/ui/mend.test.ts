// From the palette to the scripts that mend a server, as a person does it. Each step builds on the one before.
import assert from 'node:assert/strict';
import { startDemo } from '../../../demo/servers.js';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();
const leafOnly = ({ demo }: UiSession): string => `${demo.leafOnly.host}:${demo.leafOnly.port}`;

step('Inspect Server is in the palette and checks what is typed', async (session) => {
  const { driver } = session;
  await driver.openFile('connectors.ps1');
  await driver.widenSideBar(560);
  await driver.page.locator('.codelens-decoration a').first().waitFor();
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.type('mail.contoso.com:70000');
  await driver.quickEntry('port').waitFor();
  await driver.type(leafOnly(session));
  await driver.quickEntry('STARTTLS').waitFor();
  await driver.picture('inspect-server');
  await driver.quickEntry(leafOnly(session)).click();
});

step('the tree shows what was sent and names the missing intermediate', async (session) => {
  const { driver } = session;
  await driver.treeItem(`${leafOnly(session)}, Intermediate not sent`).waitFor();
  await driver.treeItem(/^Presented, 1 certificate, TLS 1\.3, STARTTLS/).waitFor();
  await driver.treeItem(/^mail\.contoso\.com, leaf/).waitFor();
  await driver.treeItem(/^Example TLS RSA CA 2026, not sent · http:\/\/ca\.example\/tls-rsa-2026\.cer/).waitFor();
  await driver
    .treeItem(/^To mail\.contoso\.com, /)
    .first()
    .waitFor();
  await driver.page.locator('.codelens-decoration a').first().waitFor();
  await driver.picture('chain');
});

step('Generate Scripts opens the export and the import script', async (session) => {
  const { driver } = session;
  const server = driver.treeItem(`${leafOnly(session)}, Intermediate not sent`);
  await server.hover();
  await server.getByRole('button', { name: 'Generate Scripts' }).click();
  await driver.tabs.nth(2).waitFor();
  const scripts: string[] = [];
  for (const index of [1, 2]) {
    await driver.tabs.nth(index).click();
    scripts.push(await driver.documentText());
  }
  assert.match(scripts[0] ?? '', /Export-Certificate/);
  assert.match(scripts[1] ?? '', /Import-Certificate/);
  await driver.picture('scripts');
});

step('a server that does not answer is told in a sentence, and the capture stays', async (session) => {
  const { driver } = session;
  const closed = await startDemo(new Date());
  const { host, port } = closed.leafOnly;
  await closed.close();
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(`${host}:${port}`);
  const toast = driver.page.locator('.notification-toast').first();
  await toast.waitFor();
  const message = (await toast.locator('.notification-list-item-message').textContent()) ?? '';
  assert.match(message, /refused/);
  assert.ok(message.split(/[.!?](?:\s|$)/).filter((part) => part !== '').length <= 2, message);
  await driver.treeItem(`${host}:${port}, not reached`).waitFor();
  await driver.treeItem(`${leafOnly(session)}, Intermediate not sent`).waitFor();
  await driver.picture('refused');
});

step('captures survive a reload of the window', async (session) => {
  const { driver } = session;
  await driver.page.reload();
  await driver.treeItem(`${leafOnly(session)}, Intermediate not sent`).waitFor({ timeout: 60_000 });
  await driver.treeItem(/^Example TLS RSA CA 2026, not sent/).waitFor();
});
