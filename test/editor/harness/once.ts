// The demo without a person: inspects the first server in the workbench and prints the tree that it shows.
import { prepareDemo } from '../../../demo/start.js';
import { openWorkbench } from './driver.js';
import { withLifetime } from './lifetime.js';

/** Exit status 0 when the tree names the intermediate that the server does not send. */
export function inspectOnce(vsix: string): Promise<void> {
  return withLifetime(async (lifetime) => {
    const { demo, workspace } = await prepareDemo(lifetime);
    const { host, port, story } = demo.leafOnly;
    console.log(`Inspecting ${host}:${port}, which ${story} …`);
    const driver = await openWorkbench(lifetime, workspace, { vsix });
    await driver.runCommand('Chainmail: Inspect Server');
    await driver.choose(`${host}:${port}`);
    const missing = driver.treeItem(/Example TLS RSA CA 2026.*not sent/).first();
    try {
      await missing.waitFor({ timeout: 30_000 });
    } finally {
      console.log((await driver.treeText()).join('\n'));
    }
  });
}
