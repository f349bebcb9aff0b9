// The wall between the folders: who may know whom, judged by every import line of the sources.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';

/** What each folder (or top file) may import of the others. */
const below: Readonly<Record<string, readonly string[]>> = {
  text: [],
  x509: [],
  tls: [],
  finding: ['text'],
  chain: ['x509', 'finding'],
  powershell: ['text'],
  'powershell/scripts': ['text', 'powershell', 'chain', 'x509'],
  connectors: ['text', 'powershell', 'powershell/scripts', 'chain', 'x509', 'finding'],
  evidence: ['text', 'finding'],
  'evidence/causes': ['text', 'finding', 'evidence', 'chain', 'connectors'],
  report: ['chain', 'x509', 'finding', 'text', 'evidence', 'evidence/causes'],
  net: ['tls', 'chain', 'x509', 'finding'],
};
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  ...below,
  editor: Object.keys(below),
  'editor/chains': ['editor', ...Object.keys(below)],
  'editor/documents': ['editor', 'editor/chains', ...Object.keys(below)],
  extension: ['editor', 'editor/chains', 'editor/documents', ...Object.keys(below)],
  cli: Object.keys(below),
  main: ['cli'],
  launch: [],
};

/** What else may be imported, and by whom. */
const packages: Readonly<Record<string, readonly string[]>> = {
  vscode: ['editor', 'extension'],
  '@vscode/l10n': Object.keys(mayKnow).filter((subject) => subject !== 'text' && subject !== 'tls'),
  'node-forge': ['x509', 'net'],
  picomatch: ['cli'],
  'node:crypto': ['x509', 'tls', 'net', 'cli'],
  'node:zlib': ['tls', 'report'],
  'node:util': ['x509', 'cli', 'net'],
  'node:events': ['net'],
  'node:stream': ['net'],
  'node:net': ['net'],
  'node:dgram': ['net'],
  'node:dns': ['net'],
  'node:dns/promises': ['net'],
  'node:http': ['net'],
  'node:https': ['net'],
  'node:tls': ['net'],
  'node:fs': ['net', 'cli', 'main', 'editor', 'launch'],
  'node:vm': ['launch'],
  'node:fs/promises': ['net', 'cli', 'main'],
  'node:path': ['net', 'cli', 'main'],
  'node:os': ['net', 'cli', 'main'],
};

interface Import {
  readonly file: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll(path.sep, '/'))
  .sort();

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(path.join('src', file), 'utf8');
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]/gm)];
  const others = [...text.matchAll(/(?:\bimport\s*\(|\brequire\s*\(|^import)\s*()['"]([^'"]+)['"]/gm)];
  return [...statements, ...others].map((match) => ({
    file,
    to: match[2]?.startsWith('.') ? path.posix.join(path.posix.dirname(file), match[2]) : (match[2] ?? ''),
    typeOnly: Boolean(match[1]),
  }));
});

/** Folders within subjects that have walls of their own. */
const parts = ['evidence/causes', 'powershell/scripts', 'editor/chains', 'editor/documents'];

function subjectOf(file: string): string {
  const part = parts.find((each) => file.startsWith(each));
  if (part !== undefined) {
    return part;
  }
  return folderOf(file);
}

function folderOf(file: string): string {
  return (file.split('/')[0] ?? file).replace(/\.[jt]s$/, '');
}

test('every source file belongs to a subject of the house', () => {
  const strangers = files.filter((file) => mayKnow[subjectOf(file)] === undefined);
  assert.deepEqual(strangers, []);
});

test('import lines are found', () => {
  assert.ok(imports.length > files.length, `${imports.length} imports in ${files.length} files`);
});

test('a folder imports only from those that it may know', () => {
  const own = imports.filter(({ to }) => to.endsWith('.js'));
  const wrong = own.filter(({ file, to }) => {
    const [from, target] = [subjectOf(file), subjectOf(to)];
    return from !== target && !mayKnow[from]?.includes(target);
  });
  assert.deepEqual(wrong, []);
});

test('nothing else is imported', () => {
  const wrong = imports.filter(({ to }) => !to.endsWith('.js') && packages[to] === undefined);
  assert.deepEqual(wrong, []);
});

test('packages and built-ins are imported only where they may be', () => {
  const wrong = imports.filter(({ file, to }) => packages[to]?.includes(folderOf(file)) === false);
  assert.deepEqual(wrong, []);
});

test('node-forge and picomatch are loaded when first needed, never at the start', () => {
  const wrong = imports.filter(({ file, to }) => {
    const text = readFileSync(path.join('src', file), 'utf8');
    return /^(?:node-forge|picomatch)$/.test(to) && new RegExp(`^import (?!type\\b)[^;]*'${to}'`, 'm').test(text);
  });
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others', () => {
  const edges = new Map<string, string[]>();
  for (const { file, to, typeOnly } of imports) {
    if (to.endsWith('.js') && !typeOnly) {
      edges.set(file, [...(edges.get(file) ?? []), to.replace(/\.js$/, '.ts')]);
    }
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      cycles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      return;
    }
    if (!done.has(file)) {
      for (const next of edges.get(file) ?? []) {
        visit(next, [...way, file]);
      }
      done.add(file);
    }
  };
  for (const file of files) {
    visit(file, []);
  }
  assert.deepEqual(cycles, []);
});

test('nothing below the network, the editor and the command line reads a clock, the environment or chance', () => {
  const reading = /\bnew Date\(\)|\bDate\.now\(|\bperformance\.now\(|\bprocess\.|\bMath\.random\(/;
  const wrong = files
    .filter((file) => !['net', 'editor', 'extension', 'cli', 'main'].includes(folderOf(file)))
    .filter((file) => reading.test(readFileSync(path.join('src', file), 'utf8').replace(/\/\/.*$|^\s*\*.*$/gm, '')));
  assert.deepEqual(wrong, []);
});

// What works on documents must also work in the browser: a Node built-in anywhere below these fails the bundling.
test('what works on documents bundles for the browser', async () => {
  const entries = files.filter(
    (file) =>
      ['text', 'finding', 'connectors', 'evidence', 'evidence/causes'].includes(subjectOf(file)) ||
      ['powershell/scanner.ts', 'powershell/commands.ts', 'editor/documents/browser.ts'].includes(file),
  );
  const result = await build({
    entryPoints: entries.map((file) => path.join('src', file)),
    bundle: true,
    platform: 'browser',
    external: ['vscode'],
    format: 'esm',
    write: false,
    outdir: 'build/browser',
    logLevel: 'silent',
  });
  assert.deepEqual(result.errors, []);
  assert.equal(result.outputFiles.length, entries.length);
});
