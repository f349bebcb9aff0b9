// Runs the benchmarks. They print figures and ratios and judge nothing.
//   node bench/run.mjs [PATH-PART…]
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { bundle, root } from '../scripts/bundle.mjs';
import { runNode } from '../scripts/runNode.mjs';

const parts = process.argv.slice(2);
const files = readdirSync(path.join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  throw new Error(`no benchmark${parts.length > 0 ? ` contains ${parts.join(' or ')}` : ''}`);
}
const outdir = path.join(root, 'build', 'bench');
await bundle(
  files.map((file) => path.join('bench', file)),
  outdir,
);
for (const file of files) {
  const { status } = await runNode([path.join(outdir, file.replace(/\.ts$/, '.js'))]);
  process.exitCode ||= status ?? 1;
}
