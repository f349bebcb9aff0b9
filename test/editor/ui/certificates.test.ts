// Certificate files and reports: the chain is shown in place of the bytes, and what is shown can be kept.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { root } from '../harness/places.js';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();

/** The page of the editor in front, within the frames that keep it apart from the workbench. */
function page({ driver }: UiSession): FrameLocator {
  return driver.page.frameLocator('iframe.webview:visible').frameLocator('#active-frame');
}

/** Rejects when it does not come true in ten seconds. */
async function until({ driver }: UiSession, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await isTrue()); attempt += 1) {
    assert.ok(attempt < 100, `${isTrue} is still not true`);
    await driver.page.waitForTimeout(100);
  }
}

/** Saves through the workbench's dialog; resolves to what was written. */
async function saveAs(session: UiSession, command: string, name: string): Promise<string> {
  const { driver, workspace } = session;
  await driver.runCommand(`Chainmail: ${command}`);
  await driver.page.locator('.quick-input-title').getByText(command).waitFor();
  // The dialog has listed the folder when it proposes a name; what is typed earlier is mixed with the proposal.
  await until(session, async () => /\.(md|pem)$/.test(await driver.quickInput.inputValue()));
  const file = path.join(workspace, name);
  await driver.type(file);
  await driver.page.keyboard.press('Enter');
  await until(session, () => existsSync(file));
  return readFileSync(file, 'utf8');
}

step('a certificate file opens as its chain instead of its bytes', async (session) => {
  const { demo, driver, workspace } = session;
  writeFileSync(path.join(workspace, 'mail.cer'), demo.leafOnly.leaf.der);
  await driver.openFile('mail.cer');
  await page(session).getByRole('heading', { name: 'mail.cer', level: 1 }).waitFor();
  await page(session).locator('.picture .gap').getByText('NOT SENT', { exact: true }).waitFor();
  await driver.picture('certificate-file');
});

step('the page takes the colours of the theme, and runs nothing', async (session) => {
  const body = page(session).locator('body');
  const ground = await body.evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(ground, 'rgb(31, 31, 31)');
  assert.equal(await body.locator('script').count(), 0);
});

step('a file with a password asks for it in a masked box, and again when it was wrong', async (session) => {
  const { driver, workspace } = session;
  copyFileSync(path.join(root, 'test', 'fixtures', 'containers', 'aes256.pfx'), path.join(workspace, 'mail.pfx'));
  await driver.openFile('mail.pfx');
  await driver.type('wrong');
  assert.equal(await driver.quickInput.getAttribute('type'), 'password');
  await driver.page.keyboard.press('Enter');
  await driver.page.locator('.quick-input-message').getByText('The password is wrong').waitFor();
  await driver.type('chainmail');
  await driver.page.keyboard.press('Enter');
  await page(session).getByRole('heading', { name: 'mail.pfx', level: 1 }).waitFor();
});

step('the file becomes a row of the chains view', async (session) => {
  const { driver } = session;
  await driver.page.getByRole('tab', { name: 'mail.cer' }).click();
  await driver.page.locator('.editor-actions').getByRole('button', { name: 'Inspect File' }).click();
  await driver.treeItem(/^mail\.cer, Intermediate not sent/).waitFor();
  await driver.treeItem(/^Example TLS RSA CA 2026, not sent/).waitFor();
});

step('a server has its report', async (session) => {
  const { demo, driver } = session;
  const place = `${demo.leafOnly.host}:${demo.leafOnly.port}`;
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(place);
  const row = driver.treeItem(`${place}, Intermediate not sent`);
  await row.waitFor();
  await row.hover();
  await row.getByRole('button', { name: 'Show Report' }).click();
  await driver.page.getByRole('tab', { name: `Report on ${place}` }).waitFor();
  await page(session).getByRole('heading', { name: place, level: 1 }).waitFor();
  await driver.picture('report');
});

step('the report is kept as a web page and as Markdown', async (session) => {
  const html = await saveAs(session, 'Save Report', 'report.html');
  assert.match(html, /^<!DOCTYPE html>[\s\S]*intermediate not sent/i);
  assert.match(await saveAs(session, 'Save Report', 'report.md'), /^# 127\\?\.0\.0\.1/);
});

step('the corrected chain is saved leaf first, with what another server sent', async (session) => {
  const { demo, driver } = session;
  const place = `${demo.correct.host}:${demo.correct.port}`;
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(place);
  await driver.treeItem(`${place}, `).waitFor();
  await driver.page.getByRole('tab', { name: 'Report on' }).click();
  const pem = await saveAs(session, 'Save Corrected Chain', 'fullchain.pem');
  assert.equal(pem, demo.leafOnly.leaf.pem + demo.intermediate.pem);
});
