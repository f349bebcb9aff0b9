// How results leave the extension host: a file with a line of JSON for each event, so that a hang shows how far it came.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Names the report file; the extension host inherits it from the server's or the desktop program's environment. */
export const reportVariable = 'CHAINMAIL_TEST_REPORT';

export type ReportLine =
  | { readonly event: 'pass'; readonly title: string; readonly milliseconds: number }
  | { readonly event: 'fail'; readonly title: string; readonly error: string }
  | { readonly event: 'skip'; readonly title: string }
  | { readonly event: 'end' };

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Appends one event. */
export function appendReport(file: string, line: ReportLine): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/**
 * Prints a report and counts it. A suite that did not come to its end, ran nothing, or whose host reported another
 * `outcome` than its own results has failed.
 */
export function judgeReport(file: string, outcome: string): Counts {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines: readonly ReportLine[] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  for (const line of lines) {
    print(line);
  }
  const count = (event: ReportLine['event']): number => lines.filter((line) => line.event === event).length;
  const passed = count('pass');
  const failed = count('fail');
  const sound = failed > 0 || (outcome === succeeded && count('end') === 1 && passed > 0);
  if (!sound) {
    console.log(`✖ the suite did not run to its end: ${passed} passed, then ${outcome}`);
  }
  return { passed, failed: failed + (sound ? 0 : 1), skipped: count('skip') };
}

/** What a host reports of a suite whose tests all passed. */
export const succeeded = 'exit code 0';

function print(line: ReportLine): void {
  if (line.event === 'pass') {
    console.log(`✔ ${line.title} (${line.milliseconds} ms)`);
  } else if (line.event === 'fail') {
    console.log(`✖ ${line.title}\n${line.error.replace(/^/gm, '    ')}`);
  } else if (line.event === 'skip') {
    console.log(`﹣ ${line.title}`);
  }
}

/** Prints the closing line and sets the exit status. */
export function printCounts({ passed, failed, skipped }: Counts): void {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
}
