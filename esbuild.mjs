// Builds the extension and the command line. node-forge goes into a file of its own that is loaded when first needed.
import { build } from 'esbuild';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/** Turns import('node-forge') into a require of the neighbouring dist/forge.js. */
export const forgeApart = {
  name: 'forge-apart',
  setup(plugin) {
    plugin.onResolve({ filter: /^node-forge$/ }, (args) =>
      args.kind === 'dynamic-import' ? { path: './forge.js', external: true } : undefined,
    );
  },
};

export const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // import() of a built-in starts Node's loader of ES modules, which takes 4 ms; require() takes none.
  supported: { 'dynamic-import': false },
  alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};

await Promise.all([
  build({
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    outdir,
    external: ['vscode'],
    plugins: [forgeApart],
  }),
  build({
    ...common,
    entryPoints: { cli: 'src/main.ts' },
    outdir,
    banner: { js: '#!/usr/bin/env node' },
    plugins: [forgeApart],
  }),
  build({ ...common, entryPoints: { forge: 'node-forge' }, outdir, sourcemap: false, minify: true }),
]);
