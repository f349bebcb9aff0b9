import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type ContainerResult, readCertificates, toPem, toPkcs7 } from '../../src/x509/container.js';
import { der, makeChain, oid } from '../support/pki.js';

// Made with OpenSSL 3.0 from one chain of three: leaf, intermediate, root.
const fixture = (file: string) => readFileSync(path.join('test', 'fixtures', 'containers', file));
const chain = makeChain();
const ders = [chain.leaf.der, chain.intermediate.der, chain.root.der];
const pem = chain.leaf.pem + chain.intermediate.pem + chain.root.pem;

function found(result: ContainerResult): string[] {
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return result.presented.map((each) => each.certificate?.subject.commonName ?? `problem: ${each.problem}`);
}

const names = ['mail.contoso.com', 'Example TLS CA 2026', 'Example Global Root'];

/** A serialized store: a property, the certificates, the end. */
function serializedStore(certificates: readonly Uint8Array[]): Buffer {
  const element = (id: number, content: Uint8Array) => {
    const header = Buffer.alloc(12);
    header.writeUInt32LE(id, 0);
    header.writeUInt32LE(1, 4);
    header.writeUInt32LE(content.length, 8);
    return Buffer.concat([header, content]);
  };
  return Buffer.concat([
    Buffer.from('\0\0\0\0CERT', 'latin1'),
    ...certificates.flatMap((each) => [element(3, Buffer.alloc(20, 1)), element(32, each)]),
    Buffer.alloc(12),
  ]);
}

test('tells formats apart by content and keeps the order of the file', async () => {
  const pkcs7 = Buffer.from(toPkcs7(ders));
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(pem, 'utf16le')]);
  const key = `${chain.leaf.keyPem}`;
  const cases: [string, Uint8Array, string, string[]][] = [
    ['PEM', Buffer.from(pem), 'pem', names],
    ['PEM with CRLF', Buffer.from(pem.replaceAll('\n', '\r\n')), 'pem', names],
    ['PEM with BOM', Buffer.from(`\ufeff${pem}`), 'pem', names],
    ['PEM in UTF-16', utf16, 'pem', names],
    ['PEM with text around', Buffer.from(`subject=CN = x\n${pem}\nbye -----`), 'pem', names],
    ['PEM in one line', Buffer.from(chain.leaf.pem.replace(/([A-Za-z0-9+/=]{64})\n/g, '$1')), 'pem', names.slice(0, 1)],
    ['PEM with key', Buffer.from(key + chain.leaf.pem), 'pem', names.slice(0, 1)],
    ['X509 label', Buffer.from(pem.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE')), 'pem', names],
    [
      'OpenSSL trusted',
      Buffer.from(toPem(Buffer.concat([chain.root.der, der(0x30)]), 'TRUSTED CERTIFICATE')),
      'pem',
      names.slice(2),
    ],
    ['DER', chain.intermediate.der, 'der', names.slice(1, 2)],
    ['PKCS#7', pkcs7, 'pkcs7', names],
    ['PKCS#7 in PEM', Buffer.from(toPem(pkcs7, 'PKCS7')), 'pkcs7', names],
    ['PKCS#7 by OpenSSL', fixture('chain.p7b'), 'pkcs7', names],
    ['PKCS#7 in BER', berPkcs7(), 'pkcs7', names],
    ['serialized store', serializedStore(ders), 'pkcs7', names],
  ];
  for (const [what, bytes, container, expected] of cases) {
    const result = await readCertificates(bytes);
    assert.deepEqual(found(result), expected, what);
    assert.equal(result.ok && result.container, container, what);
  }
});

/** SignedData with indefinite lengths, as some tools write it. */
function berPkcs7(): Buffer {
  const open = (tag: number, ...parts: Uint8Array[]) =>
    Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
  const signed = open(
    0x30,
    der(0x02, Buffer.from([1])),
    der(0x31),
    open(0x30, oid('1.2.840.113549.1.7.1')),
    open(0xa0, ...ders),
    der(0x31),
  );
  return open(0x30, oid('1.2.840.113549.1.7.2'), open(0xa0, signed));
}

/** The PFX without its MacData, as `openssl pkcs12 -nomac` leaves it. */
function withoutMac(bytes: Buffer): Buffer {
  const authSafeEnd = 4 + 3 + 4 + bytes.readUInt16BE(4 + 3 + 2);
  return der(0x30, bytes.subarray(4, authSafeEnd));
}

test('opens PKCS#12 of every usual kind', async () => {
  const cases: [string, string | undefined, string[]][] = [
    ['aes256.pfx', 'chainmail', names],
    ['rc2.pfx', 'chainmail', names],
    ['3des.pfx', 'chainmail', names],
    ['umlauts.pfx', 'pässwörd', names],
    ['emptyPassword.pfx', '', names],
    ['emptyPassword.pfx', undefined, names],
    ['unencrypted.pfx', 'chainmail', names.slice(1)],
  ];
  for (const [file, password, expected] of cases) {
    const result = await readCertificates(fixture(file), password === undefined ? {} : { password });
    assert.deepEqual(found(result).sort(), [...expected].sort(), file);
    assert.equal(result.ok && result.container, 'pkcs12');
    assert.equal(result.ok && result.warnings.length, file === 'unencrypted.pfx' ? 0 : 1, 'a private key is mentioned');
  }
});

