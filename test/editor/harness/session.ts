// What the user interface tests share: the demo's servers and workspace, and the workbench with the packaged extension.
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Demo } from '../../../demo/servers.js';
import { prepareDemo } from '../../../demo/start.js';
import { type Driver, openWorkbench } from './driver.js';
import { Lifetime } from './lifetime.js';
import { root } from './places.js';
import type { WorkbenchOptions } from './workbench.js';

// A step that waits for ever must not keep the workbench running.
const stepLimit = 120_000;

/** An open workbench on the demo's workspace. */
export interface UiSession {
  readonly driver: Driver;
  readonly demo: Demo;
  /** The workspace's folder. */
  readonly workspace: string;
}

type UiOptions = Omit<WorkbenchOptions, 'vsix'>;

/**
 * Opens the demo before the first test of a file and closes it after the last. The steps build on one another; a failed
 * one leaves a picture of the window in build/pictures.
 */
export function uiSteps(
  options: UiOptions | (() => Promise<UiOptions>) = {},
): (name: string, run: (session: UiSession) => Promise<void>) => void {
  const lifetime = new Lifetime();
  let session: UiSession | undefined;
  before(async () => {
    lifetime.closeOnSignals();
    const prepared = await prepareDemo(lifetime);
    const chosen = typeof options === 'function' ? await options() : options;
    const vsix = path.join(root, 'build', 'chainmail.vsix');
    session = { ...prepared, driver: await openWorkbench(lifetime, prepared.workspace, { ...chosen, vsix }) };
  });
  after(() => lifetime.close());
  return (name, run) => {
    test(name, { timeout: stepLimit }, async () => {
      if (session === undefined) {
        throw new Error('the workbench did not open');
      }
      try {
        await run(session);
      } catch (error) {
        // The window may be gone; what failed is what counts.
        await session.driver.picture(`failed: ${name}`).catch(() => undefined);
        throw error;
      }
    });
  };
}
