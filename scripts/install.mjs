// Installs what the other scripts need, once. Uses Node's own modules only: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const editorFolder = path.join(root, 'test', 'editor');
const policyFile = '/usr/sbin/policy-rc.d';

function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    // npm is a script on Windows.
    shell: process.platform === 'win32',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
    ...options,
  });
  if (result.error || result.status !== 0) {
    const reason = result.error?.message ?? `${result.stdout}\n${result.stderr}`.trim().slice(-4_000);
    throw new Error(`${command} ${args.join(' ')} failed: ${reason}`);
  }
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Installs the project's packages unless they are there, in the versions that the lock file states. */
export function installPackages() {
  const locked = readJson(path.join(root, 'package-lock.json')).packages;
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages ?? {};
  const missing = Object.entries(locked).some(
    ([name, entry]) => name !== '' && !entry.optional && installed[name]?.version !== entry.version,
  );
  if (missing) {
    console.log('Installing packages …');
    run('npm', ['ci', ...quiet]);
  }
}

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** Installs the workbench and the test packages of test/editor, once for each content of its lock file. */
export function installWorkbench() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(editorFolder, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(editorFolder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) {
    return;
  }
  console.log('Installing the VS Code workbench in test/editor (about 400 MB, once) …');
  run('npm', ['ci', ...quiet], { cwd: editorFolder });
  // npm ci refuses the lock file that code-server ships for its inner packages.
  run('npm', ['install', '--omit=dev', ...quiet], {
    cwd: path.join(editorFolder, 'node_modules', 'code-server', 'lib', 'vscode'),
  });
  writeFileSync(stamp, lock);
}

/** Installs of test/editor only what the suite in a desktop VS Code needs. */
export function installSuitePackages() {
  if (!existsSync(path.join(editorFolder, 'node_modules', 'mocha'))) {
    run('npm', ['ci', '--omit=dev', '--omit=optional', ...quiet], { cwd: editorFolder });
  }
}

/** Where a program is: on the PATH, or in the system folders that an ordinary user's PATH leaves out. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const places = folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Programs that tests compare with or run, and the Debian packages that hold them. */
const debianPackages = {
  openssl: 'openssl',
  postfix: 'postfix',
  'gnutls-cli': 'gnutls-bin',
  chromium: 'chromium',
};

/** Installs missing programs where that is possible: as root on Debian. No service is started by it. */
export function installPrograms(names) {
  const missing = names.filter((name) => findProgram(name) === undefined).map((name) => debianPackages[name]);
  if (missing.length === 0 || process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    return;
  }
  console.log(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) {
    // Debian's convention: 101 forbids package scripts to start services.
    writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  }
  try {
    if (missing.includes('postfix')) {
      run('debconf-set-selections', [], {
        input: 'postfix postfix/main_mailer_type select Local only\n',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    }
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
  } finally {
    if (ownPolicy) {
      rmSync(policyFile, { force: true });
    }
  }
}

const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Sees to it that CHAINMAIL_CHROMIUM names a browser for the workbench: the user's choice, one that is there, or
 * Debian's package. Throws with what to install where there is none.
 */
export function provideChromium() {
  const find = () =>
    findProgram('chromium') ??
    findProgram('chromium-browser') ??
    findProgram('google-chrome') ??
    chromiumPlaces.find((place) => existsSync(place));
  if (process.env.CHAINMAIL_CHROMIUM === undefined && find() === undefined) {
    installPrograms(['chromium']);
  }
  const found = process.env.CHAINMAIL_CHROMIUM ?? find();
  if (found === undefined || !existsSync(found)) {
    throw new Error(
      found === undefined
        ? 'No Chromium found. Install it (Debian: apt-get install chromium), or name one in CHAINMAIL_CHROMIUM.'
        : `CHAINMAIL_CHROMIUM names ${found}, which does not exist.`,
    );
  }
  process.env.CHAINMAIL_CHROMIUM = found;
}
