// A folder that the user does not trust: its connectors are checked, no server is contacted.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { makeChain } from '../../support/pki.js';
import { uiSteps } from '../harness/session.js';

const step = uiSteps({ untrusted: true });
const elsewhere = mkdtempSync(path.join(tmpdir(), 'chainmail-'));
after(() => rmSync(elsewhere, { recursive: true, force: true }));

step('connectors are checked', async ({ driver }) => {
  await driver.openFile('connectors.ps1');
  await driver.page.keyboard.press('Control+Shift+m');
  await driver.problem('connector.tls-certificate-name').waitFor();
});

step('nothing offers to contact a server, and the view says why', async ({ driver }) => {
  await driver.page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).click();
  await driver.page.getByText('This workspace is not trusted, so no server is contacted.').waitFor();
  assert.equal(await driver.page.locator('.codelens-decoration a').filter({ hasText: 'Inspect' }).count(), 0);
  await driver.page.keyboard.press('F1');
  for (const command of ['Chainmail: Inspect Server', 'Chainmail: Listen for a Sending Server']) {
    await driver.type(`>${command}`);
    await driver.quickEntry('').waitFor();
    assert.equal(await driver.quickEntry(command).count(), 0);
  }
});

step(
  'trust brings what was withheld: files elsewhere that a configuration names, and inspecting',
  async ({ driver, workspace }) => {
    const certificate = path.join(elsewhere, 'mail.pem');
    writeFileSync(certificate, makeChain().leaf.pem);
    const postfix = [
      'relayhost = [contoso-com.mail.protection.outlook.com]',
      'smtp_use_tls = yes',
      `smtp_tls_cert_file = ${certificate}`,
    ];
    writeFileSync(path.join(workspace, 'main.cf'), `${postfix.join('\n')}\n`);
    await driver.page.keyboard.press('Escape');
    await driver.openFile('main.cf');
    await driver.problem('connector.postfix-obsolete').waitFor();
    assert.equal(await driver.problem('connector.client-chain').count(), 0);
    await driver.runCommand('Workspaces: Manage Workspace Trust');
    await driver.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await driver.problem('connector.client-chain').waitFor();
    await driver.openFile('connectors.ps1');
    await driver.page.locator('.codelens-decoration a').filter({ hasText: 'Inspect' }).first().waitFor();
  },
);
