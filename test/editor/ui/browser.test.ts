// The extension as a browser has it: documents are checked and explained, and what needs the network says why not.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { uiSteps } from '../harness/session.js';

// Without it a server takes the entry for Node.
const step = uiSteps({ settings: { 'remote.extensionKind': { 'chainmail.chainmail': ['web'] } } });

const bounce =
  'Diagnostic-Code: smtp;550 5.7.64 TenantAttribution; Relay Access Denied [AM4PR01FT001.eop-EUR01.prod.protection.outlook.com]\n';

step('the view says in a sentence why no server is inspected', async ({ driver }) => {
  await driver.openFile('connectors.ps1');
  await driver.page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).click();
  await driver.page.getByText('A browser cannot connect to mail servers').first().waitFor();
  await driver.page.keyboard.press('F1');
  await driver.type('>Chainmail: ');
  await driver.quickEntry('Chainmail: Explain').waitFor();
  assert.equal(
    await driver.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Inspect Server' }).count(),
    0,
  );
  await driver.page.keyboard.press('Escape');
});

step('problems, lenses and connectors are there', async ({ driver }) => {
  await driver.page.keyboard.press('Control+Shift+m');
  await driver.problem('IgnoreSTARTTLS').first().waitFor();
  await driver.treeItem(/^From on-premises, /).waitFor();
  const lenses = driver.page.locator('.codelens-decoration a');
  await lenses.filter({ hasText: 'Connector script' }).first().waitFor();
  assert.equal(await lenses.filter({ hasText: 'Inspect' }).count(), 0);
  await driver.picture('browser');
});

step('a bounce is explained, with a word about what a browser cannot do', async ({ driver, workspace }) => {
  writeFileSync(path.join(workspace, 'bounce.log'), bounce);
  await driver.openFile('bounce.log');
  await driver.runCommand('Chainmail: Explain This Text or Log');
  const page = driver.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  await page.getByText('Why, the likeliest cause first').waitFor();
  await page.getByText('A browser cannot connect to mail servers').waitFor();
  assert.equal(await page.getByRole('link', { name: /^Inspect Server/ }).count(), 0);
  await driver.picture('browser-explanation');
});

step(
  'a certificate file says where it is shown, and offers nothing that would not work',
  async ({ driver, workspace }) => {
    writeFileSync(path.join(workspace, 'mail.cer'), 'x');
    await driver.openFile('mail.cer');
    const page = driver.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await page.getByText('Certificate files are shown in Visual Studio Code on a computer').waitFor();
    const actions = driver.page.locator('.editor-actions');
    await actions.getByRole('button', { name: 'Split Editor' }).first().waitFor();
    assert.equal(await actions.getByRole('button', { name: 'Inspect File' }).count(), 0);
  },
);
