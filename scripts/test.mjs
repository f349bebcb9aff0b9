// npm test: installs what the tests need and runs every suite.
//   The last line is `N passed, N failed` (and `, N skipped`); suites that could not run are named above it.
//   With CI set, a suite that could not run is a failure.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unpackExim } from './exim.mjs';
import { findProgram, installPackages, installPrograms, installWorkbench, provideChromium } from './install.mjs';

// Compilers, browsers and mail servers leave files behind: all of it goes with this folder. Unprivileged users of the
// mail servers must be able to enter it.
const temporary = mkdtempSync(path.join(tmpdir(), 'chainmail-'));
chmodSync(temporary, 0o755);
process.on('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
for (const variable of ['TMPDIR', 'TEMP', 'TMP']) {
  process.env[variable] = temporary;
}

/** What the product is compared with. */
const peers = ['openssl', 'postfix', 'gnutls-cli'];

installPackages();
for (const install of [() => installPrograms(peers), unpackExim]) {
  try {
    install();
  } catch (error) {
    // The suites say what they lack.
    console.error(error.message);
  }
}
// Only now: these use packages.
const { runIntegration, runUi, runWeb } = await import('./editorTests.mjs');
const { runCounting, runNode } = await import('./runNode.mjs');
const { runSuite } = await import('./runTests.mjs');

async function runCheck(args) {
  const { status } = await runNode(args);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function typeCheck(project) {
  return runCheck(['node_modules/typescript/bin/tsc', '--noEmit', '-p', project]);
}

function lacking(...programs) {
  const missing = programs.filter((names) => ![names].flat().some((name) => findProgram(name) !== undefined));
  return missing.length === 0 ? undefined : `install ${missing.map((names) => [names].flat().join(' or ')).join(', ')}`;
}

// The workbench is Node packages and a browser; where it cannot be had, the message says why.
function lackingWorkbench() {
  try {
    provideChromium();
    installWorkbench();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** In the order of their cost: the cheap ones fail first. `lacks` says what to install where a suite cannot run. */
const suites = [
  { name: 'Types', run: () => typeCheck('.') },
  { name: 'Lint', run: () => runCheck(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']) },
  { name: 'Unit tests', run: () => runSuite('.test.ts') },
  {
    name: 'Tests against other programs',
    lacks: () => lacking(...peers),
    run: () => runSuite('.peer.test.ts'),
  },
  { name: 'Tests on BoringSSL', run: () => runCounting(['scripts/boringssl.mjs']) },
  { name: 'Tests in PowerShell', lacks: () => lacking(['pwsh', 'dotnet']), run: () => runSuite('.pwsh.test.ts') },
  { name: 'Types of the tests in the editor', lacks: lackingWorkbench, run: () => typeCheck('test/editor') },
  { name: 'Tests in the extension host', lacks: lackingWorkbench, run: runIntegration },
  { name: 'Tests in the browser’s extension host', lacks: lackingWorkbench, run: runWeb },
  { name: 'Tests of the user interface', lacks: lackingWorkbench, run: runUi },
];

const total = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];
const failedSuites = [];
for (const { name, lacks, run } of suites) {
  console.log(`\n── ${name}`);
  const reason = lacks?.();
  if (reason !== undefined) {
    console.log(`Not run: ${reason}`);
    notRun.push(`${name}: ${reason}`);
    continue;
  }
  // A suite that cannot even be bundled or started is one failure; the others still have their say.
  const counts = await run().catch((error) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  for (const key of Object.keys(total)) {
    total[key] += counts[key];
  }
  if (counts.skipped > 0) {
    notRun.push(`${name}: ${counts.skipped} tests, which say what they lack`);
  }
  if (counts.failed > 0) {
    failedSuites.push(`${name}: ${counts.failed} failed`);
  }
}

console.log(`\n── Result`);
for (const line of failedSuites) {
  console.log(`FAILED   ${line}`);
}
for (const line of notRun) {
  console.log(`NOT RUN  ${line}`);
}
if (notRun.length > 0 && process.env.CI) {
  total.failed += notRun.length;
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
