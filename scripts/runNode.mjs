// Runs a program of ours in a process of its own, shows its output and reads its counts.
import { spawn } from 'node:child_process';
import { root } from './bundle.mjs';

const tailLength = 20_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs Node with `args`; resolves to the exit status and the end of standard output. The run is ended when it takes
 * longer than `minutes`. When this process is asked to end, or its parent is gone (npm passes SIGTERM to its shell only),
 * it ends the run and then itself.
 */
export function runNode(args, { minutes = 8 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let stopping = false;
    const stop = () => {
      stopping = true;
      child.kill('SIGTERM');
    };
    for (const signal of signals) {
      process.on(signal, stop);
    }
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && stop(), 1_000);
    const limit = setTimeout(() => {
      console.error(`Not finished after ${minutes} minutes: ended.`);
      child.kill('SIGTERM');
    }, minutes * 60_000);
    let tail = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-tailLength);
    });
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(watch);
      clearTimeout(limit);
      for (const signal of signals) {
        process.off(signal, stop);
      }
      if (stopping) {
        process.exit(1);
      }
      resolve({ status, tail });
    });
  });
}

/** Counts that hold together with the exit status: a run that ended badly, or told nothing, has failed at least once. */
function counts(status, passed, failed, skipped) {
  const sound = Number.isInteger(passed) && Number.isInteger(failed) && (status === 0 || failed > 0);
  return sound ? { passed, failed, skipped } : { passed: passed || 0, failed: 1, skipped: skipped || 0 };
}

// What the `spec` reporter of node:test says in the end.
function reported({ status, tail }) {
  const count = (word) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(tail)?.[1] ?? Number.NaN);
  return counts(status, count('pass'), count('fail') + count('cancelled'), count('skipped') + count('todo'));
}

/** Runs bundled test files under node:test, side by side; resolves to their counts. */
export async function runNodeTests(bundles) {
  return reported(await runNode(['--enable-source-maps', '--test', '--test-reporter=spec', ...bundles]));
}

/**
 * Runs one bundled test file of node:test; resolves to its counts. Without the runner between, which ends its files so
 * that they cannot clean up.
 */
export async function runNodeTest(bundle) {
  return reported(await runNode(['--enable-source-maps', '--test-reporter=spec', bundle]));
}

/** Runs a program whose last line is `N passed, N failed`; resolves to its counts. */
export async function runCounting(args) {
  const { status, tail } = await runNode(args);
  const line = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\n$/.exec(tail);
  return counts(status, Number(line?.[1]), Number(line?.[2]), Number(line?.[3] ?? 0));
}
