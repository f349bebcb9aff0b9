// What is published: its contents, its size, and that its papers agree.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
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
    /^(package\.json|package\.nls(\.[a-z-]+)?\.json|dist\/(extension|cli|forge)\.js|l10n\/[\w.-]+\.json|media\/[\w./-]+\.(png|svg|md|css)|docs\/findings\.md|README\.md|CHANGELOG\.md|SUPPORT\.md|LICENSE|THIRD-PARTY-NOTICES\.md)$/;
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

test('the extension stays small, with node-forge in a file of its own', async () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'chainmail-'));
  try {
    await run(process.execPath, ['esbuild.mjs', '--production', `--outdir=${outdir}`]);
    const size = (name: string): number => statSync(path.join(outdir, name)).size;
    assert.ok(size('extension.js') < 350_000, `extension.js has ${size('extension.js')} bytes`);
    assert.ok(size('forge.js') > 100_000, 'node-forge is not where it should be');
    assert.doesNotMatch(
      readFileSync(path.join(outdir, 'extension.js'), 'utf8'),
      /pkcs12FromAsn1/,
      'node-forge is inside',
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

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
