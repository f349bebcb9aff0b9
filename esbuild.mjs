// Builds the extension and the command line. What is imported with import() goes into files of its own, loaded when
// first needed: starting costs only what is always needed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build, transform } from 'esbuild';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/**
 * esbuild splits ES modules alone, while the editor and Node start CommonJS faster: each file is split as the one and
 * written as the other. `output` are options of the writing; resolves to the files.
 */
async function buildSplit(entryPoints, options = {}, output = {}) {
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
      ...output,
    });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  return outputFiles.map((each) => each.path);
}

/** The command line as functions that `src/launch.ts` calls, each with what V8 makes of it. */
async function buildCommandLine() {
  const files = await buildSplit(
    { 'cli/main': 'src/main.ts' },
    { chunkNames: 'cli/[name]-[hash]', sourcemap: false },
    // Not minified: it takes no time from what is compiled already, and a stack trace can be read.
    { banner: '(function (require, module, exports) {', footer: '})', minify: false, sourcemap: false },
  );
  for (const filename of files) {
    setFlagsFromString('--no-lazy');
    const script = new Script(readFileSync(filename, 'utf8'), { filename });
    // The flags are part of what V8 compares when it is given the result.
    setFlagsFromString('--lazy');
    writeFileSync(filename.replace(/js$/, 'cache'), script.createCachedData());
  }
}

rmSync(outdir, { recursive: true, force: true });
await Promise.all([
  buildSplit({ extension: 'src/extension.ts' }, { external: ['vscode'] }),
  buildCommandLine(),
  // A browser loads one file, and has nothing of Node.
  build({
    entryPoints: { browser: 'src/browser.ts' },
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    outdir,
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
    minify: production,
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
  }),
  build({
    entryPoints: { cli: 'src/launch.ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir,
    minify: true,
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  }),
]);
// Without it Node looks for the kind of module in the manifest above, which is long.
writeFileSync(path.join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
