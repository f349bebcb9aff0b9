// npm run pictures: takes the pictures anew with the tests of the user interface and puts them where README shows them.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installPackages, root } from './install.mjs';

installPackages();
// Only now: it uses packages.
const { runUi } = await import('./editorTests.mjs');
const { passed, failed } = await runUi();
if (failed > 0 || passed === 0) {
  throw new Error('The pictures stay as they are: the tests that take them failed.');
}
const taken = path.join(root, 'build', 'pictures');
const published = path.join(root, 'docs', 'pictures');
rmSync(published, { recursive: true, force: true });
mkdirSync(published, { recursive: true });
for (const name of readdirSync(taken).filter((file) => file.endsWith('.png'))) {
  copyFileSync(path.join(taken, name), path.join(published, name));
  console.log(path.join('docs', 'pictures', name));
}
