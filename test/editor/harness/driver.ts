// Drives the workbench as a person would: keys, the palette, the views.
import type { Locator, Page } from 'playwright-core';
import { openBrowser } from './chromium.js';
import type { Lifetime } from './lifetime.js';
import { startWorkbench, type WorkbenchOptions } from './workbench.js';

/** One window of the workbench. Every method waits for what it names and rejects when it does not come. */
export class Driver {
  constructor(readonly page: Page) {}

  /** Opens the quick input with F1 and runs the command of this title. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor();
    await this.quickInput.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** Answers the open quick input. */
  async answer(text: string): Promise<void> {
    await this.quickInput.waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.quickInput.waitFor();
    await this.quickInput.fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('tab', { name }).first().waitFor();
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input:visible').first();
  }

  /** Rows of the tree views whose accessible name contains `text`. */
  treeItem(text: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name: text });
  }

  /** Every visible tree row, as it is read aloud, indented by its level. */
  async treeText(): Promise<readonly string[]> {
    const rows = await this.page.locator('.pane-body [role=treeitem]').all();
    return Promise.all(
      rows.map(async (row) => {
        const [label, level] = [await row.getAttribute('aria-label'), await row.getAttribute('aria-level')];
        return `${'  '.repeat(Number(level ?? 1) - 1)}${label ?? ''}`;
      }),
    );
  }
}

/** Starts a workbench with the packaged extension and opens `folder` in a browser window. */
export async function openWorkbench(lifetime: Lifetime, folder: string, options: WorkbenchOptions): Promise<Driver> {
  const { url } = await startWorkbench(lifetime, options);
  const page = await (await openBrowser(lifetime)).newPage();
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
  // Its container shows that the extension's commands are known: the palette's list does not grow while it is open.
  await page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).waitFor({ timeout: 60_000 });
  return new Driver(page);
}
