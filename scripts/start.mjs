// npm start: the demo in VS Code. npm start -- --once: the same without a person, for a look from a script.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram, installPackages, installWorkbench, provideChromium, root } from './install.mjs';

const once = process.argv.includes('--once');

// Of no use without a screen.
function findDesktopEditor() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return undefined;
  }
  const onMac = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  return findProgram('code') ?? (existsSync(onMac) ? onMac : undefined);
}

installPackages();
// Only now: these use packages.
const { bundle } = await import('./bundle.mjs');
const { packageExtension, vsix } = await import('./package.mjs');
const editor = once ? undefined : findDesktopEditor();
if (editor === undefined) {
  installWorkbench();
}
if (once) {
  provideChromium();
}
console.log('Building …');
packageExtension();
const outdir = path.join(root, 'test', 'editor', 'build', 'demo');
const entry = once ? 'test/editor/harness/once.ts' : 'demo/start.ts';
await bundle({ demo: entry }, outdir, { external: ['playwright-core'] });
const demo = await import(pathToFileURL(path.join(outdir, 'demo.js')).href);
if (once) {
  await demo.inspectOnce(vsix);
} else if (editor === undefined) {
  await demo.startInBrowser(vsix);
} else {
  await demo.startInDesktop(editor, vsix);
}
