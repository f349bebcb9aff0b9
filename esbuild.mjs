// Builds the extension and the command line. What is imported with import() goes into files of its own, loaded when
// first needed: starting costs only what is always needed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/**
 * esbuild splits ES modules alone, while the editor and Node start CommonJS faster: each file is split as the one and
 * written as the other.
 */
async function buildSplit(entryPoints, options = {}) {
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir,
    write: false,
    chunkNames: `${Object.keys(entryPoints)[0]}/[name]-[hash]`,
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
    ...options,
  });
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // import() of a built-in starts Node's loader of ES modules, which takes 4 ms; require() takes none.
      supported: { 'dynamic-import': false },
      minify: production,
      sourcemap: production ? false : 'inline',
      sourcefile: path.relative(outdir, file),
    });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

rmSync(outdir, { recursive: true, force: true });
await Promise.all([
  buildSplit({ extension: 'src/extension.ts' }, { external: ['vscode'] }),
  buildSplit({ cli: 'src/main.ts' }, { banner: { js: '#!/usr/bin/env node' } }),
]);
// Without it Node looks for the kind of module in the manifest above, which is long.
writeFileSync(path.join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
