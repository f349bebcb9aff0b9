// What is published: its contents, its size, and that its papers agree.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

function manifest(): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

test('the package holds what it needs and nothing else', async () => {
  const { stdout } = await run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies']);
  const listed = stdout.split(/\r?\n/).filter((line) => line !== '');
  const allowed =
    /^(package\.json|package\.nls(\.[a-z-]+)?\.json|dist\/(package\.json|extension\.js|extension\/[\w-]+\.js)|l10n\/[\w.-]+\.json|media\/[\w./-]+\.(png|svg|md|css)|docs\/findings\.md|README\.md|CHANGELOG\.md|SUPPORT\.md|LICENSE|THIRD-PARTY-NOTICES\.md)$/;
  assert.deepEqual(
    listed.filter((file) => !allowed.test(file)),
    [],
  );
  for (const needed of [
    'package.json',
    'package.nls.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'docs/findings.md',
  ]) {
    assert.ok(listed.includes(needed), `${needed} is not in the package`);
  }
});

test('activation loads little, and node-forge only when it is needed', async () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'chainmail-'));
  try {
    await run(process.execPath, ['esbuild.mjs', '--production', `--outdir=${outdir}`]);
    const loaded = loadedAtStart(path.join(outdir, 'extension.js'));
    const size = [...loaded].reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(size < 350_000, `activation loads ${size} bytes`);
    const all = readdirSync(path.join(outdir, 'extension')).map((name) => path.join(outdir, 'extension', name));
    const forge = all.filter((file) => readFileSync(file, 'utf8').includes('pkcs12FromAsn1'));
    assert.equal(forge.length, 1, 'node-forge is not in one file of its own');
    assert.ok(!forge.some((file) => loaded.has(file)), 'node-forge is loaded at the start');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

/** A file and what it requires as soon as it is loaded; what stands behind `then` is loaded later. */
function loadedAtStart(file: string, loaded = new Set<string>()): Set<string> {
  loaded.add(file);
  const required = readFileSync(file, 'utf8').matchAll(/(=>\w*\(?)?require\("(\.[^"]+)"\)/g);
  for (const [, later, name = ''] of required) {
    const next = path.resolve(path.dirname(file), name);
    if (later === undefined && !loaded.has(next)) {
      loadedAtStart(next, loaded);
    }
  }
  return loaded;
}

test('the newest entry of the change log is the version of the manifest', () => {
  const newest = /^## \[?(\d+\.\d+\.\d+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1];
  assert.equal(newest, manifest()['version']);
});

test('dependencies are pinned exactly', () => {
  for (const file of ['package.json', 'test/editor/package.json']) {
    const parsed: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, 'utf8'));
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(parsed[group] ?? {})) {
        assert.match(String(version), /^\d+\.\d+\.\d+$/, `${name} in ${file}`);
      }
    }
  }
});
