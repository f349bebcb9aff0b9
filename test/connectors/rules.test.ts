import assert from 'node:assert/strict';
import test from 'node:test';
import type { Capture } from '../../src/chain/capture.js';
import { checkConnectors, rules } from '../../src/connectors/check.js';
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
const exchangeOnline = 'contoso-com.mail.protection.outlook.com';
const receive = { Name: 'Default', Bindings: ['0.0.0.0:25'], RemoteIPRanges: ['0.0.0.0-255.255.255.255'] };
const outbound = { Name: 'Out', RecipientDomains: ['*'], IsTransportRuleScoped: false };
const inbound = { Name: 'In', ConnectorType: 'OnPremises', SenderDomains: ['smtp:*;1'] };

/** A rule's cases: properties, and the text that the finding stands at; undefined where nothing may be found. */
interface Case {
  readonly code: string;
  /** What the properties are added to; a send connector where nothing is said. */
  readonly to?: Readonly<Record<string, unknown>>;
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
  { code: 'connector.force-helo', properties: { ForceHELO: false, RequireTLS: true } },
  { code: 'connector.force-helo', properties: { ForceHELO: true } },
  { code: 'connector.force-helo', properties: { ForceHELO: true, RequireTLS: true }, at: 'true', fixed: 'false' },
  { code: 'connector.force-helo', properties: { ForceHELO: true, SmartHosts: [exchangeOnline] }, at: 'true' },
  {
    code: 'connector.tls-domain',
    properties: {
      TlsAuthLevel: 'DomainValidation',
      RequireTLS: true,
      SmartHosts: ['a.example'],
      TlsDomain: 'a.example',
    },
  },
  { code: 'connector.tls-domain', properties: { TlsAuthLevel: 'DomainValidation', SmartHosts: [], TlsDomain: null } },
  { code: 'connector.tls-domain', properties: { TlsAuthLevel: 'DomainValidation', SmartHosts: ['a.example'] } },
  {
    code: 'connector.tls-domain',
    properties: { TlsAuthLevel: 'DomainValidation', SmartHosts: ['a.example'], TlsDomain: null },
    at: '"DomainValidation"',
  },
  // HealthChecker marks these: DomainValidation by the hybrid wizard, and connectors of Edge servers without a name.
  {
    code: 'connector.tls-domain',
    properties: {
      TlsAuthLevel: 'DomainValidation',
      RequireTLS: true,
      DNSRoutingEnabled: true,
      TlsDomain: 'mail.protection.outlook.com',
    },
  },
  {
    code: 'connector.tls-certificate-name',
    properties: { SourceTransportServers: ['EDGE01'], SmartHosts: [exchangeOnline] },
  },
  { code: 'connector.starttls-ignored', properties: { IgnoreSTARTTLS: true, SmartHosts: ['a.example'] } },
  { code: 'connector.starttls-ignored', properties: { IgnoreSTARTTLS: false, SmartHosts: [exchangeOnline] } },
  {
    code: 'connector.starttls-ignored',
    properties: { IgnoreSTARTTLS: true, SmartHosts: [exchangeOnline] },
    at: 'true',
    fixed: 'false',
  },
  { code: 'connector.submission-endpoint', properties: { SmartHosts: [exchangeOnline] } },
  {
    code: 'connector.submission-endpoint',
    properties: { SmartHosts: ['smtp.office365.com'], SmartHostAuthMechanism: 'BasicAuthRequireTLS' },
  },
  {
    code: 'connector.submission-endpoint',
    properties: { SmartHosts: ['SMTP.office365.com'] },
    at: '"SMTP.office365.com"',
  },
  { code: 'connector.outdated-endpoint', properties: { SmartHosts: ['contoso.mail.protection.office365.us'] } },
  {
    code: 'connector.outdated-endpoint',
    properties: { SmartHosts: ['x.mail.eo.outlook.com'] },
    at: '"x.mail.eo.outlook.com"',
  },
  { code: 'connector.smart-host-port', properties: { Port: 25, SmartHosts: [exchangeOnline] } },
  { code: 'connector.smart-host-port', properties: { Port: 2525, SmartHosts: ['a.example'] } },
  {
    code: 'connector.smart-host-port',
    properties: { Port: 587, SmartHosts: ['contoso-com.b-v1.mx.microsoft'] },
    at: '587',
    fixed: '25',
  },
  {
    code: 'connector.smart-host-port',
    properties: { Port: 587, SmartHosts: ['contoso.partner.outlook.cn'] },
    at: '587',
  },
  {
    code: 'connector.receive-auth-mechanism',
    to: receive,
    properties: { RequireTLS: true, AuthMechanism: ['Tls', 'Integrated'] },
  },
  {
    code: 'connector.receive-auth-mechanism',
    to: receive,
    properties: { RequireTLS: false, AuthMechanism: ['Integrated'] },
  },
  {
    code: 'connector.receive-auth-mechanism',
    to: receive,
    properties: { RequireTLS: true, AuthMechanism: ['Integrated'] },
    at: '[\n      "Integrated"\n    ]',
  },
  { code: 'connector.disabled', to: inbound, properties: { Enabled: true } },
  { code: 'connector.disabled', to: inbound, properties: { Enabled: false }, at: 'false' },
  {
    code: 'connector.domain-syntax',
    to: inbound,
    properties: { SenderDomains: ['*', 'smtp:*;1', '*.contoso.com', 'smtp:contoso.com;10'] },
  },
  {
    code: 'connector.domain-syntax',
    to: inbound,
    properties: { SenderDomains: ['contoso.com', 'a.*.contoso.com'] },
    at: '"a.*.contoso.com"',
  },
  {
    code: 'connector.domain-syntax',
    to: inbound,
    properties: { SenderDomains: ['*contoso.com'] },
    at: '"*contoso.com"',
  },
  {
    code: 'connector.domain-syntax',
    to: outbound,
    properties: { RecipientDomains: ['user@contoso.com'] },
    at: '"user@contoso.com"',
  },
  {
    code: 'connector.tls-sender-certificate-name-form',
    to: inbound,
    properties: { TlsSenderCertificateName: '*.contoso.com' },
  },
  { code: 'connector.tls-sender-certificate-name-form', to: inbound, properties: { TlsSenderCertificateName: good } },
  { code: 'connector.tls-sender-certificate-name-form', to: inbound, properties: { TlsSenderCertificateName: null } },
  {
    code: 'connector.tls-sender-certificate-name-form',
    to: inbound,
    properties: { TlsSenderCertificateName: 'a.*.contoso.com' },
    at: '"a.*.contoso.com"',
  },
  {
    code: 'connector.tls-sender-certificate-name-form',
    to: inbound,
    properties: { TlsSenderCertificateName: thumbprint },
    at: `"${thumbprint}"`,
  },
  {
    code: 'connector.tls-sender-certificate-name-host',
    to: inbound,
    properties: { TlsSenderCertificateName: '*.contoso.com' },
  },
  {
    code: 'connector.tls-sender-certificate-name-host',
    to: inbound,
    properties: { TlsSenderCertificateName: 'contoso.co.uk' },
  },
  {
    code: 'connector.tls-sender-certificate-name-host',
    to: inbound,
    properties: { TlsSenderCertificateName: 'mail.contoso.com', ConnectorSource: 'HybridWizard' },
  },
  {
    code: 'connector.tls-sender-certificate-name-host',
    to: inbound,
    properties: { TlsSenderCertificateName: 'mail.contoso.com' },
    at: '"mail.contoso.com"',
    fixed: '"*.contoso.com"',
  },
  {
    code: 'connector.partner-no-relay',
    to: inbound,
    properties: { ConnectorType: 'Partner', SenderDomains: ['fabrikam.com'] },
  },
  { code: 'connector.partner-no-relay', to: inbound, properties: { ConnectorType: 'OnPremises' } },
  { code: 'connector.partner-no-relay', to: inbound, properties: { ConnectorType: 'Partner' }, at: '"Partner"' },
  {
    code: 'connector.sender-not-identified',
    to: inbound,
    properties: { SenderIPAddresses: [], TlsSenderCertificateName: 'a.b' },
  },
  {
    code: 'connector.sender-not-identified',
    to: inbound,
    properties: { SenderIPAddresses: ['203.0.113.9'], TlsSenderCertificateName: null },
  },
  { code: 'connector.sender-not-identified', to: inbound, properties: { SenderIPAddresses: [] } },
  {
    code: 'connector.sender-not-identified',
    to: inbound,
    properties: { SenderIPAddresses: [], TlsSenderCertificateName: null },
    at: '"OnPremises"',
  },
  {
    code: 'connector.treat-messages-as-internal',
    to: inbound,
    properties: { TreatMessagesAsInternal: true, CloudServicesMailEnabled: false },
  },
  {
    code: 'connector.treat-messages-as-internal',
    to: inbound,
    properties: { TreatMessagesAsInternal: true, CloudServicesMailEnabled: true },
    at: 'true',
    fixed: 'false',
  },
  {
    code: 'connector.treat-messages-as-internal',
    to: inbound,
    properties: { TreatMessagesAsInternal: true, ConnectorType: 'Partner' },
    at: 'true',
    fixed: 'false',
  },
  { code: 'connector.restrict-on-premises', to: inbound, properties: { RestrictDomainsToCertificate: false } },
  {
    code: 'connector.restrict-on-premises',
    to: inbound,
    properties: { RestrictDomainsToCertificate: true, ConnectorType: 'Partner' },
  },
  {
    code: 'connector.restrict-on-premises',
    to: inbound,
    properties: { RestrictDomainsToCertificate: true },
    at: 'true',
  },
  {
    code: 'connector.mixed-identification',
    to: inbound,
    properties: { SenderIPAddresses: ['203.0.113.9'], TlsSenderCertificateName: '*.contoso.com' },
  },
  {
    code: 'connector.mixed-identification',
    to: inbound,
    properties: {
      ConnectorType: 'Partner',
      SenderIPAddresses: ['203.0.113.9'],
      TlsSenderCertificateName: '*.contoso.com',
    },
    at: '"203.0.113.9"',
  },
  {
    code: 'connector.outbound-tls-domain',
    to: outbound,
    properties: { TlsDomain: 'a.example', TlsSettings: 'DomainValidation' },
  },
  { code: 'connector.outbound-tls-domain', to: outbound, properties: { TlsDomain: null, TlsSettings: null } },
  { code: 'connector.outbound-tls-domain', to: outbound, properties: { TlsDomain: 'a.example' } },
  {
    code: 'connector.outbound-tls-domain',
    to: outbound,
    properties: { TlsDomain: 'a.example', TlsSettings: 'EncryptionOnly' },
    at: '"a.example"',
    fixed: '"DomainValidation"',
  },
  {
    code: 'connector.outbound-smart-hosts',
    to: outbound,
    properties: { UseMXRecord: false, SmartHosts: ['a.example'] },
  },
  { code: 'connector.outbound-smart-hosts', to: outbound, properties: { UseMXRecord: true, SmartHosts: [] } },
  { code: 'connector.outbound-smart-hosts', to: outbound, properties: { UseMXRecord: false } },
  {
    code: 'connector.outbound-smart-hosts',
    to: outbound,
    properties: { UseMXRecord: false, SmartHosts: [] },
    at: 'false',
    fixed: 'true',
  },
  {
    code: 'connector.outbound-on-premises',
    to: outbound,
    properties: { ConnectorType: 'OnPremises', AllAcceptedDomains: true },
  },
  {
    code: 'connector.outbound-on-premises',
    to: outbound,
    properties: { ConnectorType: 'Partner', AllAcceptedDomains: false },
  },
  {
    code: 'connector.outbound-on-premises',
    to: outbound,
    properties: { ConnectorType: 'Partner', AllAcceptedDomains: true },
    at: 'true',
    fixed: 'false',
  },
];

