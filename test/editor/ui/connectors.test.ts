// Connector files in the editor: problems at the right characters, quick fixes that repair them, lenses that inspect.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type UiSession, uiSteps } from '../harness/session.js';

const step = uiSteps();

const places = {
  thumbprint: /(?<=-TlsCertificateName )[0-9A-F]{40}/,
  ignoreStartTls: /(?<=-IgnoreSTARTTLS )\$true/,
  dnsRouting: /(?<=DNSRoutingEnabled = )\$true/,
  ipv6: /2001:db8::25/,
  largeNetwork: /198\.51\.0\.0\/16/,
};

function scriptOf({ workspace }: UiSession): string {
  return readFileSync(path.join(workspace, 'connectors.ps1'), 'utf8');
}

/** Where a text stands in the script, as the problems view writes it. */
function placeOf(text: RegExp, session: UiSession): string {
  const script = scriptOf(session);
  const at = script.search(text);
  assert.ok(at >= 0, `${text} is not in the script`);
  const before = script.slice(0, at).split('\n');
  return `[Ln ${before.length}, Col ${(before.at(-1)?.length ?? 0) + 1}]`;
}

step('problems stand at the characters that cause them', async (session) => {
  const { driver } = session;
  await driver.openFile('connectors.ps1');
  await driver.page.keyboard.press('Control+Shift+m');
  for (const text of Object.values(places)) {
    await driver.problem(placeOf(text, session)).waitFor();
  }
  assert.equal(await driver.problem('[Ln').count(), Object.keys(places).length);
  await driver.page.locator('.squiggly-error').first().waitFor();
  await driver.page.locator('.codelens-decoration a').first().waitFor();
  await driver.picture('problems');
});

step('a quick fix repairs the text and its problem is gone', async (session) => {
  const { driver } = session;
  const place = placeOf(places.ignoreStartTls, session);
  await driver.problem(place).dblclick();
  await driver.openQuickFixes();
  await driver.quickFix('Set IgnoreSTARTTLS to false').waitFor();
  await driver.picture('quick-fix');
  await driver.quickFix('Set IgnoreSTARTTLS to false').click();
  await driver.problem(place).waitFor({ state: 'detached' });
  assert.equal(
    await driver.documentText(),
    scriptOf(session).replace('-IgnoreSTARTTLS $true', '-IgnoreSTARTTLS $false'),
  );
});

step('a lens over the connector inspects its server, and a fix then knows the certificate', async (session) => {
  const { driver } = session;
  const server = `${session.demo.leafOnly.host}:${session.demo.leafOnly.port}`;
  await driver.page
    .locator('.codelens-decoration a')
    .filter({ hasText: `Inspect ${server}` })
    .click();
  await driver.treeItem(`${server}, Intermediate not sent`).waitFor();
  await driver.problem(placeOf(places.thumbprint, session)).dblclick();
  await driver.takeQuickFix('Use the issuer and subject of mail.contoso.com');
  assert.equal(
    await driver.documentText(),
    scriptOf(session)
      .replace('-IgnoreSTARTTLS $true', '-IgnoreSTARTTLS $false')
      .replace(
        places.thumbprint,
        "'<I>CN=Example TLS RSA CA 2026, O=Example Trust, C=US<S>CN=mail.contoso.com, O=Contoso Ltd, C=US'",
      ),
  );
});
