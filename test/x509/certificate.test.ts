import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { der, extension, issue, makeChain, name, newKey, oid, oids } from '../support/pki.js';

function read(bytes: Uint8Array): Certificate {
  const result = readCertificate(bytes);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return result.certificate;
}

test('agrees with Node on every certificate of the Mozilla store', () => {
  for (const pem of rootCertificates) {
    const peer = new X509Certificate(pem);
    const certificate = read(peer.raw);
    assert.equal(certificate.thumbprint, peer.fingerprint.replaceAll(':', ''));
    assert.equal(certificate.sha256, peer.fingerprint256.replaceAll(':', ''));
    assert.equal(BigInt(`0x${certificate.serialNumber}`), BigInt(`0x${peer.serialNumber}`));
    assert.equal(certificate.notBefore.getTime(), Date.parse(peer.validFrom));
    assert.equal(certificate.notAfter.getTime(), Date.parse(peer.validTo));
    assert.equal(certificate.basicConstraints?.ca ?? false, peer.ca);
    assert.deepEqual(Buffer.from(certificate.publicKey), peer.publicKey.export({ type: 'spki', format: 'der' }));
    assert.equal(
      certificate.keyType.bits,
      peer.publicKey.asymmetricKeyDetails?.modulusLength ?? certificate.keyType.bits,
    );
    assert.ok(certificate.selfIssued);
    assert.deepEqual(certificate.malformedExtensions, []);
    assert.deepEqual(certificate.unknownCriticalExtensions, []);
  }
});

test('reads every field that a leaf states', () => {
  const { intermediate } = makeChain();
  const leaf = issue({
    subject: { C: 'US', S: 'WA', L: 'Redmond', O: 'Contoso Ltd', CN: 'mail.contoso.com' },
    issuer: intermediate,
    ca: false,
    keyUsage: [0, 2],
    extendedKeyUsage: [oids.serverAuth, '1.2.3.4'],
    dnsNames: ['mail.contoso.com'],
    caIssuers: ['http://ca.example/tls.crt'],
    serial: Buffer.from([0xff, 0x01]),
    notAfter: new Date('2099-12-31T23:59:59Z'),
  });
  const certificate = read(leaf.der);
  assert.equal(certificate.version, 3);
  assert.equal(certificate.subject.text, 'CN=mail.contoso.com, O=Contoso Ltd, L=Redmond, S=WA, C=US');
  assert.equal(certificate.subject.commonName, 'mail.contoso.com');
  assert.equal(certificate.issuer.text, 'CN=Example TLS CA 2026, O=Example Trust, C=US');
  assert.equal(certificate.serialNumber, 'FF01');
  assert.equal(certificate.notAfter.toISOString(), '2099-12-31T23:59:59.000Z');
  assert.deepEqual(certificate.dnsNames, ['mail.contoso.com']);
  assert.equal(certificate.subjectKeyId, leaf.subjectKeyId.toString('hex').toUpperCase());
  assert.equal(certificate.authorityKeyId, intermediate.subjectKeyId.toString('hex').toUpperCase());
  assert.deepEqual(certificate.basicConstraints, { ca: false });
  assert.deepEqual(certificate.keyUsage, ['digitalSignature', 'keyEncipherment']);
  assert.deepEqual(certificate.extendedKeyUsage, ['serverAuth', '1.2.3.4']);
  assert.deepEqual(certificate.caIssuers, ['http://ca.example/tls.crt']);
  assert.equal(certificate.selfIssued, false);
  assert.deepEqual(certificate.keyType, { algorithm: 'EC', bits: 256, label: 'EC P-256' });
  assert.equal(certificate.signatureAlgorithm, 'ecdsa-with-SHA256');
});

test('names key kinds and algorithms', () => {
  const cases = [
    ['rsa', 'RSA 2048', 'sha256WithRSAEncryption'],
    ['p384', 'EC P-384', 'ecdsa-with-SHA256'],
    ['ed25519', 'Ed25519', 'Ed25519'],
  ] as const;
  for (const [kind, label, algorithm] of cases) {
    const certificate = read(issue({ subject: { CN: kind }, key: kind }).der);
    assert.equal(certificate.keyType.label, label);
    assert.equal(certificate.signatureAlgorithm, algorithm);
  }
});

const attribute = (type: string, value: Buffer) => der(0x31, der(0x30, oid(type), value));

