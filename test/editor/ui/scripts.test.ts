// The scripts as a folder: chosen in the dialog, written whole, never over something else without asking.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();
const leafOnly = ({ demo }: UiSession): string => `${demo.leafOnly.host}:${demo.leafOnly.port}`;

function readme(session: UiSession): string {
  const folder = `chainmail-${leafOnly(session).replace(/[.:]/g, '-')}`;
  return path.join(session.workspace, folder, 'README.txt');
}

/** Takes the servers that are ticked already, and the folder that the dialog proposes, the workspace. */
async function saveScripts({ driver }: UiSession): Promise<void> {
  const { page } = driver;
  await driver.runCommand('Chainmail: Save Scripts to Folder');
  await page.locator('.quick-input-title').getByText('Generate Scripts').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title').getByText('Save Scripts to Folder').waitFor();
  await page.getByRole('button', { name: 'Save Here' }).click();
}

step('a server that lacks an issuer is ticked among several', async (session) => {
  const { demo, driver } = session;
  for (const { host, port } of [demo.leafOnly, demo.misordered]) {
    await driver.runCommand('Chainmail: Inspect Server');
    await driver.choose(`${host}:${port}`);
    await driver.treeItem(`${host}:${port}, `).waitFor();
  }
  await driver.runCommand('Chainmail: Save Scripts to Folder');
  await driver.quickEntry(leafOnly(session)).getByRole('checkbox', { checked: true }).waitFor();
  await driver.quickEntry(`${demo.misordered.port}`).getByRole('checkbox', { checked: false }).waitFor();
  await driver.picture('scripts-of-servers');
  await driver.page.keyboard.press('Escape');
});

step('the folder holds the scripts and opens its README', async (session) => {
  const { driver } = session;
  await saveScripts(session);
  await driver.page.getByRole('tab', { name: 'README.txt' }).waitFor();
  assert.match(readFileSync(readme(session), 'latin1'), /Import-IntermediateCertificate\.ps1 -WhatIf/);
  assert.ok(existsSync(path.join(path.dirname(readme(session)), 'Import-IntermediateCertificate.ps1')));
  await driver.picture('scripts-folder');
});

step('a file of the same name is replaced only after a yes', async (session) => {
  const { driver } = session;
  const written = readFileSync(readme(session), 'latin1');
  writeFileSync(readme(session), 'mine');
  const dialog = driver.page.getByRole('dialog').filter({ hasText: 'Replace them?' });
  await saveScripts(session);
  await dialog.getByText('README.txt').waitFor();
  await driver.picture('replace-scripts');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(readFileSync(readme(session), 'latin1'), 'mine');
  await saveScripts(session);
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await dialog.waitFor({ state: 'detached' });
  // VS Code takes the old file away before it renames the new one.
  while (!existsSync(readme(session)) || readFileSync(readme(session), 'latin1') !== written) {
    await driver.page.waitForTimeout(50);
  }
});
