// Unpacks Exim beside the system: as packages, Exim and Postfix exclude each other. Root on Debian only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Not inside the project: Exim's own user must be able to enter. */
export const eximFolder = '/opt/chainmail-exim';

const user = 'Debian-exim';

function run(command, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (error || status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stdout + stderr}`);
  }
}

/** Puts the program, the one library that no other test needs, and the user it runs as in their places, once. */
export function unpackExim() {
  if (existsSync(path.join(eximFolder, 'usr', 'sbin', 'exim4')) || process.getuid?.() !== 0) {
    return;
  }
  if (spawnSync('apt-get', ['--version']).status !== 0) {
    return;
  }
  console.log(`Unpacking Exim into ${eximFolder} …`);
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-exim-'));
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libidn12'], { env });
    run('apt-get', ['download', '-qq', 'exim4-daemon-light'], { cwd: folder, env });
    if (spawnSync('id', [user]).status !== 0) {
      run('useradd', ['--system', '--user-group', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', user]);
    }
    const [archive = ''] = readdirSync(folder);
    run('dpkg', ['-x', path.join(folder, archive), eximFolder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  unpackExim();
}
