// From a bounce on the clipboard to the scripts that mend the server, in three actions; then a log, and the walkthrough.
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();
const refusal =
  '550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';
const bounce = `mail.contoso.com rejected your message to the following e-mail addresses:

someone@fabrikam.com

Diagnostic information for administrators:
#< #5.7.64 smtp;${refusal}> #SMTP#
`;
const log = `#Software: Microsoft Exchange Server
#Log-type: SMTP Send Protocol Log
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
2026-11-24T06:00:11.000Z,To Exchange Online,08DE2A9C0F00BA11,1,10.0.0.5:40000,52.101.40.2:25,>,MAIL FROM:<alerts@contoso.com>,
2026-11-24T06:00:12.000Z,To Exchange Online,08DE2A9C0F00BA11,2,10.0.0.5:40000,52.101.40.2:25,<,${refusal},
`;

/** The page in front, within the frames that keep it apart from the workbench. */
function page({ driver }: UiSession): FrameLocator {
  return driver.page.frameLocator('iframe.webview:visible').frameLocator('#active-frame');
}

const server = ({ demo }: UiSession): string => `${demo.leafOnly.host}:${demo.leafOnly.port}`;

step('action 1: Explain reads the bounce that was copied, and says what is likely', async (session) => {
  const { driver } = session;
  await driver.openFile('connectors.ps1');
  await driver.page.evaluate((text) => navigator.clipboard.writeText(text), bounce);
  await driver.runCommand('Chainmail: Explain This Text or Log');
  const shown = page(session);
  await shown.getByRole('heading', { name: 'Clipboard' }).waitFor();
  await shown.getByText('did not recognise the sending server as yours').first().waitFor();
  await shown.getByText('550 5.7.64 TenantAttribution').waitFor();
  await shown.getByText('possible:').first().waitFor();
  assert.equal(await shown.locator('script').count(), 0);
  await driver.picture('explain');
});

step('action 2: its button inspects the server, of those that the connectors name', async (session) => {
  const { driver } = session;
  await page(session).getByRole('link', { name: 'Inspect Server…' }).first().click();
  await driver.quickEntry(server(session)).waitFor();
  await driver.picture('explain-inspect');
  await driver.quickEntry(server(session)).click();
  const shown = page(session);
  await shown.getByText('likely:').first().waitFor();
  await shown.getByText('presented its own certificate without').first().waitFor();
  await driver.treeItem(`${server(session)}, Intermediate not sent`).waitFor();
  await shown.getByRole('link', { name: 'Listen for the Server' }).waitFor();
  await driver.picture('explain-inspected');
});

step('action 3: its button opens the scripts for that server', async (session) => {
  const { driver } = session;
  await page(session).getByRole('link', { name: 'Generate Scripts' }).click();
  await driver.page.getByRole('tab', { name: 'Import-IntermediateCertificate.ps1' }).waitFor();
  const script = await driver.documentText();
  assert.match(script, /Import-Certificate/);
  assert.ok(script.includes(server(session)), 'the script names the server');
  await driver.picture('explain-scripts');
});

step('a log is marked where it tells of the refusal, and a line of the explanation leads there', async (session) => {
  const { driver, workspace } = session;
  writeFileSync(path.join(workspace, 'SEND20261124-1.LOG'), log);
  await driver.openFile('SEND20261124-1.LOG');
  await driver.page.locator('.squiggly-error').first().waitFor();
  // The reply stands far to the right.
  await driver.page.keyboard.press('Control+g');
  await driver.type(`:5:${(log.split('\n')[4]?.indexOf(refusal) ?? 0) + 1}`);
  await driver.page.keyboard.press('Enter');
  await driver.page.keyboard.press('Control+k');
  await driver.page.keyboard.press('Control+i');
  await driver.page.locator('.monaco-hover').getByText('What to do').first().waitFor();
  await driver.picture('log');
  await driver.page.keyboard.press('Escape');
  await driver.runCommand('Chainmail: Explain This Text or Log');
  const shown = page(session);
  await shown.getByRole('heading', { name: 'SEND20261124-1.LOG' }).waitFor();
  await shown.getByRole('link', { name: 'line 5' }).click();
  await driver.page.locator('.statusbar').getByText('Ln 5, Col 1').waitFor();
  await driver.picture('explain-log');
});

step('a log of gigabytes is read with its progress shown, until the user ends it', async (session) => {
  const { driver, workspace } = session;
  const file = path.join(workspace, 'long.log');
  writeFileSync(file, log);
  // Without blocks on the disk, and far too long to be read to its end before the button is found.
  truncateSync(file, 64 * 1024 ** 3);
  await driver.page.locator('.activitybar').getByRole('tab', { name: 'Explorer' }).click();
  await driver.treeItem('long.log').first().click({ button: 'right' });
  const entry = driver.page.getByRole('menuitem', { name: 'Explain This Text or Log' });
  await entry.hover();
  // A click right after a menu opens is taken for the end of the one that opened it.
  await entry.click({ delay: 300 });
  const toast = driver.page.locator('.notification-toast').filter({ hasText: 'Reading long.log' });
  await toast.waitFor();
  await driver.picture('explain-progress');
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await toast.waitFor({ state: 'detached' });
  assert.equal(await driver.page.locator('.notification-toast').count(), 0);
  assert.equal(await driver.page.getByRole('tab', { name: 'Explanation of long.log' }).count(), 0);
});

step('the walkthrough leads a newcomer to the same command', async (session) => {
  const { driver } = session;
  await driver.runCommand('View: Close All Editors');
  await driver.page.getByRole('button', { name: "Don't Save" }).click();
  await driver.runCommand('Welcome: Open Walkthrough');
  await driver.choose('Mail Refused with 5.7.64');
  const walkthrough = driver.page.locator('.gettingStartedContainer');
  await walkthrough.getByText('Explain the refusal').first().waitFor();
  await walkthrough.getByRole('button', { name: 'Explain Text or Log' }).first().waitFor();
  await driver.picture('walkthrough');
});
