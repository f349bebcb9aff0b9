import assert from 'node:assert/strict';
import test from 'node:test';
import type { Capture } from '../../src/chain/capture.js';
import { checkConnectors } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import type { Finding } from '../../src/finding.js';
import { SourceText } from '../../src/text/source.js';
import { readCertificate } from '../../src/x509/certificate.js';
import { clientCapture, serverCapture } from '../support/captures.js';
import { type Issued, issue } from '../support/pki.js';

const now = new Date('2026-11-01T00:00:00Z');

function check(text: string, captures: readonly Capture[] = []): readonly Finding[] {
  const document = readConnectors(new SourceText(text), 'connectors.json');
  return document === undefined ? [] : checkConnectors(document, { captures, now });
}

const send = { Name: 'Out', AddressSpaces: ['SMTP:*;1'], SourceTransportServers: ['EX01'] };
const inbound = { Name: 'In', ConnectorType: 'OnPremises', SenderDomains: ['smtp:*;1'] };

/** A rule's cases: properties, and the text that the finding stands at; undefined where nothing may be found. */
interface Case {
  readonly code: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly at?: string;
  /** What the fix makes of that text. */
  readonly fixed?: string;
}

const good = '<I>CN=CA, O=Example<S>CN=mail.contoso.com';
const thumbprint = '25570F88BF5F3835B64DB725B8E0D6C10B290488';

const cases: readonly Case[] = [
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: good } },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: good.toLowerCase() } },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: null } },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: '' }, at: '""' },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: '  ' }, at: '"  "' },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: thumbprint }, at: `"${thumbprint}"` },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: 'a.example' }, at: '"a.example"' },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: '<I><S>CN=a' }, at: '"<I><S>CN=a"' },
  { code: 'connector.tls-certificate-name', properties: { TlsCertificateName: '<I>CN=a<S>' }, at: '"<I>CN=a<S>"' },
  {
    code: 'connector.tls-certificate-name',
    properties: { TlsCertificateName: '<S>CN=b<I>CN=a' },
    at: '"<S>CN=b<I>CN=a"',
    fixed: '"<I>CN=a<S>CN=b"',
  },
  { code: 'connector.require-tls-ignored', properties: { RequireTLS: true, IgnoreSTARTTLS: false } },
  { code: 'connector.require-tls-ignored', properties: { RequireTLS: false, IgnoreSTARTTLS: true } },
  { code: 'connector.require-tls-ignored', properties: { IgnoreSTARTTLS: true } },
  {
    code: 'connector.require-tls-ignored',
    properties: { RequireTLS: true, IgnoreSTARTTLS: true },
    at: 'true',
    fixed: 'false',
  },
  { code: 'connector.tls-auth-level', properties: { TlsAuthLevel: 'DomainValidation', RequireTLS: true } },
  { code: 'connector.tls-auth-level', properties: { TlsAuthLevel: 'DomainValidation' } },
  { code: 'connector.tls-auth-level', properties: { TlsAuthLevel: null, RequireTLS: false } },
  { code: 'connector.tls-auth-level', properties: { TlsAuthLevel: '', RequireTLS: false } },
  {
    code: 'connector.tls-auth-level',
    properties: { TlsAuthLevel: 'EncryptionOnly', RequireTLS: false },
    at: '"EncryptionOnly"',
  },
  {
    code: 'connector.tls-auth-level',
    properties: { TlsAuthLevel: 'EncryptionOnly', IgnoreSTARTTLS: true },
    at: '"EncryptionOnly"',
  },
  { code: 'connector.smart-hosts-dns-routing', properties: { SmartHosts: ['a.example'], DNSRoutingEnabled: false } },
  { code: 'connector.smart-hosts-dns-routing', properties: { SmartHosts: [], DNSRoutingEnabled: true } },
  { code: 'connector.smart-hosts-dns-routing', properties: { SmartHosts: ['a.example'] } },
  {
    code: 'connector.smart-hosts-dns-routing',
    properties: { SmartHosts: ['a.example'], DNSRoutingEnabled: true },
    at: 'true',
    fixed: 'false',
  },
];

for (const { code, properties, at, fixed } of cases) {
  test(`${code}: ${JSON.stringify(properties)} ${at === undefined ? 'is sound' : 'is found'}`, () => {
    const text = JSON.stringify([{ ...send, ...properties }], null, 2);
    const source = new SourceText(text);
    const found = check(text).filter((each) => each.code === code);
    assert.equal(found.length, at === undefined ? 0 : 1);
    assert.equal(found[0]?.range && source.slice(found[0].range), at);
    const edit = found[0]?.fixes?.[0]?.edits[0];
    if (fixed !== undefined) {
      assert.equal(edit?.newText, fixed);
    }
  });
}

test('a fix removes its finding and changes nothing else', () => {
  for (const { code, properties, at } of cases) {
    const source = new SourceText(JSON.stringify([{ ...send, ...properties }], null, 2));
    for (const each of check(source.text)) {
      for (const fix of each.fixes ?? []) {
        const mended = source.apply(fix.edits);
        assert.equal(check(mended).filter((other) => other.code === code).length, 0, `${code} ${at}`);
        assert.ok(check(mended).length < check(source.text).length);
        assert.equal(Object.keys(JSON.parse(mended)[0]).length, Object.keys({ ...send, ...properties }).length);
      }
    }
  }
});

