// Entry of the suite for the browser's extension host, a worker: one bundled file, without Node's files and environment.
import 'mocha/mocha.js';
import { Uri, workspace } from 'vscode';
import type { ReportLine } from '../harness/report.js';
import { reportName } from '../harness/reportName.js';

/** Called by the editor; rejects when a test failed. */
export async function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', timeout: 20_000, reporter: Mocha.reporters.Base });
  // Only now there are the words that a suite is made of.
  await import('./documents.test.js');
  const report = reportFile();
  const lines: ReportLine[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) =>
      lines.push({ event: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0 }),
    );
    runner.on('fail', (test, error: Error) =>
      lines.push({ event: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
    runner.on('pending', (test) => lines.push({ event: 'skip', title: test.fullTitle() }));
  });
  lines.push({ event: 'end' });
  await workspace.fs.writeFile(report, new TextEncoder().encode(lines.map((each) => JSON.stringify(each)).join('\n')));
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}

function reportFile(): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) {
    throw new Error('the suite runs on a workspace');
  }
  return Uri.joinPath(folder.uri, reportName);
}
