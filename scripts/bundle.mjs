// How everything that runs in Node for development is bundled: tests, benchmarks, the harness, the demo.
import path from 'node:path';
import { build } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '..');

/** Bundles entry points into `outdir`; resolves when written. `vscode` is not external unless asked for. */
export async function bundle(entryPoints, outdir, options = {}) {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
    ...options,
  });
}
