import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { MissingIssuer } from '../../../src/chain/analyze.js';
import { type ImportRequest, importScript } from '../../../src/powershell/scripts/importScript.js';
import { certificateFileName } from '../../../src/powershell/scripts/literal.js';
import { pasteForm } from '../../../src/powershell/scripts/scriptFile.js';
import { certificate, Machine, sha256 } from '../../support/machine.js';
import { der, type Issued, issue, type KeyKind, makeChain, oid } from '../../support/pki.js';
import { assertRun, PowerShell, type Run } from '../../support/pwsh.js';

const chains = { rsa: makeChain('rsa'), p256: makeChain('p256') };
const trust = mkdtempSync(path.join(tmpdir(), 'chainmail-trust-'));
let shell: PowerShell;
let machine: Machine;

before(async () => {
  // This machine knows the roots only: the intermediates are what is missing.
  const file = path.join(trust, 'roots.pem');
  writeFileSync(
    file,
    Object.values(chains)
      .map((each) => each.root.pem)
      .join(''),
  );
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

function request(more: Partial<ImportRequest> = {}): ImportRequest {
  return { intermediates: [certificate(chains.rsa.intermediate)], unknownIssuers: [], ...more };
}

/** The issuer of `child` is known by its name only. */
function unknownIssuer(child: Issued): MissingIssuer {
  const neededBy = certificate(child);
  return { subject: neededBy.issuer, caIssuers: [], neededBy };
}

function run(script: ImportRequest, parameters: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  return shell.run({
    root: machine.root,
    folder: machine.folder,
    path: machine.save(importScript(script)),
    parameters,
  });
}

function thumbprintFile(issued: Issued): Readonly<Record<string, string>> {
  return { [`${certificate(issued).thumbprint}.cer`]: sha256(issued.der) };
}

function undoFiles(): string[] {
  return readdirSync(machine.folder).filter((each) => each.startsWith('Undo-'));
}

async function undo(parameters: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const [name = 'none'] = undoFiles();
  const text = readFileSync(path.join(machine.folder, name), 'ascii');
  const file = machine.save({ fileName: 'undo.ps1', text });
  return shell.run({ root: machine.root, folder: machine.folder, path: file, parameters });
}

describe('import of known intermediates', () => {
  for (const kind of ['rsa', 'p256'] as const satisfies readonly KeyKind[]) {
    for (const embed of [true, false]) {
      test(`imports exactly the ${kind} intermediate, ${embed ? 'self-contained' : 'from the folder'}, and is safe to run twice`, async () => {
        const { intermediate } = chains[kind];
        if (!embed) {
          machine.write(certificateFileName(1, certificate(intermediate)), intermediate.der);
          machine.write('root.cer', chains[kind].root.der);
          machine.write('leaf.cer', chains[kind].leaf.der);
        }
        const script = request({ intermediates: [certificate(intermediate)], embed });
        const first = await run(script);
        assertRun(first, 0, ['Imported']);
        assert.equal(first.output[0]?.['Thumbprint'], certificate(intermediate).thumbprint);
        assert.equal(first.output[0]?.['Sha256'], sha256(intermediate.der));
        assert.deepEqual(machine.files('CA'), thumbprintFile(intermediate));
        assert.deepEqual(machine.files('Root'), {});
        const snapshot = machine.snapshot();
        assertRun(await run(script), 0, ['AlreadyPresent']);
        assert.deepEqual(machine.snapshot(), snapshot);
      });
    }
  }

  test('finds a renamed file by its bytes, as PEM too', async () => {
    machine.write('from the CA.crt', `Subject: anything\n${chains.rsa.intermediate.pem}`);
    assertRun(await run(request({ embed: false })), 0, ['Imported']);
    assert.deepEqual(machine.files('CA'), thumbprintFile(chains.rsa.intermediate));
  });

  test('-WhatIf changes nothing', async () => {
    const script = request();
    machine.save(importScript(script));
    const before = machine.snapshot();
    assertRun(await run(script, { WhatIf: true }), 0, ['WhatIf']);
    assert.deepEqual(machine.snapshot(), before);
  });

  test('-Confirm asks before anything changes', async () => {
    // There is nobody to answer here: the question itself is the failure.
    const result = await run(request(), { Confirm: true });
    assertRun(result, 1, ['Failed']);
    assert.deepEqual(machine.files('CA'), {});
    assert.deepEqual(undoFiles(), []);
  });

  test('refuses altered bytes in the folder', async () => {
    const altered = Buffer.from(chains.rsa.intermediate.der);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    machine.write(certificateFileName(1, certificate(chains.rsa.intermediate)), altered);
    const result = await run(request({ embed: false }));
    assertRun(result, 1, ['Refused']);
    assert.deepEqual(machine.files('CA'), {});
  });

  test('refuses altered bytes inside the script', async () => {
    const { fileName, text } = importScript(request());
    const [line = ''] = /\r\n[A-Za-z0-9+/]{100}\r\n/.exec(text) ?? [];
    const flipped = line.slice(0, 50) + (line[50] === 'A' ? 'B' : 'A') + line.slice(51);
    const file = machine.save({ fileName, text: text.split(line).join(flipped) });
    assertRun(await shell.run({ root: machine.root, folder: machine.folder, path: file }), 1, ['Refused']);
    assert.deepEqual(machine.files('CA'), {});
  });

  test('says which file is missing', async () => {
    const result = await run(request({ embed: false }));
    assertRun(result, 1, ['Missing']);
    assert.equal(result.output[0]?.['File'], certificateFileName(1, certificate(chains.rsa.intermediate)));
  });

  test('without elevation nothing changes and the exit code is 1', async () => {
    machine.deny('CA');
    const result = await run(request());
    assertRun(result, 1, ['Failed']);
    assert.match(String(result.output[0]?.['Reason']), /Access is denied/);
    assert.deepEqual(Object.keys(machine.files('CA')), ['denied']);
    assert.deepEqual(undoFiles(), []);
  });

  test('a folder that does not exist gives exit code 2', async () => {
    assertRun(await run(request(), { Folder: path.join(machine.folder, 'absent') }), 2, ['Failed']);
  });

  test('never overwrites an undo script', async () => {
    machine.write('undo.ps1', '# precious');
    const before = machine.files({ folder: '' })['undo.ps1'];
    assertRun(await run(request(), { UndoPath: path.join(machine.folder, 'undo.ps1') }), 1, ['Failed']);
    assert.equal(machine.files({ folder: '' })['undo.ps1'], before);
    assert.deepEqual(machine.files('CA'), {});
  });

  const objections: readonly [string, () => Issued][] = [
    ['a root', () => chains.rsa.root],
    ['no certification authority', () => chains.rsa.leaf],
    [
      'a CA without basic constraints',
      () => issue({ subject: { CN: 'Old CA' }, issuer: chains.p256.root, keyUsage: [5] }),
    ],
    [
      'an expired one',
      () =>
        issue({
          subject: { CN: 'Past CA' },
          issuer: chains.p256.root,
          ca: true,
          notBefore: new Date('2020-01-01'),
          notAfter: new Date('2021-01-01'),
        }),
    ],
  ];
  for (const [what, make] of objections) {
    test(`refuses ${what}`, async () => {
      assertRun(await run(request({ intermediates: [certificate(make())] })), 1, ['Refused']);
      assert.deepEqual(machine.files('CA'), {});
    });
  }

  test('refuses what the machine distrusts, and imports the other', async () => {
    machine.install('Disallowed', chains.rsa.intermediate);
    const both = [chains.rsa.intermediate, chains.p256.intermediate].map(certificate);
    assertRun(await run(request({ intermediates: both })), 1, ['Refused', 'Imported']);
    assert.deepEqual(machine.files('CA'), thumbprintFile(chains.p256.intermediate));
  });

  test('pasted into a console it does the same and leaves the console open', async () => {
    const text = pasteForm(importScript(request()));
    const result = await shell.run({ root: machine.root, folder: machine.folder, text });
    assertRun(result, 0, ['Imported']);
    assert.deepEqual(machine.files('CA'), thumbprintFile(chains.rsa.intermediate));
    assertRun(await undo(), 0, ['Removed']);
  });
});

describe('taking an import back', () => {
  test('restores exactly the state before, and only that', async () => {
    machine.install('CA', chains.p256.intermediate);
    const before = machine.files('CA');
    const both = [chains.rsa.intermediate, chains.p256.intermediate].map(certificate);
    assertRun(await run(request({ intermediates: both })), 0, ['Imported', 'AlreadyPresent']);
    assertRun(await undo({ WhatIf: true }), 0, ['WhatIf']);
    assert.deepEqual(machine.files('CA'), { ...before, ...thumbprintFile(chains.rsa.intermediate) });
    assertRun(await undo(), 0, ['Removed']);
    assert.deepEqual(machine.files('CA'), before);
    assertRun(await undo(), 0, ['NotPresent']);
  });

  test('lists what was imported even when a later one fails, and reports a denied removal', async () => {
    assertRun(await run(request()), 0, ['Imported']);
    machine.deny('CA');
    assertRun(await undo(), 1, ['Failed']);
    assert.equal(Object.keys(machine.files('CA')).length, 2);
  });
});

describe('import of issuers known by name', () => {
  test('accepts what really issued the certificate, whatever the file is called', async () => {
    for (const kind of ['rsa', 'p256'] as const) {
      machine.write(`${kind}.cer`, chains[kind].intermediate.der);
    }
    const script = request({ intermediates: [], unknownIssuers: [unknownIssuer(chains.rsa.leaf)] });
    assertRun(await run(script), 0, ['Imported']);
    assert.deepEqual(machine.files('CA'), thumbprintFile(chains.rsa.intermediate));
    assertRun(await run(script), 0, ['AlreadyPresent']);
  });

  test('has nothing to do where the machine has the issuer', async () => {
    const leaf = issue({ subject: { CN: 'mail' }, issuer: chains.rsa.root, ca: false });
    machine.install('Root', chains.rsa.root);
    const result = await run(request({ intermediates: [], unknownIssuers: [unknownIssuer(leaf)] }));
    assertRun(result, 0, ['AlreadyPresent']);
    assert.equal(result.output[0]?.['Store'], 'Root');
  });

  test('takes certificates out of PKCS#7, and never a key store', async () => {
    const { intermediate, root, leaf } = chains.rsa;
    const bundle = der(
      0x30,
      oid('1.2.840.113549.1.7.2'),
      der(
        0xa0,
        der(
          0x30,
          der(0x02, Buffer.from([1])),
          der(0x31),
          der(0x30, oid('1.2.840.113549.1.7.1')),
          der(0xa0, root.der, intermediate.der),
          der(0x31),
        ),
      ),
    );
    machine.write('keys.cer', der(0x30, der(0x02, Buffer.from([3])), der(0x30, oid('1.2.840.113549.1.7.1'))));
    machine.write('chain.p7b', bundle);
    const script = request({ intermediates: [], unknownIssuers: [unknownIssuer(leaf)] });
    assertRun(await run(script), 0, ['Imported']);
    assert.deepEqual(machine.files('CA'), thumbprintFile(intermediate));
  });

  test('goes on to the issuer of what it found', async () => {
    const upper = issue({ subject: { CN: 'Upper CA' }, issuer: chains.rsa.root, ca: true });
    const lower = issue({ subject: { CN: 'Lower CA' }, issuer: upper, ca: true });
    const leaf = issue({ subject: { CN: 'mail.contoso.com' }, issuer: lower, ca: false });
    machine.write('a.cer', upper.der);
    machine.write('b.pem', lower.pem);
    assertRun(await run(request({ intermediates: [], unknownIssuers: [unknownIssuer(leaf)] })), 0, [
      'Imported',
      'Imported',
    ]);
    assert.deepEqual(machine.files('CA'), { ...thumbprintFile(upper), ...thumbprintFile(lower) });
  });

  test('refuses a certificate that only bears the name', async () => {
    const { intermediate, leaf, root } = chains.rsa;
    const impostors = [
      issue({ subject: intermediate.subject, issuer: root, ca: true }),
      issue({ subject: intermediate.subject, issuer: root, ca: true, subjectKeyId: intermediate.subjectKeyId }),
      issue({ subject: intermediate.subject, issuer: root, key: intermediate.key, ca: false }),
    ];
    for (const [i, each] of impostors.entries()) {
      machine.write(`${i}.cer`, each.der);
    }
    const result = await run(request({ intermediates: [], unknownIssuers: [unknownIssuer(leaf)] }));
    assertRun(result, 1, ['Refused', 'Refused', 'Refused', 'Missing']);
    assert.deepEqual(machine.files('CA'), {});
  });

  test('names whom to ask and the address when the folder holds nothing', async () => {
    const leaf = issue({
      subject: { CN: 'mail' },
      issuer: chains.rsa.intermediate,
      ca: false,
      caIssuers: ['http://ca.example/tls.crt'],
    });
    const result = await run(request({ intermediates: [], unknownIssuers: [], leaf: certificate(leaf) }));
    assertRun(result, 1, ['Missing']);
    assert.match(String(result.output[0]?.['Subject']), /Example TLS CA 2026/);
    assert.match(String(result.output[0]?.['Reason']), /http:\/\/ca\.example\/tls\.crt/);
  });

  test('with nothing known takes the certificate of the machine by its thumbprint', async () => {
    machine.install('My', chains.rsa.leaf);
    machine.write('x.cer', chains.rsa.intermediate.der);
    const script = request({ intermediates: [] });
    assertRun(await run(script, { Thumbprint: certificate(chains.rsa.leaf).thumbprint }), 0, ['Imported']);
    assertRun(await run(script, { Thumbprint: '00'.repeat(20) }), 2, ['Failed']);
  });
});

describe('a private root', () => {
  test('is imported only with its own switch', async () => {
    const script = request({ privateRoot: certificate(chains.rsa.root) });
    assertRun(await run(script), 0, ['Imported']);
    assert.deepEqual(machine.files('Root'), {});
    assertRun(await run(script, { TrustPrivateRoot: true }), 0, ['AlreadyPresent', 'Imported']);
    assert.deepEqual(machine.files('Root'), thumbprintFile(chains.rsa.root));
  });

  test('is refused when it is none', async () => {
    const script = request({ privateRoot: certificate(chains.p256.intermediate) });
    assertRun(await run(script, { TrustPrivateRoot: true }), 1, ['Imported', 'Refused']);
    assert.deepEqual(machine.files('Root'), {});
  });
});
