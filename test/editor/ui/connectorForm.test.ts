// The form for a connector script: steps with a way back, mistakes told while typing, captured certificates proposed.
import assert from 'node:assert/strict';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();

async function atStep({ driver }: UiSession, number: number, total: number): Promise<void> {
  await driver.page.locator('.quick-input-title').getByText(`Generate Connector Script (${number}/${total})`).waitFor();
}

function message({ driver }: UiSession, text: string) {
  return driver.page.locator('.quick-input-message').getByText(text);
}

step('an inbound connector gets the names that a captured certificate has', async (session) => {
  const { demo, driver } = session;
  const { page } = driver;
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(`${demo.leafOnly.host}:${demo.leafOnly.port}`);
  await driver.treeItem(`${demo.leafOnly.host}:${demo.leafOnly.port}, Intermediate not sent`).waitFor();
  await driver.runCommand('Chainmail: Generate Connector Script');
  await atStep(session, 1, 4);
  await driver.picture('connector-form-kind');
  await driver.quickEntry('New inbound connector').click();
  await atStep(session, 2, 4);
  await driver.type(' x');
  await message(session, 'begins or ends with a blank').waitFor();
  await driver.type('From contoso');
  await page.keyboard.press('Enter');
  await atStep(session, 3, 4);
  await driver.type('mail');
  await driver.quickEntry('Give the domain name in the certificate').waitFor();
  await driver.type('');
  await driver.quickEntry('*.contoso.com').waitFor();
  await driver.picture('connector-form-certificate');
});

step('a way leads back, with what was answered', async (session) => {
  const { page } = session.driver;
  await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Back' }).click();
  await atStep(session, 2, 4);
  assert.equal(await session.driver.quickInput.inputValue(), 'From contoso');
  await page.keyboard.press('Enter');
  await atStep(session, 3, 4);
  await session.driver.quickEntry('*.contoso.com').click();
  await atStep(session, 4, 4);
  assert.equal(await session.driver.quickInput.inputValue(), '*');
});

step('the script is opened as an unsaved document', async (session) => {
  const { driver } = session;
  await driver.page.keyboard.press('Enter');
  await driver.page.getByRole('tab', { name: 'New-InboundConnector' }).waitFor();
  const script = await driver.documentText();
  assert.match(script, /Name +=\s'From contoso'/);
  assert.match(script, /TlsSenderCertificateName = '\*\.contoso\.com'/);
  assert.match(script, /SenderDomains +=\s@\('\*'\)/);
  await driver.picture('connector-script');
});

step('a Send connector presents a captured certificate', async (session) => {
  const { driver } = session;
  const { page } = driver;
  await driver.runCommand('Chainmail: Generate Connector Script');
  await driver.quickEntry('New Send connector').click();
  await atStep(session, 2, 5);
  await page.keyboard.press('Enter');
  await atStep(session, 3, 5);
  await driver.quickEntry('mail.contoso.com').click();
  await atStep(session, 4, 5);
  await page.keyboard.press('Enter');
  await message(session, 'At least one is needed').waitFor();
  await driver.type('contoso-com.mail.protection.outlook.com');
  await page.keyboard.press('Enter');
  await atStep(session, 5, 5);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'New-SendConnector' }).waitFor();
  const script = await driver.documentText();
  assert.match(script, /SmartHosts +=\s@\('contoso-com\.mail\.protection\.outlook\.com'\)/);
  assert.match(script, /\$Thumbprint = '[0-9A-F]{40}'/);
});
