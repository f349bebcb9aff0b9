// Starts Chromium for the tests: headless, and unable to reach anything but loopback.
import { type BrowserContext, chromium } from 'playwright-core';
import type { Lifetime } from './lifetime.js';

/** A browser window of a fixed size, so that pictures are alike from run to run. */
export async function openBrowser(lifetime: Lifetime): Promise<BrowserContext> {
  const executablePath = process.env['CHAINMAIL_CHROMIUM'];
  if (executablePath === undefined) {
    throw new Error('CHAINMAIL_CHROMIUM names no browser. Start the tests by their npm scripts, which find one.');
  }
  const folder = lifetime.temporaryFolder();
  const browser = await chromium.launch({
    executablePath,
    // The lifetime closes it; Playwright's own handlers would end the process before the rest is cleaned up.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: { ...process.env, HOME: folder, TMPDIR: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  lifetime.add(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1400, height: 800 }, locale: 'en-US' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}
