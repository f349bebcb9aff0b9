import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { UsageError } from '../../src/cli/io.js';
import { namedFiles } from '../../src/cli/patterns.js';
import { cli } from '../support/cli.js';

let folder = '';
const connector = (name: string) => JSON.stringify({ Name: name, AddressSpaces: ['*'], RequireTLS: true });

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chainmail-patterns-'));
  for (const file of ['a.json', 'B.json', 'c.ps1', 'x[1].json', 'sub/d.json', 'sub/deep/e.json', '.hidden/f.json']) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), connector(file));
  }
  mkdirSync(path.join(folder, 'folder.json'));
  writeFileSync(path.join(folder, 'package.json'), '{}');
});
after(() => rmSync(folder, { recursive: true }));

const patterns: readonly (readonly [string, readonly string[]])[] = [
  ['*.json', ['B.json', 'a.json', 'package.json', 'x[1].json']],
  ['?.json', ['B.json', 'a.json']],
  ['[a-c].*', ['a.json', 'c.ps1']],
  ['{a,c}.{json,ps1}', ['a.json', 'c.ps1']],
  ['**/*.json', ['B.json', 'a.json', 'package.json', 'sub/d.json', 'sub/deep/e.json', 'x[1].json']],
  ['sub/**', ['sub/d.json', 'sub/deep/e.json']],
  ['*/d.json', ['sub/d.json']],
  ['sub/../sub/*.json', ['sub/d.json']],
  ['x[1].json', ['x[1].json']],
  ['x\\[*.json', ['x[1].json']],
  ['plain.json', ['plain.json']],
];

for (const [pattern, expected] of patterns) {
  test(`${pattern} names ${expected.join(', ')}`, async () => {
    const files = await namedFiles([`${folder}/${pattern}`]);
    assert.deepEqual(
      files.map(({ file }) => path.relative(folder, file)),
      expected,
    );
  });
}

test('a file is read once, and counts as named where it was named at all', async () => {
  const files = await namedFiles([path.join(folder, '[aB].json'), path.join(folder, 'a.json'), '-']);
  assert.deepEqual(
    files.map(({ file, found }) => [path.basename(file), found]),
    [
      ['B.json', true],
      ['a.json', false],
      ['-', false],
    ],
  );
});

test('a pattern without a file is an error of the call that names it', async () => {
  for (const pattern of ['*.csv', 'nowhere/*.json', 'folder*.json']) {
    await assert.rejects(namedFiles([path.join(folder, pattern)]), (error) => {
      assert.ok(error instanceof UsageError && error.message.includes(pattern));
      return true;
    });
  }
  const { status, stderr, stdout } = await cli(['check', path.join(folder, '*.csv')]);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^chainmail: No file matches [^\n]*\*\.csv\.\n$/);
});

test('check passes over what a pattern found and is none of ours, and says where that is all', async () => {
  const { status, stdout, stderr } = await cli(['check', '--json', path.join(folder, '{a,package}.json')]);
  assert.deepEqual([status, stderr, JSON.parse(stdout).results.length], [0, '', 1]);
  const none = await cli(['check', path.join(folder, 'p*.json')]);
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assert.match(none.stderr, /No file that matches states a connector/);
});
