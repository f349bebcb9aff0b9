// Runs the same suite in a desktop VS Code and prints its results.
//   CHAINMAIL_VSCODE_VERSION: `stable` (default), `insiders` or a version, such as the oldest one supported.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { type Lifetime, withLifetime } from './lifetime.js';
import { editorFolder, root } from './places.js';
import { judgeReport, printCounts, reportVariable, succeeded } from './report.js';

async function run(lifetime: Lifetime): Promise<void> {
  const base = lifetime.temporaryFolder();
  const workspace = path.join(base, 'workspace');
  cpSync(path.join(editorFolder, 'workspace'), workspace, { recursive: true });
  const report = path.join(base, 'report.ndjson');
  const outcome = await runTests({
    version: process.env['CHAINMAIL_VSCODE_VERSION'] ?? 'stable',
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(editorFolder, 'build', 'suite', 'index'),
    extensionTestsEnv: { [reportVariable]: report },
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      path.join(base, 'u'),
    ],
  }).then(
    () => succeeded,
    (error: unknown) => String(error),
  );
  printCounts(judgeReport(report, outcome));
}

void withLifetime(run);
