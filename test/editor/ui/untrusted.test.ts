// A folder that the user does not trust: its connectors are checked, no server is contacted.
import assert from 'node:assert/strict';
import { uiSteps } from '../harness/session.js';

const step = uiSteps({ untrusted: true });

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
