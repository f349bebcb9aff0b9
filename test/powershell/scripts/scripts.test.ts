import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { fixFiles, fixSet } from '../../../src/powershell/scripts/fixFiles.js';
import { certificateFileName } from '../../../src/powershell/scripts/literal.js';
import { pasteForm, scriptFile } from '../../../src/powershell/scripts/scriptFile.js';
import { certificate } from '../../support/machine.js';
import { issue, makeChain } from '../../support/pki.js';
import { dangerousPieces, scriptKinds } from '../../support/scriptKinds.js';

describe('scripts', () => {
  test('are ASCII with CRLF line ends, whatever the names', () => {
    for (const name of [...dangerousPieces, dangerousPieces.join('')]) {
      for (const [kind, { text }] of Object.entries(scriptKinds(name))) {
        assert.match(text, /^([\x20-\x7e]*\r\n)+$/, `${kind} with ${JSON.stringify(name)}`);
      }
    }
  });

  test('do not contain the names of certificates', () => {
    const { intermediate, leaf } = makeChain();
    const request = { leaf: certificate(leaf), intermediates: [certificate(intermediate)], unknownIssuers: [] };
    for (const { name, bytes } of fixFiles(request)) {
      assert.doesNotMatch(Buffer.from(bytes).toString('latin1'), /Contoso Ltd|autodiscover/, name);
    }
  });

  test('that would not be ASCII are a mistake', () => {
    assert.throws(() => scriptFile('x.ps1', ['# \u00e9']), /x\.ps1 would not be ASCII/);
  });
});

describe('the form to paste', () => {
  test('is one block without #Requires and exit of its own', () => {
    const text = pasteForm(
      scriptFile('x.ps1', [
        '#Requires -Version 5.1\n#Requires -RunAsAdministrator',
        "$a = @'\n#Requires -x\nexit $exitCode\n'@",
        'exit $exitCode',
      ]),
    );
    assert.equal(
      text,
      [
        '& {',
        '',
        "$a = @'",
        '#Requires -x',
        'exit $exitCode',
        "'@",
        '',
        '$global:LASTEXITCODE = $exitCode',
        '}',
        '',
      ].join('\r\n'),
    );
  });

  test('leaves out empty parts', () => {
    assert.equal(scriptFile('x.ps1', ['a', ' ', '', 'b']).text, 'a\r\n\r\nb\r\n');
  });

  test('keeps a script without exit as it is', () => {
    assert.equal(pasteForm(scriptFile('x.ps1', ['Get-Date'])), '& {\r\nGet-Date\r\n}\r\n');
  });
});

describe('the folder for one server', () => {
  const chain = makeChain();
  const [leaf, intermediate] = [certificate(chain.leaf), certificate(chain.intermediate)];
  const known = {
    leaf,
    intermediates: [intermediate],
    unknownIssuers: [],
    target: 'mail.contoso.com:25',
    corrected: [leaf, intermediate],
  };

  test('holds the scripts, the form to paste, the intermediates and the lines for other senders', () => {
    assert.deepEqual(
      fixFiles(known).map(({ name }) => name),
      [
        'README.txt',
        'Export-IntermediateCertificate.ps1',
        'Import-IntermediateCertificate.ps1',
        'Test-SmtpChain.ps1',
        'paste/Export-IntermediateCertificate.txt',
        'paste/Import-IntermediateCertificate.txt',
        'paste/Test-SmtpChain.txt',
        `intermediates/${certificateFileName(1, intermediate)}`,
        'other-senders/fullchain.pem',
        'other-senders/postfix-exim-sendmail.txt',
      ],
    );
  });

  test('has the intermediates byte by byte and the chain leaf first', () => {
    const files = new Map(fixFiles(known).map(({ name, bytes }) => [name, Buffer.from(bytes)]));
    assert.deepEqual(
      files.get(`intermediates/${certificateFileName(1, intermediate)}`),
      Buffer.from(chain.intermediate.der),
    );
    const pem = files.get('other-senders/fullchain.pem')?.toString('ascii') ?? '';
    assert.deepEqual(
      pem
        .match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----\n/g)
        ?.map((each) => new X509Certificate(each).fingerprint256.replaceAll(':', '')),
      [leaf.sha256, intermediate.sha256],
    );
  });

  test('without a known path has nothing for other senders, and says what to put into it', () => {
    const missing = { subject: leaf.issuer, caIssuers: [], neededBy: leaf };
    const files = fixFiles({ leaf, intermediates: [], unknownIssuers: [missing] });
    assert.ok(!files.some(({ name }) => /other-senders|\.cer$/.test(name)));
    assert.match(Buffer.from(files[0]?.bytes ?? []).toString(), /known by its name only/);
    assert.doesNotMatch(Buffer.from(fixFiles(known)[0]?.bytes ?? []).toString(), /known by its name only/);
  });

  test('stands once for each of several servers', () => {
    const { target: _, ...nameless } = known;
    const names = fixSet([known, { ...known, target: '../[::1]:25' }, nameless]).map(({ name }) => name);
    assert.equal(new Set(names).size, 3 * fixFiles(known).length);
    assert.deepEqual([...new Set(names.map((name) => name.split('/')[0]))], ['1-mail-contoso-com-25', '2-1-25', '3']);
    assert.deepEqual(fixSet([known]), fixFiles(known));
  });

  test('has file names that no certificate can choose', () => {
    for (const CN of dangerousPieces) {
      const odd = certificate(issue({ subject: { CN }, issuer: chain.root, ca: true }));
      for (const { name } of fixFiles({ ...known, intermediates: [odd] })) {
        assert.match(name, /^([a-z-]+\/)?[A-Za-z0-9_-]+\.(ps1|txt|cer|pem)$/);
      }
    }
  });
});