test('the certificates of a PKCS#12 file are the very bytes of the PEM file beside it', async () => {
  const expected = await readCertificates(fixture('chain.pem'));
  const actual = await readCertificates(fixture('aes256.pfx'), { password: 'chainmail' });
  assert.ok(expected.ok && actual.ok);
  const hex = (result: typeof expected) =>
    result.presented.map(({ der: bytes }) => Buffer.from(bytes).toString('hex')).sort();
  assert.deepEqual(hex(actual), hex(expected));
});

test('asks for a password, and again when it is wrong', async () => {
  for (const file of ['aes256.pfx', 'rc2.pfx', '3des.pfx', 'umlauts.pfx']) {
    for (const options of [{}, { password: 'wrong' }, { password: '' }]) {
      const result = await readCertificates(fixture(file), options);
      assert.ok(!result.ok && result.needsPassword, file);
      assert.match(result.reason, options.password ? /wrong/ : /protected/);
    }
  }
});

test('without a MAC it is the encryption that tells a wrong password', async () => {
  for (const file of ['aes256.pfx', 'rc2.pfx']) {
    const bytes = withoutMac(fixture(file));
    assert.deepEqual(found(await readCertificates(bytes, { password: 'chainmail' })).length, 3);
    const result = await readCertificates(bytes, { password: 'wrong' });
    assert.ok(!result.ok && result.needsPassword);
  }
});

test('refuses a file that asks for endless key derivation', async () => {
  const bytes = fixture('aes256.pfx');
  const at = bytes.indexOf(Buffer.from('02020800', 'hex'));
  assert.ok(at > 0);
  const result = await readCertificates(withRounds(bytes), { password: 'chainmail' });
  assert.ok(!result.ok && /rounds/.test(result.reason), JSON.stringify(result));
});

/** A PFX whose MAC asks for 2^31 - 1 rounds. */
function withRounds(bytes: Buffer): Buffer {
  const end = bytes.length;
  const mac = bytes.subarray(end - 4);
  assert.equal(mac.toString('hex'), '02020800');
  const grown = Buffer.concat([bytes.subarray(0, end - 4), Buffer.from('02047fffffff', 'hex')]);
  grown.writeUInt16BE(grown.readUInt16BE(2) + 2, 2);
  const macStart = grown.lastIndexOf(Buffer.from('3041', 'hex'));
  grown[macStart + 1] = 0x43;
  return grown;
}

test('says what a file is when it holds no certificate', async () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', Buffer.alloc(0), /empty/],
    ['text', Buffer.from('hello'), /neither PEM/],
    ['text that begins with 0', Buffer.from('0 mail.contoso.com'), /neither PEM/],
    ['key', Buffer.from(chain.leaf.keyPem), /only PRIVATE KEY/],
    ['PKCS#7 without certificates', toPkcs7([]), /holds no certificate/],
    ['DER of something else', der(0x30, der(0x02, Buffer.from([1]))), /holds no certificate/],
    ['zeros', Buffer.alloc(1000), /neither PEM/],
  ];
  for (const [what, bytes, reason] of cases) {
    const result = await readCertificates(bytes);
    assert.ok(!result.ok, what);
    assert.match(result.reason, reason, what);
    assert.doesNotMatch(result.reason, /\n/);
  }
});

test('keeps unreadable PEM blocks in their place', async () => {
  const garbage = toPem(Buffer.from('garbage'));
  const cutOff = chain.root.pem.slice(0, 200);
  const result = await readCertificates(Buffer.from(chain.leaf.pem + garbage + cutOff));
  const [leaf, second, third] = found(result);
  assert.equal(leaf, 'mail.contoso.com');
  assert.match(second ?? '', /^problem: /);
  assert.match(third ?? '', /^problem: .*END/);
});

test('every container cut off at any byte gives a reason or a problem, never an exception', async () => {
  const containers: [Uint8Array, string?][] = [
    [Buffer.from(chain.leaf.pem)],
    [chain.leaf.der],
    [toPkcs7(ders)],
    [serializedStore(ders)],
    [fixture('aes256.pfx'), 'chainmail'],
  ];
  for (const [bytes, password] of containers) {
    for (let length = 0; length < bytes.length - 1; length += length < 100 ? 1 : 7) {
      const result = await readCertificates(bytes.subarray(0, length), password ? { password } : {});
      assert.ok(!result.ok || result.presented.some((each) => each.problem), `${length}`);
    }
  }
});

test('a large file is read, a huge one refused, garbage told', async () => {
  const many = await readCertificates(Buffer.from(chain.leaf.pem.repeat(5000)));
  assert.equal(many.ok && many.presented.length, 5000);
  const huge = await readCertificates(
    Buffer.from('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'.repeat(50_001)),
  );
  assert.ok(!huge.ok && /more than/.test(huge.reason));
  for (const byte of [0x00, 0x30, 0x2d, 0x41]) {
    assert.equal((await readCertificates(Buffer.alloc(1_000_000, byte))).ok, false);
  }
});

test('writes PEM with lines of 64 characters', () => {
  assert.equal(toPem(chain.leaf.der), chain.leaf.pem);
  assert.equal(toPem(new Uint8Array()), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
});
