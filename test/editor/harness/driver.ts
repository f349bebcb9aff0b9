// Drives the workbench as a person would: keys, the palette, the views.
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openBrowser } from './chromium.js';
import type { Lifetime } from './lifetime.js';
import { root } from './places.js';
import { startWorkbench, type WorkbenchOptions } from './workbench.js';

const listAttempts = 6;

/** One window of the workbench. Every method waits for what it names and rejects when it does not come. */
export class Driver {
  constructor(readonly page: Page) {}

  /** Opens the quick input with F1 and runs the command of this title. */
  async runCommand(title: string): Promise<void> {
    await this.chooseFrom('F1', `>${title}`, title);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.chooseFrom('Control+p', name, name);
    await this.page.getByRole('tab', { name }).first().waitFor();
  }

  /** Types into the open quick input and takes the entry that shows `entry`. */
  async choose(typed: string, entry = typed): Promise<void> {
    await this.type(typed);
    await this.quickEntry(entry).click();
  }

  // An open list does not learn of commands and files that come to be known meanwhile, so it is opened anew.
  private async chooseFrom(keys: string, typed: string, entry: string): Promise<void> {
    for (let attempt = 0; attempt < listAttempts; attempt += 1) {
      await this.page.keyboard.press(keys);
      await this.type(typed);
      try {
        await this.quickEntry(entry).click({ timeout: 3_000 });
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`nothing in the list shows ${entry}`);
  }

  /** Types into the open quick input, without an end. */
  async type(text: string): Promise<void> {
    await this.quickInput.waitFor();
    await this.quickInput.fill(text);
  }

  quickEntry(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input:visible').first();
  }

  /** Rows of the tree views whose accessible name contains `text`. */
  treeItem(text: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name: text });
  }

  /** Titles of the open documents, in the order of their tabs. */
  get tabs(): Locator {
    return this.page.locator('.tabs-container .tab');
  }

  /** The text of the document in front, by way of the clipboard: the screen shows only a part of it. */
  async documentText(): Promise<string> {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.page.keyboard.press('Control+Home');
    return text;
  }

  /** Drags the side bar's edge to `x`, so that whole rows can be read. */
  async widenSideBar(x: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) {
      throw new Error('the side bar is not open');
    }
    await this.page.mouse.move(box.x + box.width + 1, 400);
    await this.page.mouse.down();
    await this.page.mouse.move(x, 400, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Our problems in the problems view that contain `text`; the rows below them with related places are left out. */
  problem(text: string): Locator {
    return this.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: text })
      .filter({ hasText: 'chainmail' });
  }

  /** Opens the quick fixes at the cursor. They come with the problems, which may take a moment to be there. */
  async openQuickFixes(): Promise<void> {
    await this.page
      .locator('.editor-instance [class*=codicon-gutter-lightbulb], .editor-instance .lightBulbWidget:visible')
      .first()
      .waitFor();
    await this.page.keyboard.press('Control+.');
  }

  /** Takes a quick fix at the cursor. An open list does not learn of fixes that come to be known meanwhile. */
  async takeQuickFix(title: string): Promise<void> {
    for (let attempt = 0; attempt < listAttempts; attempt += 1) {
      await this.openQuickFixes();
      try {
        await this.quickFix(title).click({ timeout: 3_000 });
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`no quick fix shows ${title}`);
  }

  /** An entry of the open list of quick fixes. */
  quickFix(title: string): Locator {
    return this.page.locator('.action-widget .monaco-list-row').filter({ hasText: title });
  }

  /** Takes a picture of the window into build/pictures. */
  async picture(name: string): Promise<void> {
    // Rows under the pointer and the keyboard's focus look different from run to run.
    await this.page.mouse.move(640, 795);
    await this.page.screenshot({ path: path.join(root, 'build', 'pictures', `${name}.png`) });
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
  // Its container shows that the extension is known.
  await page.locator('.activitybar').getByRole('tab', { name: 'Chainmail' }).waitFor({ timeout: 60_000 });
  return new Driver(page);
}