for (const { code, to = send, properties, at, fixed } of cases) {
  test(`${code}: ${JSON.stringify(properties)} ${at === undefined ? 'is sound' : 'is found'}`, () => {
    const text = JSON.stringify([{ ...to, ...properties }], null, 2);
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
  const same = (a: Finding, b: Finding) => a.code === b.code && a.message === b.message;
  for (const { to = send, properties } of cases) {
    const source = new SourceText(JSON.stringify([{ ...to, ...properties }], null, 2));
    const before = check(source.text);
    for (const each of before) {
      for (const fix of each.fixes ?? []) {
        const mended = source.apply(fix.edits);
        const after = check(mended);
        assert.ok(!after.some((other) => same(each, other)), `${each.code} stays: ${mended}`);
        assert.ok(
          after.every((other) => before.some((old) => same(old, other))),
          `${each.code} leads to others: ${mended}`,
        );
        const [changed] = JSON.parse(mended);
        const original: Readonly<Record<string, unknown>> = { ...to, ...properties };
        const differences = Object.keys(original).filter(
          (name) => JSON.stringify(changed[name]) !== JSON.stringify(original[name]),
        );
        assert.equal(differences.length, 1, mended);
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
  const code = 'connector.tls-sender-certificate-name';
  const found = check(source.text, [renewed]).find((each) => each.code === code);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.equal(mended, expecting('smtp.contoso.com'));
  assert.ok(check(mended, [renewed]).every((each) => each.code !== code));
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

const privateAddresses: readonly (readonly [string, boolean])[] = [
  ['10.1.2.3', true],
  ['172.16.0.0/24', true],
  ['172.32.0.1', false],
  ['192.168.1.5', true],
  ['192.169.1.5', false],
  ['100.64.0.1', true],
  ['127.0.0.1', true],
  ['169.254.1.1', true],
  ['203.0.113.10', false],
];

for (const [address, found] of privateAddresses) {
  test(`connector.private-address: ${address} is ${found ? 'found' : 'sound'}`, () => {
    const codes = check(JSON.stringify({ ...inbound, SenderIPAddresses: [address] })).map(({ code }) => code);
    assert.equal(codes.includes('connector.private-address'), found);
  });
}

test('a range of /22 is split into four', () => {
  const source = new SourceText(JSON.stringify({ ...inbound, SenderIPAddresses: ['192.0.2.1', '203.0.113.7/22'] }));
  const [found] = check(source.text);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.deepEqual(JSON.parse(mended).SenderIPAddresses, [
    '192.0.2.1',
    '203.0.112.0/24',
    '203.0.113.0/24',
    '203.0.114.0/24',
    '203.0.115.0/24',
  ]);
  assert.deepEqual(check(mended), []);
});

test('a list that is not written element by element is not split', () => {
  for (const written of ['"203.0.112.0/23"', '"203.0.112.0/23 192.0.2.1"']) {
    const [found] = check(`{"Name":"a","SenderIPAddresses":${written}}`);
    assert.equal(found?.code, 'connector.sender-ip-addresses');
    assert.equal(found.fixes, undefined);
  }
});

const named = { ...send, TlsCertificateName: '<I>CN=CA<S>CN=mail.contoso.com' };
const stored = { issuer: 'CN=CA', subject: 'CN=mail.contoso.com', thumbprint: 'A1' };

function codesWith(text: string, circumstances: Partial<Parameters<typeof checkConnectors>[1]>): readonly string[] {
  const document = readConnectors(new SourceText(text), 'a.json');
  assert.ok(document !== undefined);
  return checkConnectors(document, { captures: [], now, ...circumstances }).map(({ code }) => code);
}

const missing = 'connector.tls-certificate-missing';
const expired = 'connector.tls-certificate-expired';
const past = new Date('2026-10-01');
const future = new Date('2027-10-01');

const storedCases: readonly (readonly [string, readonly object[], readonly string[]])[] = [
  ['no listing', [], []],
  ['the certificate', [stored], []],
  ['the certificate, written otherwise', [{ ...stored, issuer: 'cn = ca', subject: 'CN=Mail.contoso.com' }], []],
  ['another issuer', [{ ...stored, issuer: 'CN=Other' }], [missing]],
  ['an expired certificate', [{ ...stored, notAfter: past }], [expired]],
  [
    'several of one name, the newest sound',
    [
      { ...stored, notAfter: past },
      { ...stored, notAfter: future },
    ],
    [],
  ],
];

for (const [what, listed, codes] of storedCases) {
  test(`the certificate that a connector names: ${what}`, () => {
    const known = listed.map((each) => ({ ...stored, ...each }));
    assert.deepEqual(codesWith(JSON.stringify(named), { stored: known }), codes);
  });
}

test('a certificate renewed by another authority is offered in the place of the missing one', () => {
  const source = new SourceText(JSON.stringify(named));
  const document = readConnectors(source, 'a.json');
  assert.ok(document !== undefined);
  const circumstances = { captures: [], now, stored: [{ ...stored, issuer: 'CN=New' }] };
  const [found] = checkConnectors(document, circumstances);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.equal(JSON.parse(mended).TlsCertificateName, '<I>CN=New<S>CN=mail.contoso.com');
});

test('connector.tls-certificate-chain: what was presented without its issuer', () => {
  const own = leaf('mail.contoso.com');
  const text = JSON.stringify(named);
  const code = 'connector.tls-certificate-chain';
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [own])] }), [code]);
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [own, authority])] }), []);
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [leaf('other.contoso.com')])] }), []);
  assert.deepEqual(codesWith(text, { captures: [] }), []);
});

test('every rule says where it is documented', () => {
  for (const { source, kinds } of rules) {
    assert.match(
      source,
      /^https:\/\/(?:learn\.microsoft\.com|www\.rfc-editor\.org|www\.postfix\.org|www\.exim\.org)\//,
    );
    assert.ok(kinds.length > 0);
  }
});
