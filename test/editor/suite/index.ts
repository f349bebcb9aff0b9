// Entry of the integration suite: runs in the extension host, finds the bundled test files beside itself.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { appendReport, reportVariable } from '../harness/report.js';

/** Called by the editor; rejects when a test failed, which ends the host with status 1. */
export function run(): Promise<void> {
  const report = process.env[reportVariable];
  if (report === undefined) {
    return Promise.reject(new Error(`${reportVariable} names no report file`));
  }
  const mocha = new Mocha({ ui: 'tdd', timeout: 20_000, reporter: Mocha.reporters.Base });
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.js'))
    .sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      appendReport(report, { event: 'end' });
      if (failures > 0) {
        reject(new Error(`${failures} failed`));
      } else {
        resolve();
      }
    });
    runner.on('pass', (test) =>
      appendReport(report, { event: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0 }),
    );
    runner.on('fail', (test, error: Error) =>
      appendReport(report, { event: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
    runner.on('pending', (test) => appendReport(report, { event: 'skip', title: test.fullTitle() }));
  });
}
