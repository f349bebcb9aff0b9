// How long the packaged extension takes to load and to activate, with an editor that answers at once.
//   npm run build -- --production && npm run bench -- activation
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const runs = 15;

// Every member of the API is an object that can be called, constructed and asked for members of its own.
const program = `
const Module = require('node:module');
const anything = () => new Proxy(class {}, {
  get: (target, key) => {
    if (key === Symbol.iterator) return function* () {};
    return key in target || typeof key === 'symbol' ? target[key] : anything();
  },
  apply: () => anything(),
  construct: () => anything(),
});
const api = Object.fromEntries(JSON.parse(process.argv[2]).map((name) => [name, anything()]));
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? api : load(request, ...rest));
// The extension host has these loaded long before.
for (const each of ['crypto', 'net', 'fs/promises', 'path', 'dns', 'events']) { require('node:' + each); }
const started = performance.now();
const extension = require(process.argv[1]);
const loaded = performance.now();
extension.activate({ subscriptions: [], extension: { packageJSON: {} }, globalStorageUri: {}, workspaceState: { get() {} }, globalState: { get() {} } });
console.log(JSON.stringify([loaded - started, performance.now() - loaded]));
process.exit(0);
`;

const extension = path.join(process.cwd(), 'dist', 'extension.js');
const declarations = readFileSync(path.join('node_modules', '@types', 'vscode', 'index.d.ts'), 'utf8');
const names = [...declarations.matchAll(/^\texport (?:class|enum|namespace) (\w+)/gm)].map(([, name]) => name);
const times = Array.from({ length: runs }, () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program, extension, JSON.stringify(names)], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr.slice(-1000));
  }
  const [load, activate]: number[] = JSON.parse(stdout);
  return { load: load ?? Number.NaN, activate: activate ?? Number.NaN };
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

console.log(`extension: load ${median(times.map(({ load }) => load)).toFixed(1)} ms`);
console.log(`extension: activate ${median(times.map(({ activate }) => activate)).toFixed(1)} ms (limit 20)`);
