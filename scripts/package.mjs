// Makes build/chainmail.vsix: what is published, and what the tests in the workbench install.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';

export const vsix = path.join(root, 'build', 'chainmail.vsix');

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${args.join(' ')} failed with ${status}:\n${stdout}${stderr}`);
  }
}

/** Builds for production and packages; throws with the output of the step that failed. */
export function packageExtension() {
  mkdirSync(path.dirname(vsix), { recursive: true });
  run(['esbuild.mjs', '--production']);
  run([path.join('node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--no-dependencies', '--out', vsix]);
}

if (process.argv[1] === import.meta.filename) {
  packageExtension();
  console.log(path.relative(root, vsix));
}
