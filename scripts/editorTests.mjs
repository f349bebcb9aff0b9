// Tests in the real editor.
//   node scripts/editorTests.mjs integration | web | ui [PATH-PART…] | desktop
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundle, root } from './bundle.mjs';
import { installSuitePackages, installWorkbench, provideChromium } from './install.mjs';
import { packageExtension } from './package.mjs';
import { runCounting, runNodeTest } from './runNode.mjs';

const folder = path.join(root, 'test', 'editor');
const built = path.join(folder, 'build');

/** Bundles a folder of test/editor into test/editor/build, from where its packages are found. */
export async function bundleFolder(name) {
  const outdir = path.join(built, name);
  rmSync(outdir, { recursive: true, force: true });
  const files = readdirSync(path.join(folder, name)).filter((file) => file.endsWith('.ts'));
  const external = ['vscode', 'mocha', 'playwright-core', '@vscode/test-electron'];
  await bundle(
    files.map((file) => path.join(folder, name, file)),
    outdir,
    { external },
  );
  return files.map((file) => path.join(outdir, file.replace(/\.ts$/, '.js')));
}

/** The suite in the extension host of the workbench in the browser; resolves to its counts. */
export async function runIntegration() {
  provideChromium();
  installWorkbench();
  return runInHost('integration.js', 'suite');
}

/** The suite in the browser's own extension host, a worker that loads one file; resolves to its counts. */
export async function runWeb() {
  provideChromium();
  installWorkbench();
  packageExtension();
  const outdir = path.join(built, 'web');
  rmSync(outdir, { recursive: true, force: true });
  await bundle([path.join(folder, 'web', 'index.ts')], outdir, { external: ['vscode'], platform: 'browser' });
  await bundleFolder('harness');
  return runCounting([path.join(built, 'harness', 'integration.js'), 'web']);
}

/** The same suite in a desktop VS Code, which is downloaded when it is not there. */
export async function runDesktop() {
  installSuitePackages();
  return runInHost('desktop.js');
}

async function runInHost(program, ...args) {
  packageExtension();
  await bundleFolder('suite');
  await bundleFolder('harness');
  return runCounting([path.join(built, 'harness', program), ...args]);
}

/** The packaged extension, driven through the workbench's own user interface; resolves to the counts. */
export async function runUi(parts = []) {
  provideChromium();
  installWorkbench();
  packageExtension();
  rmSync(path.join(root, 'build', 'pictures'), { recursive: true, force: true });
  const bundles = (await bundleFolder('ui'))
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => parts.length === 0 || parts.some((part) => path.basename(file).includes(part)));
  const total = { passed: 0, failed: 0, skipped: 0 };
  // One workbench at a time: each takes a gigabyte.
  for (const file of bundles) {
    const counts = await runNodeTest(file);
    for (const key of Object.keys(total)) {
      total[key] += counts[key];
    }
  }
  return total;
}

if (process.argv[1] === import.meta.filename) {
  const [suite, ...parts] = process.argv.slice(2);
  const suites = { integration: runIntegration, web: runWeb, desktop: runDesktop, ui: () => runUi(parts) };
  const run = suites[suite];
  if (run === undefined) {
    throw new Error(`no suite ${suite}: ${Object.keys(suites).join(', ')}`);
  }
  const { passed, failed } = await run();
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