const addresses: readonly (readonly [string, boolean])[] = [
  ['203.0.113.10', true],
  ['203.0.113.0/24', true],
  ['203.0.113.1/25', true],
  ['203.0.113.10/32', true],
  ['203.0.113.0/23', false],
  ['10.0.0.0/16', false],
  ['10.0.0.0/0', false],
  ['10.0.0.0/33', false],
  ['10.0.0.256', false],
  ['10.0.0', false],
  ['2001:db8::25', false],
  ['2001:db8::/32', false],
  ['::ffff:203.0.113.10', false],
  ['203.0.113.1-203.0.113.9', false],
  ['mail.contoso.com', false],
];

for (const [address, sound] of addresses) {
  test(`connector.sender-ip-addresses: ${address} is ${sound ? 'sound' : 'found'}`, () => {
    const text = JSON.stringify({ ...inbound, SenderIPAddresses: ['192.0.2.1', address] });
    const found = check(text).filter((each) => each.code === 'connector.sender-ip-addresses');
    assert.deepEqual(
      found.map(({ range }) => range && new SourceText(text).slice(range)),
      sound ? [] : [`"${address}"`],
    );
  });
}

const authority = issue({ subject: { CN: 'CA' }, ca: true });

function leaf(...dnsNames: string[]): Issued {
  return issue({ subject: { CN: dnsNames[0] ?? '' }, issuer: authority, dnsNames });
}

function expecting(...names: string[]): string {
  return JSON.stringify(names.map((TlsSenderCertificateName) => ({ ...inbound, TlsSenderCertificateName })));
}

const contoso = serverCapture('mail.contoso.com', [leaf('mail.contoso.com')]);
const renewed = serverCapture('mail.contoso.com', [leaf('smtp.contoso.com')]);
const fabrikam = serverCapture('mail.fabrikam.com', [leaf('mail.fabrikam.com')]);

const senders: readonly (readonly [string, string, readonly Capture[], number])[] = [
  ['no capture', expecting('mail.contoso.com'), [], 0],
  ['the certificate expected', expecting('mail.contoso.com'), [contoso], 0],
  ['the certificate expected, in capitals', expecting('MAIL.CONTOSO.COM'), [contoso], 0],
  ['a wildcard for it', expecting('*.contoso.com'), [contoso], 0],
  ['the parent domain', expecting('contoso.com'), [contoso], 0],
  ['a wildcard certificate', expecting('mail.contoso.com'), [serverCapture('x', [leaf('*.contoso.com')])], 0],
  ['a name after renewal', expecting('mail.contoso.com'), [renewed], 1],
  ['one certificate of two that fits', expecting('mail.contoso.com'), [renewed, contoso], 0],
  ['an unrelated server', expecting('mail.contoso.com'), [fabrikam], 0],
  [
    'another organisation below a public suffix',
    expecting('contoso.co.uk'),
    [serverCapture('x', [leaf('fabrikam.co.uk')])],
    0,
  ],
  [
    'a sender with another name',
    expecting('mail.contoso.com'),
    [clientCapture('ex01', [leaf('ex01.fabrikam.com')])],
    1,
  ],
  [
    'a sender that may belong to the other connector',
    expecting('mail.contoso.com', 'mail.fabrikam.com'),
    [clientCapture('ex01', [leaf('ex01.tailspin.com')])],
    0,
  ],
  ['a blank name', expecting(''), [contoso], 0],
];

for (const [what, text, captures, count] of senders) {
  test(`connector.tls-sender-certificate-name: ${what}`, () => {
    const found = check(text, captures).filter((each) => each.code === 'connector.tls-sender-certificate-name');
    assert.equal(found.length, count);
  });
}

test('the fix for a renewed name is the captured name', () => {
  const source = new SourceText(expecting('mail.contoso.com'));
  const [found] = check(source.text, [renewed]);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.equal(mended, expecting('smtp.contoso.com'));
  assert.deepEqual(check(mended, [renewed]), []);
});

test('a thumbprint is replaced by the name of the captured certificate that has it', () => {
  const issued = leaf('mail.contoso.com');
  const certificate = readCertificate(issued.der);
  assert.ok(certificate.ok);
  const text = JSON.stringify({ ...send, TlsCertificateName: certificate.certificate.thumbprint });
  const [found] = check(text, [serverCapture('mail.contoso.com', [issued])]);
  assert.deepEqual(
    found?.fixes?.map(({ edits }) => edits[0]?.newText),
    ['"<I>CN=CA<S>CN=mail.contoso.com"'],
  );
  assert.equal(check(text, [])[0]?.fixes, undefined);
});

test('a comment above the line or the connector silences one code', () => {
  const lines = [
    '[',
    '  {',
    '    "Name": "a", "AddressSpaces": [],',
    '    "SmartHosts": ["b"],',
    '    "DNSRoutingEnabled": true',
    '  }',
    ']',
  ];
  const at = (index: number, comment: string) => check(lines.toSpliced(index, 0, comment).join('\n')).length;
  const code = 'connector.smart-hosts-dns-routing';
  assert.equal(at(4, `// chainmail-disable-next-line ${code}`), 0);
  assert.equal(at(1, `// chainmail-disable-next-line connector.tls-auth-level, ${code}`), 0);
  assert.equal(at(4, '// chainmail-disable-next-line connector.tls-auth-level'), 1);
  assert.equal(at(3, `// chainmail-disable-next-line ${code}`), 1);
});