test('prints names as Windows does', () => {
  const utf8 = (text: string) => der(0x0c, Buffer.from(text));
  const cases: [Buffer, string][] = [
    [name({ O: 'Smith, Jones & Co', CN: 'a' }), 'CN=a, O="Smith, Jones & Co"'],
    [name({ CN: 'say "hi"' }), 'CN="say ""hi"""'],
    [name({ CN: ' outer ' }), 'CN=" outer "'],
    [name({ CN: '' }), 'CN=""'],
    [name({ E: 'postmaster@contoso.com', CN: 'x' }), 'CN=x, E=postmaster@contoso.com'],
    [der(0x30, attribute('2.5.4.15', utf8('Private Organization'))), 'OID.2.5.4.15=Private Organization'],
    [der(0x30, attribute('0.9.2342.19200300.100.1.25', utf8('contoso'))), 'DC=contoso'],
    [der(0x30, attribute('2.5.4.3', der(0x1e, Buffer.from('00fc006e', 'hex')))), 'CN=ün'],
    [der(0x30, attribute('2.5.4.3', der(0x1c, Buffer.from('0001f600', 'hex')))), 'CN=😀'],
    [der(0x30, attribute('2.5.4.3', der(0x14, Buffer.from('fc', 'hex')))), 'CN=ü'],
    [der(0x30, attribute('2.5.4.3', der(0x0c, Buffer.from('c3bc', 'hex')))), 'CN=ü'],
    [der(0x30, attribute('2.5.4.3', der(0x16, Buffer.from('ia5')))), 'CN=ia5'],
    [der(0x30, attribute('2.5.4.3', der(0x03, Buffer.from([0, 1])))), 'CN="#03020001"'],
    [der(0x30, der(0x31, der(0x30, oid('2.5.4.3'), utf8('a')), der(0x30, oid('2.5.4.10'), utf8('b')))), 'CN=a + O=b'],
    [name({}), ''],
  ];
  for (const [subject, text] of cases) {
    assert.equal(read(issue({ subject, ca: false }).der).subject.text, text);
  }
});

test('reads version 1 certificates', () => {
  const { der: v3 } = issue({ subject: { CN: 'old' } });
  const certificate = read(v3);
  assert.equal(certificate.version, 3);
  const v1 = withoutExtensions(v3);
  assert.equal(read(v1).version, 1);
  assert.equal(read(v1).basicConstraints, undefined);
});

/** The certificate as version 1: neither version nor extensions. The signature no longer fits. */
function withoutExtensions(bytes: Buffer): Buffer {
  const parts = (of: Buffer): Buffer[] => {
    const found: Buffer[] = [];
    for (let at = 0; at < of.length; ) {
      const long = (of[at + 1] ?? 0) - 0x80;
      const length = long > 0 ? of.readUIntBE(at + 2, long) + long : (of[at + 1] ?? 0);
      found.push(of.subarray(at, at + 2 + length));
      at += 2 + length;
    }
    return found;
  };
  const content = (of: Buffer) => of.subarray(2 + Math.max(0, (of[1] ?? 0) - 0x80));
  const [tbs = Buffer.alloc(0), ...rest] = parts(content(bytes));
  const kept = parts(content(tbs)).filter((part) => part[0] !== 0xa0 && part[0] !== 0xa3);
  return der(0x30, der(0x30, ...kept), ...rest);
}

test('keeps what it cannot read or does not know apart', () => {
  const certificate = read(
    issue({
      subject: { CN: 'x' },
      extensions: [
        extension('1.2.3.4.5', true, der(0x05)),
        extension('1.2.3.4.6', false, Buffer.from('not DER')),
        extension('2.5.29.17', false, Buffer.from('not DER')),
        extension('2.5.29.14', false, der(0x04, Buffer.from([1]))),
      ],
    }).der,
  );
  assert.deepEqual(certificate.unknownCriticalExtensions, ['1.2.3.4.5']);
  assert.deepEqual(certificate.malformedExtensions, ['2.5.29.17', '2.5.29.14']);
});

test('never throws, whatever the bytes', () => {
  const { der: bytes } = makeChain('rsa').leaf;
  for (let length = 0; length < bytes.length; length++) {
    const result = readCertificate(bytes.subarray(0, length));
    assert.equal(result.ok, false);
    assert.ok(!result.ok && result.reason.length > 0);
  }
  assert.equal(readCertificate(Buffer.concat([bytes, Buffer.from([0])])).ok, false);
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let i = 0; i < 3000; i++) {
    const changed = Buffer.from(bytes);
    for (let n = 0; n <= random(4); n++) {
      changed[random(changed.length)] = random(256);
    }
    const result = readCertificate(changed);
    assert.ok(result.ok ? result.certificate.subject.text !== undefined : result.reason.length > 0);
  }
  assert.equal(readCertificate(Buffer.alloc(100_000, 0x30)).ok, false);
  assert.equal(readCertificate(Buffer.alloc(100_001, Buffer.from([0x30, 0x80]))).ok, false);
});

test('reads unusual object identifiers', () => {
  const uuid = der(0x06, Buffer.from('6983b0f6b7c5a0e3d1f1b3c4a5d6e7f8a9b0c102', 'hex'));
  const certificate = read(issue({ subject: der(0x30, der(0x31, der(0x30, uuid, der(0x0c, Buffer.from('v'))))) }).der);
  assert.match(certificate.subject.text, /^OID\.2\.25\.\d{30,}=v$|^OID\.2\.25\./);
  const broken = der(0x30, der(0x31, der(0x30, der(0x06, Buffer.from([0x55, 0x84])), der(0x0c))));
  assert.equal(readCertificate(issue({ subject: broken, key: newKey('p256') }).der).ok, false);
});
