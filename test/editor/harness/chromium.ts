// Finds and starts Chromium for the tests: headless, and unable to reach anything but loopback.
import { existsSync } from 'node:fs';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Lifetime } from './lifetime.js';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser to use; throws with what to install where there is none. */
export function findChromium(): string {
  const chosen = process.env['CHAINMAIL_CHROMIUM'];
  const found = chosen ?? places.find((place) => existsSync(place));
  if (found === undefined || !existsSync(found)) {
    throw new Error(
      chosen === undefined
        ? 'No Chromium found. Install it (Debian: apt-get install chromium), or name one in CHAINMAIL_CHROMIUM.'
        : `CHAINMAIL_CHROMIUM names ${chosen}, which does not exist.`,
    );
  }
  return found;
}

/** A browser window of a fixed size, so that pictures are alike from run to run. */
export async function openBrowser(lifetime: Lifetime): Promise<BrowserContext> {
  const folder = lifetime.temporaryFolder();
  const browser = await chromium.launch({
    executablePath: findChromium(),
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
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}
