import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { verifyScript } from '../../../src/powershell/scripts/verifyScript.js';
import { certificate, Machine } from '../../support/machine.js';
import { issue, makeChain } from '../../support/pki.js';
import { assertRun, PowerShell, type Run, type RunJob } from '../../support/pwsh.js';

const chain = makeChain('rsa');
const stray = issue({ subject: { CN: 'mail' }, issuer: makeChain('rsa').intermediate, key: 'rsa', ca: false });
const trust = mkdtempSync(path.join(tmpdir(), 'chainmail-trust-'));
let shell: PowerShell;
let machine: Machine;

before(async () => {
  const file = path.join(trust, 'known.pem');
  writeFileSync(file, chain.root.pem + chain.intermediate.pem);
  shell = await PowerShell.start(file);
});
after(async () => {
  await shell?.stop();
  rmSync(trust, { recursive: true });
});
beforeEach(() => {
  machine = new Machine();
  machine.install('My', chain.leaf);
});
afterEach(() => machine.remove());

function run(job: Partial<RunJob> = {}, leaf = chain.leaf): Promise<Run> {
  const file = machine.save(verifyScript({ leaf: certificate(leaf) }));
  return shell.run({ root: machine.root, folder: machine.folder, path: file, ...job });
}

describe('verify', () => {
  test('an imported intermediate is sent, the root is not', async () => {
    machine.install('CA', chain.intermediate);
    machine.install('Root', chain.root);
    machine.save(verifyScript({ leaf: certificate(chain.leaf) }));
    const before = machine.snapshot();
    const result = await run();
    assertRun(result, 0, ['Sent', 'Sent', 'Root', 'Next']);
    assert.deepEqual(
      result.output.slice(0, 3).map((each) => each['Thumbprint']),
      [chain.leaf, chain.intermediate, chain.root].map((each) => certificate(each).thumbprint),
    );
    assert.match(String(result.output[3]?.['Command']), /^Send-MailMessage -SmtpServer localhost /);
    assert.deepEqual(machine.snapshot(), before);
  });

  test('an intermediate that Windows found elsewhere is not sent', async () => {
    assertRun(await run(), 1, ['Sent', 'NotSent', 'Root', 'Next']);
  });

  test('a partial chain is named', async () => {
    machine.install('My', stray);
    const result = await run({}, stray);
    assertRun(result, 1, ['Sent', 'Missing', 'Next']);
    assert.match(String(result.output[1]?.['Subject']), /CN=Example TLS CA 2026/);
  });

  test('an intermediate in Root is misplaced', async () => {
    machine.install('CA', chain.intermediate);
    machine.install('Root', chain.intermediate);
    assertRun(await run(), 1, ['Sent', 'Sent', 'Root', 'Misplaced', 'Next']);
  });

  test('names the restarts of the services that are there, and whether they are documented', async () => {
    machine.install('CA', chain.intermediate);
    const services = ['MSExchangeTransport', 'MSExchangeFrontEndTransport', 'SMTPSVC'];
    const { output } = await run({ services });
    assert.deepEqual(
      output
        .filter((each) => String(each['Command']).startsWith('Restart'))
        .map((each) => [each['Command'], each['Documented']]),
      [
        ['Restart-Service -Name MSExchangeFrontEndTransport', false],
        ['Restart-Service -Name MSExchangeTransport', true],
        ['Restart-Service -Name SMTPSVC', false],
      ],
    );
  });

  test('a certificate that is not there gives exit code 2', async () => {
    assertRun(await run({}, stray), 2, ['NotFound']);
  });
});
