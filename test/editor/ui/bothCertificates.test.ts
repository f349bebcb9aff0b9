// A server with a certificate for each kind of key: both chains stand beside each other.
import { after } from 'node:test';
import { makeChain } from '../../support/pki.js';
import { type RunningServer, startSmtpServer } from '../../support/smtpServer.js';
import { uiSteps } from '../harness/session.js';

const step = uiSteps();
let server: RunningServer | undefined;
after(() => server?.close());

step('Inspect Both Certificates shows the chain of each', async ({ driver }) => {
  server = await startSmtpServer({ leaf: makeChain('rsa').leaf, second: makeChain('p256').leaf });
  const place = `${server.host}:${server.port}`;
  await driver.runCommand('Chainmail: Inspect Server');
  await driver.choose(place);
  await driver.treeItem(`${place}, Intermediate not sent`).waitFor();
  await driver.widenSideBar(560);
  await driver.runCommand('Chainmail: Inspect Both Certificates');
  await driver.treeItem(`${place} RSA, Intermediate not sent`).waitFor();
  await driver.treeItem(`${place} ECDSA, Intermediate not sent`).waitFor();
  await driver.picture('both-certificates');
});

step('a text that is no domain is told in a sentence', async ({ driver }) => {
  await driver.runCommand('Chainmail: Inspect Mail Domain');
  await driver.type('no domain');
  await driver.page.keyboard.press('Enter');
  await driver.page.locator('.notification-toast').getByText('is no mail domain').waitFor();
});
