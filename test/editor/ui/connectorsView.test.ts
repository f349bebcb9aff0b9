// The view of the workspace's connectors: what its rows say and offer.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uiSteps } from '../harness/session.js';

const step = uiSteps();

step('a row offers what can be done for its connector, and nothing else', async ({ driver, workspace }) => {
  // Few enough rows that all are seen.
  rmSync(path.join(workspace, 'connectors.ps1'));
  rmSync(path.join(workspace, 'get-inboundconnector.json'));
  mkdirSync(path.join(workspace, 'cloud'));
  writeFileSync(
    path.join(workspace, 'cloud', 'outbound-connector.json'),
    '[{ "Name": "To us", "RecipientDomains": ["*"], "UseMXRecord": true, "TlsSettings": "EncryptionOnly" }]\n',
  );
  const { page } = driver;
  await page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).click();
  const outbound = driver.treeItem(/^To us, /);
  await outbound.waitFor();
  await outbound.hover();
  await outbound.getByRole('button', { name: 'Inspect Server of Connector' }).waitFor();
  assert.equal(await outbound.getByRole('button', { name: 'Generate Connector Script' }).count(), 0);
  await driver
    .treeItem(/^cloud\/outbound-connector\.json, no problem found/)
    .getByText('no problem found · cloud')
    .waitFor();
  await driver.picture('connectors-view');
});

step('where a connector names no server, inspecting asks for one', async ({ driver }) => {
  const outbound = driver.treeItem(/^To us, /);
  await outbound.hover();
  await outbound.getByRole('button', { name: 'Inspect Server of Connector' }).click();
  await driver.quickInput.waitFor();
  await driver.page.keyboard.press('Escape');
});

step('a capture changes the state of a file that is not open', async ({ demo, driver }) => {
  await driver.treeItem(/^To mail\.contoso\.com, Send connector/).waitFor();
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(`${demo.leafOnly.host}:${demo.leafOnly.port}`);
  await driver.treeItem(/^To mail\.contoso\.com, 1 error/).waitFor();
  assert.equal(await driver.tabs.count(), 0);
});

step('and its scripts are for the server that was inspected', async ({ demo, driver }) => {
  const { page } = driver;
  await driver.treeItem(/^To mail\.contoso\.com, 1 error/).click({ button: 'right' });
  const entry = page.getByRole('menuitem', { name: 'Generate Scripts' });
  await entry.hover();
  // A click right after a menu opens is taken for the end of the one that opened it.
  await entry.click({ delay: 300 });
  await driver.tabs.nth(1).waitFor();
  // The import script holds the certificate whose issuer is missing.
  assert.ok((await driver.documentText()).includes(demo.leafOnly.leaf.der.toString('base64').slice(0, 40)));
});
