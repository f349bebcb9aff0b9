// Builds the extension and the command line. What is imported with import() goes into files of its own, loaded when
// first needed: starting costs only what is always needed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build, transform } from 'esbuild';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/**
 * esbuild splits ES modules alone, while the editor and Node start CommonJS faster: each file is split as the one and
 * turned into the other. `output` are options of that; resolves to the files and what esbuild says of them.
 */
async function split(entryPoints, options = {}, output = {}) {
  const { outputFiles, metafile } = await build({
    entryPoints,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir,
    write: false,
    metafile: true,
    chunkNames: `${Object.keys(entryPoints)[0]}/[name]-[hash]`,
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
    ...options,
  });
  const files = new Map();
  for (const { path: file, text } of outputFiles) {
    const name = path.relative(outdir, file);
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // import() of a built-in starts Node's loader of ES modules, which takes 4 ms; require() takes none.
      supported: { 'dynamic-import': false },
      minify: production,
      sourcemap: production ? false : 'inline',
      sourcefile: name,
      ...output,
    });
    files.set(name, code);
  }
  return { files, outputs: metafile.outputs };
}

function write(name, content) {
  const file = path.join(outdir, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function buildExtension() {
  const { files } = await split({ extension: 'src/extension.ts' }, { external: ['vscode'] });
  for (const [name, code] of files) {
    write(name, code);
  }
}

/**
 * The command line as functions that `src/launch.ts` calls, with what V8 makes of them. All that a probe needs stands in
 * one file: each of its two dozen parts would be opened and read for itself.
 */
async function buildCommandLine() {
  const { files, outputs } = await split(
    { 'cli/main': 'src/main.ts' },
    { chunkNames: 'cli/[name]-[hash]', sourcemap: false },
    // Not minified: it takes no time from what is compiled already, and a stack trace can be read.
    { banner: '(function (require, module, exports) {', footer: '})', minify: false, sourcemap: false },
  );
  const parts = partsOf(['src/main.ts', 'src/cli/probe.ts'], outputs);
  const packed = parts.map((name) => `${JSON.stringify(path.basename(name))}: ${files.get(name)}`);
  files.set('cli/start.js', `({${packed.join(',\n')}})`);
  for (const name of parts) {
    files.delete(name);
  }
  for (const [name, code] of files) {
    write(name, code);
    setFlagsFromString('--no-lazy');
    const script = new Script(code, { filename: path.join(outdir, name) });
    // The flags are part of what V8 compares when it is given the result.
    setFlagsFromString('--lazy');
    write(name.replace(/js$/, 'cache'), script.createCachedData());
  }
}

/** The output files of these sources, and those that each of them imports at once. */
function partsOf(sources, outputs) {
  const named = Object.keys(outputs).filter((output) => sources.includes(outputs[output].entryPoint));
  const parts = new Set(named);
  for (const part of parts) {
    for (const { path: imported, kind, external } of outputs[part].imports) {
      if (kind === 'import-statement' && !external) {
        parts.add(imported);
      }
    }
  }
  return [...parts].map((part) => path.relative(outdir, part));
}

rmSync(outdir, { recursive: true, force: true });
await Promise.all([
  buildExtension(),
  buildCommandLine(),
  // A browser loads one file, and has nothing of Node.
  build({
    entryPoints: { browser: 'src/editor/documents/browser.ts' },
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
