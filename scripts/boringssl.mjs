// npm run test:boringssl: the handshake's tests and the probe on BoringSSL, the library of the desktop VS Code.
//   Node is built on OpenSSL; Bun runs the same modules on BoringSSL. The last line is `N passed, N failed`.
import { fork, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bundle, root } from './bundle.mjs';

const folder = path.join(root, 'test', 'boringssl');
const packages = path.join(folder, 'node_modules', '@oven');
const outdir = path.join(root, 'build', 'boringssl');

/** What needs nothing of a TLS server made by the runtime: Bun's own is not Electron's. */
const files = [
  ...readdirSync(path.join(root, 'test', 'tls')).map((file) => path.join('test', 'tls', file)),
  path.join('test', 'net', 'probeFailures.test.ts'),
  path.join('test', 'boringssl', 'probe.ts'),
];

/** Installs the runtime once; resolves to its path. */
function runtime() {
  if (!existsSync(packages)) {
    console.log('Installing Bun in test/boringssl (about 100 MB, once) …');
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { status, stderr } = spawnSync('npm', args, {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) {
      throw new Error(`Bun cannot be installed: ${stderr}`);
    }
  }
  const [name] = readdirSync(packages);
  return path.join(packages, name, 'bin', process.platform === 'win32' ? 'bun.exe' : 'bun');
}

/** Servers on this runtime's OpenSSL, in a process of their own. */
async function startServers() {
  const child = fork(path.join(outdir, 'boringssl', 'servers.js'));
  const servers = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the servers did not start')));
  });
  return { servers, stop: () => child.disconnect() };
}

const bun = runtime();
await bundle([...files, path.join('test', 'boringssl', 'servers.ts')], outdir, { outbase: 'test' });
const { servers, stop } = await startServers();
const total = { passed: 0, failed: 0 };
try {
  for (const file of files) {
    const script = path.join(outdir, path.relative('test', file).replace(/\.ts$/, '.js'));
    const { status, stdout, stderr } = spawnSync(bun, ['test', script], {
      cwd: outdir,
      encoding: 'utf8',
      env: { ...process.env, CHAINMAIL_SERVERS: JSON.stringify(servers) },
      timeout: 120_000,
    });
    const count = (word) => Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(stderr)?.[1] ?? 0);
    const [passed, failed] = [count('pass'), count('fail')];
    const sound = status === 0 ? passed > 0 && failed === 0 : failed > 0;
    total.passed += passed;
    total.failed += sound ? failed : Math.max(failed, 1);
    console.log(`${file}: ${passed} passed, ${failed} failed`);
    if (status !== 0 || !sound) {
      console.log(stdout + stderr);
    }
  }
} finally {
  stop();
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
