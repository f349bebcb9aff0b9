import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  baseName,
  certificateExtensions,
  encodeCertificates,
  extensionOf,
} from '../../src/editor/chains/certificateFormats.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { type ContainerResult, readCertificates } from '../../src/x509/container.js';
import { type Issued, makeChain } from '../support/pki.js';

const chain = makeChain();

function parsed({ der }: Issued): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

const leaf = parsed(chain.leaf);
const intermediate = parsed(chain.intermediate);

function kindAndNames(result: ContainerResult): readonly [string, ...string[]] {
  assert.ok(result.ok);
  return [result.container, ...result.presented.map(({ certificate }) => certificate?.sha256 ?? 'unreadable')];
}

for (const [name, single, several] of [
  ['a.cer', 'der', 'pem'],
  ['a.DER', 'der', 'pem'],
  ['a.pem', 'pem', 'pem'],
  ['a.crt', 'pem', 'pem'],
  ['a', 'pem', 'pem'],
  ['a.p7b', 'pkcs7', 'pkcs7'],
  ['a.p7c', 'pkcs7', 'pkcs7'],
] as const) {
  test(`${name} is written as ${single}, a chain as ${several}, and reads back in its order`, async () => {
    assert.deepEqual(kindAndNames(await readCertificates(encodeCertificates([leaf], name))), [single, leaf.sha256]);
    assert.deepEqual(kindAndNames(await readCertificates(encodeCertificates([leaf, intermediate], name))), [
      several,
      leaf.sha256,
      intermediate.sha256,
    ]);
  });
}

test('extensions are told in any case, also of odd names', () => {
  assert.deepEqual(['x.PEM', 'a/b.c/d', '.pem', 'x.', 'x.tar.gz'].map(extensionOf), ['pem', '', 'pem', '', 'gz']);
});

test('a proposed file name is harmless whatever was inspected', () => {
  for (const [label, expected] of [
    ['mail.contoso.com:25', 'mail.contoso.com_25'],
    ['[2001:db8::25]:465', '2001_db8_25_465'],
    ['../../etc/passwd', 'etc_passwd'],
    ['müll\u202e.exe', 'm_ll_.exe'],
    ['…', 'certificates'],
    ['x'.repeat(200), 'x'.repeat(80)],
  ] as const) {
    assert.equal(baseName(label), expected);
  }
});

test('the editor opens what "Inspect File" offers', () => {
  const manifest: {
    readonly contributes: {
      readonly customEditors: readonly { readonly selector: readonly { readonly filenamePattern: string }[] }[];
    };
  } = JSON.parse(readFileSync('package.json', 'utf8'));
  const patterns = manifest.contributes.customEditors.flatMap(({ selector }) => selector);
  assert.deepEqual(
    patterns.map(({ filenamePattern }) => filenamePattern).sort(),
    certificateExtensions.map((each) => `*.${each}`).sort(),
  );
});
