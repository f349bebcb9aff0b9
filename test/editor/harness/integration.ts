// Runs a suite in an extension host of the workbench in the browser and prints its results:
//   integration.js suite   in the server's host, which is Node
//   integration.js web     in the browser's own, which is a worker
import { cpSync } from 'node:fs';
import path from 'node:path';
import { openBrowser } from './chromium.js';
import { type Lifetime, withLifetime } from './lifetime.js';
import { editorFolder, root } from './places.js';
import { judgeReport, printCounts, reportVariable, succeeded } from './report.js';
import { reportName } from './reportName.js';
import { startWorkbench } from './workbench.js';

// Without an end of its own a payload that the workbench ignores would run no test, for ever.
const timeLimit = 180_000;

/** Without it a server takes the entry for Node, silently. */
const inBrowser = { 'remote.extensionKind': { 'chainmail.chainmail': ['web'] } };

async function run(lifetime: Lifetime): Promise<void> {
  const suite = process.argv[2] === 'web' ? 'web' : 'suite';
  const base = lifetime.temporaryFolder();
  const workspace = path.join(base, 'workspace');
  cpSync(path.join(editorFolder, 'workspace'), workspace, { recursive: true });
  const report = suite === 'web' ? path.join(workspace, reportName) : path.join(base, 'report.ndjson');
  const { url } = await startWorkbench(lifetime, {
    smokeTestDriver: true,
    environment: { [reportVariable]: report },
    ...(suite === 'web' ? { settings: inBrowser } : {}),
  });
  const page = await (await openBrowser(lifetime)).newPage();
  const outcome = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => resolve(`no end within ${timeLimit / 1000} s`), timeLimit);
    lifetime.add(() => clearTimeout(timer));
    page
      .exposeFunction('codeAutomationExit', (code: number) => resolve(code === 0 ? succeeded : `exit code ${code}`))
      .catch(reject);
  });
  await page.exposeFunction('codeAutomationLog', () => undefined);
  // Both paths are URIs of files on the server.
  const remote = (file: string): string => `vscode-remote://${new URL(url).host}${file}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(path.join(editorFolder, 'build', suite, 'index'))],
  ]);
  await page.goto(`${url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(payload)}`);
  printCounts(judgeReport(report, await outcome));
}

void withLifetime(run);
