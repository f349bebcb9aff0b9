// Bundles test files found by their suffix and runs them under node:test.
//   node scripts/runTests.mjs SUFFIX [PATH-PART…]     SUFFIX: .test.ts, .peer.test.ts, .pwsh.test.ts
// `vscode` is not external here: a test that reaches the editor's API fails the build.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** The test files of one suite, relative to the project, sorted. */
export function testFiles(suffix, parts = []) {
  const others = ['.peer.test.ts', '.pwsh.test.ts'].filter((each) => each !== suffix);
  return readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => path.join('test', file))
    .filter((file) => !file.includes('node_modules') && !file.startsWith(path.join('test', 'editor')))
    .filter((file) => file.endsWith(suffix) && !others.some((other) => file.endsWith(other)))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
}

/** Runs one suite; resolves to its counts. */
export async function runSuite(suffix, parts = []) {
  const files = testFiles(suffix, parts);
  if (files.length === 0) {
    throw new Error(`no test file ends with ${suffix}${parts.length > 0 ? ` and contains ${parts.join(' or ')}` : ''}`);
  }
  const outdir = path.join(root, 'build', `tests${suffix.replace('.test.ts', '').replace('.', '-')}`);
  if (parts.length === 0) {
    rmSync(outdir, { recursive: true, force: true });
  }
  mkdirSync(outdir, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: 'test',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
  });
  const bundles = files.map((file) => path.join(outdir, path.relative('test', file).replace(/\.ts$/, '.js')));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...bundles], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let tail = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-20_000);
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const count = (word) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(tail)?.[1] ?? Number.NaN);
      resolve({
        status,
        passed: count('pass'),
        failed: count('fail') + count('cancelled'),
        skipped: count('skipped') + count('todo'),
      });
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  const [suffix = '.test.ts', ...parts] = process.argv.slice(2);
  const { status, passed } = await runSuite(suffix, parts);
  process.exitCode = status === 0 && passed > 0 ? 0 : 1;
}
