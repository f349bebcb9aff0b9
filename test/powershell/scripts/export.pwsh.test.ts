import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type ExportRequest, exportScript } from '../../../src/powershell/scripts/exportScript.js';
import { importScript } from '../../../src/powershell/scripts/importScript.js';
import { certificateFileName } from '../../../src/powershell/scripts/literal.js';
import { certificate, Machine, sha256 } from '../../support/machine.js';
import { type Issued, issue, type KeyKind, makeChain } from '../../support/pki.js';
import { assertRun, PowerShell, type Run, type RunJob } from '../../support/pwsh.js';

const chains = { rsa: makeChain('rsa'), p256: makeChain('p256') };
const unreachable = issue({ subject: { CN: 'Absent CA', O: 'Far Away' }, issuer: chains.rsa.root, ca: true });
const partial = issue({
  subject: { CN: 'partial.contoso.com' },
  issuer: unreachable,
  key: 'rsa',
  ca: false,
  // Refused at once: nothing listens on the discard port.
  caIssuers: ['http://127.0.0.1:9/absent.cer', 'ldap://ca.example/cn=Absent'],
});
const trust = mkdtempSync(path.join(tmpdir(), 'chainmail-trust-'));
let shell: PowerShell;
let machine: Machine;

before(async () => {
  // What this machine's chain building finds: roots and intermediates of the two chains, but not the absent one.
  const file = path.join(trust, 'known.pem');
  const known = Object.values(chains).flatMap((each) => [each.root.pem, each.intermediate.pem]);
  writeFileSync(file, known.join(''));
  shell = await PowerShell.start(file);
});
after(async () => {
  await shell?.stop();
  rmSync(trust, { recursive: true });
});
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

function run(request: ExportRequest, job: Partial<RunJob> = {}): Promise<Run> {
  return shell.run({ root: machine.root, folder: machine.folder, path: machine.save(exportScript(request)), ...job });
}

/** Exactly the chain's intermediate is in the output folder, byte by byte. */
function assertExported(intermediate: Issued, folder = 'intermediates'): void {
  assert.deepEqual(machine.files({ folder }), {
    [certificateFileName(1, certificate(intermediate))]: sha256(intermediate.der),
  });
}

function thumbprint(issued: Issued): string {
  return certificate(issued).thumbprint;
}

