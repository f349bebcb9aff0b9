// Runs the suite in the extension host of the workbench in the browser and prints its results.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { openBrowser } from './chromium.js';
import { type Lifetime, withLifetime } from './lifetime.js';
import { editorFolder, root } from './places.js';
import { judgeReport, printCounts, reportVariable, succeeded } from './report.js';
import { startWorkbench } from './workbench.js';

// Without an end of its own a payload that the workbench ignores would run no test, for ever.
const timeLimit = 180_000;

async function run(lifetime: Lifetime): Promise<void> {
  const base = lifetime.temporaryFolder();
  const workspace = path.join(base, 'workspace');
  cpSync(path.join(editorFolder, 'workspace'), workspace, { recursive: true });
  const report = path.join(base, 'report.ndjson');
  const { url } = await startWorkbench(lifetime, { smokeTestDriver: true, environment: { [reportVariable]: report } });
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
    ['extensionTestsPath', remote(path.join(editorFolder, 'build', 'suite', 'index'))],
  ]);
  await page.goto(`${url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(payload)}`);
  printCounts(judgeReport(report, await outcome));
}

void withLifetime(run);
