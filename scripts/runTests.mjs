// Bundles test files found by their suffix and runs them under node:test.
//   node scripts/runTests.mjs SUFFIX [PATH-PART…]     SUFFIX: .test.ts, .peer.test.ts, .pwsh.test.ts
// `vscode` is not external here: a test that reaches the editor's API fails the build.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundle, root } from './bundle.mjs';
import { runNodeTests } from './runNode.mjs';

/** The test files of one suite, relative to the project, sorted. */
export function testFiles(suffix, parts = []) {
  const others = ['.peer.test.ts', '.pwsh.test.ts'].filter((each) => each !== suffix);
  return readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => path.join('test', file))
    .filter((file) => !file.includes('node_modules') && !file.startsWith(path.join('test', 'editor', path.sep)))
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
  await bundle(files, outdir, { outbase: 'test', external: ['esbuild'] });
  return runNodeTests(files.map((file) => path.join(outdir, path.relative('test', file).replace(/\.ts$/, '.js'))));
}

if (process.argv[1] === import.meta.filename) {
  const [suffix = '.test.ts', ...parts] = process.argv.slice(2);
  const { passed, failed } = await runSuite(suffix, parts);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