describe('export', () => {
  for (const kind of ['rsa', 'p256'] as const satisfies readonly KeyKind[]) {
    test(`writes the ${kind} intermediate and nothing else, and is safe to run twice`, async () => {
      const { leaf, intermediate } = chains[kind];
      machine.install('My', leaf);
      const request = { leaf: certificate(leaf) };
      const first = await run(request);
      assertRun(first, 0, ['Leaf', 'Exported']);
      assert.equal(first.output[0]?.['Thumbprint'], thumbprint(leaf));
      assert.equal(first.output[1]?.['Sha256'], sha256(intermediate.der));
      assert.equal(first.output[1]?.['InMachineStore'], false);
      assertExported(intermediate);
      assertRun(await run(request), 0, ['Leaf', 'AlreadyPresent']);
      assertExported(intermediate);
    });
  }

  test('changes no certificate store', async () => {
    machine.install('My', chains.rsa.leaf);
    machine.install('Root', chains.p256.intermediate);
    const stores = ['My', 'CA', 'Root', 'Disallowed'] as const;
    const before = stores.map((each) => machine.files(each));
    assertRun(await run({ leaf: certificate(chains.rsa.leaf) }), 0, ['Leaf', 'Exported', 'Misplaced']);
    assert.deepEqual(
      stores.map((each) => machine.files(each)),
      before,
    );
  });

  test('-WhatIf writes nothing', async () => {
    machine.install('My', chains.rsa.leaf);
    const request = { leaf: certificate(chains.rsa.leaf) };
    machine.save(exportScript(request));
    const before = machine.snapshot();
    assertRun(await run(request, { parameters: { WhatIf: true } }), 0, ['Leaf', 'WhatIf']);
    assert.deepEqual(machine.snapshot(), before);
    assert.throws(() => machine.files({ folder: 'intermediates' }), { code: 'ENOENT' });
  });

  test('writes the bytes itself where the PKI cmdlet does not get live certificates', async () => {
    machine.install('My', chains.rsa.leaf);
    assertRun(await run({ leaf: certificate(chains.rsa.leaf) }, { exportLosesCertificates: true }), 0, [
      'Leaf',
      'Exported',
    ]);
    assertExported(chains.rsa.intermediate);
  });

  test('says whether LocalMachine\\CA has the intermediate', async () => {
    machine.install('My', chains.rsa.leaf);
    machine.install('CA', chains.rsa.intermediate);
    const result = await run({ leaf: certificate(chains.rsa.leaf) });
    assert.equal(result.output[1]?.['InMachineStore'], true);
    assert.equal(result.output[1]?.['Reason'], '');
  });

  test('never overwrites a file of another content', async () => {
    machine.install('My', chains.rsa.leaf);
    const name = `intermediates/${certificateFileName(1, certificate(chains.rsa.intermediate))}`;
    machine.write(name, 'precious');
    assertRun(await run({ leaf: certificate(chains.rsa.leaf) }), 1, ['Leaf', 'Refused']);
    assert.deepEqual(Object.values(machine.files({ folder: 'intermediates' })), [sha256(Buffer.from('precious'))]);
  });

  test('names a partial chain, whom to ask and where', async () => {
    machine.install('My', partial);
    const result = await run({ leaf: certificate(partial) });
    assertRun(result, 1, ['Leaf', 'Missing']);
    const missing = result.output[1];
    assert.match(String(missing?.['Subject']), /CN=Absent CA/);
    assert.equal(missing?.['AuthorityKeyId'], unreachable.subjectKeyId.toString('hex').toUpperCase());
    assert.equal(missing?.['NeededBy'], thumbprint(partial));
    assert.deepEqual(missing?.['Address'], ['http://127.0.0.1:9/absent.cer', 'ldap://ca.example/cn=Absent']);
  });

  test('reports certificates in Root that are no roots', async () => {
    machine.install('My', chains.rsa.leaf);
    machine.install('Root', chains.p256.intermediate);
    machine.install('Root', chains.p256.root);
    const result = await run({ leaf: certificate(chains.rsa.leaf) });
    assertRun(result, 0, ['Leaf', 'Exported', 'Misplaced']);
    assert.equal(result.output[2]?.['Thumbprint'], thumbprint(chains.p256.intermediate));
  });

  test('shows names from certificates without what a terminal would obey', async () => {
    const evil = issue({
      subject: { CN: 'mail\u001b[31m\u202egpj.exe\r\nfake' },
      issuer: chains.rsa.intermediate,
      ca: false,
    });
    machine.install('My', evil);
    const result = await run({ leaf: certificate(evil) });
    assert.match(String(result.output[0]?.['Subject']), /mail\?\[31m\?gpj\.exe/);
    assert.doesNotMatch(JSON.stringify(result.output), /\\u001b|\u202e|\\r|\\n/);
  });

  test('names the files as the product does', async () => {
    for (const CN of ['CON', '../../etc', 'a'.repeat(60), '\u00d1and\u00fa', 'x:y.', '']) {
      const between = issue({
        subject: CN === '' ? { O: 'No name' } : { CN },
        issuer: chains.rsa.intermediate,
        ca: true,
      });
      machine.install('My', between);
      const { output } = await run({ leaf: certificate(between) }, { parameters: { OutputFolder: 'out' } });
      assert.equal(path.dirname(String(output[1]?.['File'])), path.join(machine.folder, 'out'));
    }
    assertExported(chains.rsa.intermediate, 'out');
  });
});

test('what one server exports another imports, without a parameter', async () => {
  machine.install('My', chains.rsa.leaf);
  assertRun(await run({ leaf: certificate(chains.rsa.leaf) }), 0, ['Leaf', 'Exported']);
  const script = importScript({
    intermediates: [certificate(chains.rsa.intermediate)],
    unknownIssuers: [],
    embed: false,
  });
  const job = { root: machine.root, folder: machine.folder };
  assertRun(await shell.run({ ...job, path: machine.save(script) }), 0, ['Imported']);
  const stored = { [`${thumbprint(chains.rsa.intermediate)}.cer`]: sha256(chains.rsa.intermediate.der) };
  assert.deepEqual(machine.files('CA'), stored);
  const unknown = importScript({ intermediates: [], unknownIssuers: [], leaf: certificate(chains.rsa.leaf) });
  assertRun(await shell.run({ ...job, path: machine.save(unknown) }), 0, ['AlreadyPresent']);
});

describe('finding the SMTP certificate', () => {
  const older = issue({
    subject: { CN: 'mail.contoso.com', O: 'Contoso Ltd' },
    issuer: chains.p256.intermediate,
    ca: false,
    notAfter: new Date('2030-01-01'),
  });
  const newer = issue({
    subject: { CN: 'mail.contoso.com', O: 'Contoso Ltd' },
    issuer: chains.p256.intermediate,
    ca: false,
  });
  const own = issue({ subject: { CN: 'EX01' }, ca: false, notAfter: new Date('2040-01-01') });
  const exchange = {
    certificates: [older, newer, own]
      .map((each) => ({ Thumbprint: thumbprint(each), Services: each === older ? 'IIS, SMTP' : 'SMTP' }))
      .concat({ Thumbprint: thumbprint(chains.rsa.leaf), Services: 'IIS, POP' }),
    connectors: [
      {
        Kind: 'send',
        Name: 'To Exchange Online',
        TlsCertificateName: '<I>CN=Example TLS CA 2026, O=Example Trust, C=US<S>O=Contoso Ltd, CN=mail.contoso.com',
      },
      { Kind: 'send', Name: 'Plain', TlsCertificateName: null },
    ],
  };
  const metabase = (hash: string): string =>
    `<?xml version="1.0"?>\n<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0"><MBProperty>\n` +
    `<IIsSmtpService Location="/LM/SmtpSvc"/><IIsSmtpServer Location ="/LM/SmtpSvc/1" ServerComment="SMTP &#x1;"\n SSLCertHash="${hash}" SSLStoreName="MY"></IIsSmtpServer>\n` +
    '</MBProperty></configuration>\n';

  beforeEach(() => {
    for (const each of [older, newer, own, chains.rsa.leaf]) {
      machine.install('My', each);
    }
  });

  async function assertFinds(result: Promise<Run>, expected: Issued): Promise<void> {
    const { output, exitCode, errors } = await result;
    assert.deepEqual(
      { found: output[0]?.['Thumbprint'], status: output[0]?.['Status'], exitCode, errors },
      { found: thumbprint(expected), status: 'Leaf', exitCode: 0, errors: [] },
    );
  }

  test('by thumbprint, with blanks as people copy it', async () => {
    const spaced = thumbprint(chains.rsa.leaf).replace(/../g, '$& ').trim().toLowerCase();
    await assertFinds(run({}, { parameters: { Thumbprint: spaced } }), chains.rsa.leaf);
  });

  test("by the Send connector's TlsCertificateName, the newest wins", async () => {
    await assertFinds(run({}, { parameters: { SendConnector: 'To Exchange Online' }, exchange }), newer);
    await assertFinds(run({ sendConnector: 'To Exchange Online', leaf: certificate(older) }, { exchange }), newer);
  });

  test('through Get-ExchangeCertificate, one from a certification authority first', async () => {
    await assertFinds(run({}, { parameters: { FromExchange: true }, exchange }), newer);
    await assertFinds(run({}, { exchange }), newer);
    const onlyOwn = { certificates: [{ Thumbprint: thumbprint(own), Services: 'SMTP' }] };
    await assertFinds(run({}, { exchange: onlyOwn }), own);
  });

  test("by IIS's SSLCertHash", async () => {
    machine.write('MetaBase.xml', metabase(thumbprint(older).toLowerCase()));
    await assertFinds(run({}, { parameters: { FromIis: true, MetabasePath: 'MetaBase.xml' } }), older);
  });

  const notFound: readonly [string, ExportRequest, Partial<RunJob>][] = [
    ['a thumbprint that is not there', {}, { parameters: { Thumbprint: '00'.repeat(20) } }],
    ['a connector without TlsCertificateName', {}, { parameters: { SendConnector: 'Plain' }, exchange }],
    ['a connector that does not exist', {}, { parameters: { SendConnector: 'Absent' }, exchange }],
    ['Exchange cmdlets that are not there', {}, { parameters: { FromExchange: true } }],
    ['IIS that is not there', {}, {}],
  ];
  for (const [what, request, job] of notFound) {
    test(`${what} gives exit code 2`, async () => {
      assertRun(await run(request, job), 2, ['NotFound']);
    });
  }

  test('a metabase that is no XML, or has a document type, gives exit code 2', async () => {
    for (const text of ['<a', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', metabase('AB')]) {
      machine.write('MetaBase.xml', text);
      assertRun(await run({}, { parameters: { FromIis: true, MetabasePath: 'MetaBase.xml' } }), 2, ['NotFound']);
    }
  });

  test('refuses a thumbprint that is none', async () => {
    const { errors, output } = await run({}, { parameters: { Thumbprint: 'CN=mail' } });
    assert.equal(errors.length, 1);
    assert.deepEqual(output, []);
  });
});
