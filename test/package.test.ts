// What is published: its contents, its size, and that its papers agree.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { Script } from 'node:vm';

const run = promisify(execFile);

function manifest(): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

test('the package holds what it needs and nothing else', async () => {
  const { stdout } = await run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies']);
  const listed = stdout.split(/\r?\n/).filter((line) => line !== '');
  const allowed =
    /^(package\.json|package\.nls(\.[a-z-]+)?\.json|dist\/(package\.json|extension\.js|browser\.js|extension\/[\w-]+\.js)|l10n\/[\w.-]+\.json|media\/[\w./-]+\.(png|svg|md|css)|schemas\/connectors\.schema\.json|docs\/findings\.md|README\.md|CHANGELOG\.md|SUPPORT\.md|LICENSE|THIRD-PARTY-NOTICES\.md)$/;
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
    'schemas/connectors.schema.json',
  ]) {
    assert.ok(listed.includes(needed), `${needed} is not in the package`);
  }
});

suite('the build', () => {
  let outdir: string;

  before(async () => {
    outdir = mkdtempSync(path.join(tmpdir(), 'chainmail-'));
    await run(process.execPath, ['esbuild.mjs', '--production', `--outdir=${outdir}`]);
  });

  after(() => rmSync(outdir, { recursive: true }));

  const files = (folder: string, ending: string): readonly string[] =>
    readdirSync(path.join(outdir, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => path.join(outdir, folder, name));

  test('both entries of the manifest are there', () => {
    for (const entry of ['main', 'browser']) {
      const file = String(manifest()[entry]).replace('./dist/', '');
      assert.ok(statSync(path.join(outdir, file)).size > 0, file);
    }
  });

  test('activation loads little, and node-forge only when it is needed', () => {
    const loaded = loadedAtStart(path.join(outdir, 'extension.js'));
    const size = [...loaded].reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(size < 350_000, `activation loads ${size} bytes`);
    const forge = files('extension', '.js').filter((file) => readFileSync(file, 'utf8').includes('pkcs12FromAsn1'));
    assert.equal(forge.length, 1, 'node-forge is not in one file of its own');
    assert.ok(!forge.some((file) => loaded.has(file)), 'node-forge is loaded at the start');
  });

  test('the command line loads what expands patterns only when there is one', () => {
    const matchers = files('cli', '.js').filter((file) =>
      readFileSync(file, 'utf8').includes('node_modules/picomatch/'),
    );
    assert.equal(matchers.length, 1, 'picomatch is not in one file of its own');
    assert.ok(!readFileSync(path.join(outdir, 'cli', 'start.js'), 'utf8').includes(path.basename(matchers[0] ?? '')));
  });

  test('V8 takes what the build left of every file of the command line', () => {
    const programs = files('cli', '.js');
    assert.ok(programs.length > 5);
    for (const filename of programs) {
      const cachedData = readFileSync(filename.replace(/js$/, 'cache'));
      const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData });
      assert.equal(script.cachedDataRejected, false, filename);
    }
  });

  test('what cannot be written is no clean result, and problems that nobody reads end nothing', () => {
    const nowhere = openSync('package.json', 'r');
    const chain = path.join('test', 'fixtures', 'containers', 'chain.p7b');
    const analyze = (files: readonly string[], stdout: number | 'pipe', stderr: number | 'pipe') =>
      spawnSync(process.execPath, [path.join(outdir, 'cli.js'), 'analyze', ...files, '--no-aia'], {
        encoding: 'utf8',
        stdio: ['ignore', stdout, stderr],
      });
    const unwritten = analyze([chain], nowhere, 'pipe');
    assert.match(unwritten.stderr, /chainmail: the results cannot be written: /);
    assert.equal(unwritten.status, 2);
    const unread = analyze(['LICENSE', chain], 'pipe', nowhere);
    assert.match(unread.stdout, /chain\.p7b/);
    assert.equal(unread.status, 2);
    closeSync(nowhere);
  });

  test('Ctrl+C ends what waits for more of the list', async () => {
    const args = ['probe', '127.0.0.1:1', '--from', '-', '--ndjson', '--no-aia'];
    const call = spawn(process.execPath, [path.join(outdir, 'cli.js'), ...args]);
    await once(call.stdout, 'data');
    call.kill('SIGINT');
    const [status, signal] = await once(call, 'exit');
    call.stdin.destroy();
    assert.deepEqual([status, signal], [3, null]);
  });

  for (const compiled of [true, false]) {
    test(`the command line runs ${compiled ? 'as it was compiled' : 'where nothing is compiled'}`, () => {
      const password = path.join(outdir, 'password');
      writeFileSync(password, 'chainmail\n');
      for (const file of compiled ? [] : files('cli', '.cache')) {
        rmSync(file);
      }
      // The cipher of this file is one of those that node-forge is there for.
      const rc2 = path.join('test', 'fixtures', 'containers', 'rc2.pfx');
      for (const [args, status, output] of [
        [['--help'], 0, /chainmail probe/],
        [['probe', 'mail.contoso.com:70000'], 2, /70000/],
        [['check', path.join('test', 'fixtures', 'powershell', '*ectors.ps1')], 0, /connectors\.ps1/],
        [['analyze', rc2, '--no-aia', '--password-file', password], 1, /mail\.contoso\.com/],
      ] as const) {
        const call = spawnSync(process.execPath, [path.join(outdir, 'cli.js'), ...args], { encoding: 'utf8' });
        assert.match(call.stdout + call.stderr, output);
        assert.equal(call.status, status, args.join(' '));
      }
    });
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
        assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} in ${file}`);
      }
    }
  }
});
