// Damaged documents: cut off anywhere, with flipped characters. Nothing throws, and no value is made up.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import type { PropertyValue } from '../../src/connectors/connector.js';
import { readConnectors } from '../../src/connectors/document.js';
import { propertyTable } from '../../src/connectors/properties.js';
import { isList } from '../../src/connectors/values.js';
import { SourceText } from '../../src/text/source.js';

const exchangeOnline = 'contoso-com.mail.protection.outlook.com';

const documents: Readonly<Record<string, string>> = {
  'inbound.json': JSON.stringify(
    [{ Name: 'a "b"', SenderDomains: ['smtp:*;1'], SenderIPAddresses: ['203.0.113.0/24'], RequireTls: true, X: null }],
    null,
    2,
  ),
  'send.ps1': `$tls = @{ TlsAuthLevel = 'DomainValidation'; SmartHosts = "${exchangeOnline}", 'b' }
if ($x) { New-SendConnector -Name ‘a’ -RequireTLS:$true @tls -Fqdn "mail.$(Get-Domain)" \`
  -TlsCertificateName '<I>CN=a<S>CN=b' }`,
  'dsc.ps1': "Configuration C { EXOInboundConnector 'a' { Identity = 'b'; SenderDomains = @('*'); Enabled = $True } }",
  'send.csv': 'Name;RequireTLS;SmartHosts;TlsCertificateName\r\n"a ""b""";True;b,c;<I>CN=a<S>CN=b\r\nc;False;;',
  'send.clixml': `<Objs><Obj RefId="0"><Props><S N="Name">a</S><B N="RequireTLS">true</B><Obj N="SmartHosts" RefId="1"><LST>
    <S>b&amp;c</S></LST></Obj><Ref N="AddressSpaces" RefId="1" /><Nil N="TlsDomain" /></Props></Obj></Objs>`,
  'send.txt': `Name               : a\r\nSmartHosts         : {b, c}\r\nTlsCertificateName : <I>CN=a, O=b,\r\n                     C=c<S>CN=d\r\nAddressSpaces      : {}\r\n`,
  'main.cf': `relayhost = [${exchangeOnline}]:25\nsmtp_tls_chain_files = /a.pem,\n  $dir/b.pem\ndir = /etc\n`,
  'exim.conf': `begin routers\nr:\n  transport = t\n  route_list = * ${exchangeOnline}\nbegin transports\nt:\n  driver = smtp\n  tls_certificate = /a.pem\n`,
  'sendmail.mc': `define(\`SMART_HOST', \`[${exchangeOnline}]')dnl\ndefine(\`confCLIENT_CERT', \`/a.pem')dnl\n`,
  'MetaBase.xml': `<?xml version="1.0"?><c><IIsSmtpServer Location="/LM/SmtpSvc/1" SmartHost="${exchangeOnline}" RouteAction="268">\n</IIsSmtpServer></c>`,
};

/** Reads and judges a text; returns every value that it states as text. */
function values(name: string, text: string): readonly string[] {
  const document = readConnectors(new SourceText(text), name);
  if (document === undefined) {
    return [];
  }
  const stored = [{ issuer: 'CN=a', subject: 'CN=b', thumbprint: '' }];
  checkConnectors(document, { captures: [], stored, now: new Date(0) });
  return document.connectors.flatMap(({ properties, identity, range }) => {
    assert.ok(document.source.offsetAt(range.end) <= text.length && identity.range.start.line >= 0);
    return [...properties.values()].flatMap(({ value }) => texts(value));
  });
}

function texts(value: PropertyValue): readonly string[] {
  if (value !== null && isList(value)) {
    return value.map((each) => each.value);
  }
  return typeof value === 'string' ? [value] : [];
}

// What decoding may put into a value that the text has otherwise.
const decoded = /[&"‘’]|\/etc/;

for (const [name, text] of Object.entries(documents)) {
  test(`${name} is read`, () => {
    assert.ok(values(name, text).length > 0);
  });

  test(`${name} cut off anywhere states nothing that is not in it`, () => {
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length);
      for (const value of values(name, cut)) {
        assert.ok(cut.includes(value) || decoded.test(value) || value.includes(' '), `${value} from ${cut.slice(-60)}`);
      }
    }
  });

  test(`${name} with other characters anywhere is read without exception`, () => {
    let seed = 1;
    const random = (limit: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    const others = [
      '"',
      "'",
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '<',
      '>',
      '\n',
      '\0',
      '`',
      '$',
      '@',
      ',',
      ';',
      '\ud800',
      '’',
      '&',
    ];
    for (let round = 0; round < 400; round++) {
      const at = random(text.length);
      values(name, text.slice(0, at) + (others[random(others.length)] ?? '') + text.slice(at + random(2)));
    }
  });
}

// Values of a size that only attackers write: a pattern that goes back over them would not come to an end.
const long = 20_000;
const endless = [
  `${' '.repeat(long)}x`,
  `a${' '.repeat(long)}b`,
  `${':'.repeat(long)}!`,
  `${'a.'.repeat(long)}!`,
  `${'*.'.repeat(long)}`,
  `<I>a${' '.repeat(long)}b<S>${' '.repeat(long)}`,
  `${'<S>'.repeat(long)}<I>`,
  `${'1.'.repeat(long)}/${'2'.repeat(long)}`,
  `smtp:${'-'.repeat(long)};${'1'.repeat(long)} `,
  `[${'['.repeat(long)}${':'.repeat(long)}`,
];

for (const kind of ['inbound', 'outbound', 'send', 'receive'] as const) {
  test(`endless values of ${kind} connectors come to an end`, () => {
    const names = propertyTable(kind).properties.map(({ name }) => name);
    for (const value of endless) {
      const object = Object.fromEntries(names.map((name) => [name, value]));
      values('a.json', JSON.stringify(object));
      values('a.json', JSON.stringify({ ...object, ...typical[kind] }));
    }
  });
}

/** What lets rules look at the rest. */
const typical = {
  inbound: { ConnectorType: 'OnPremises', RequireTls: false },
  outbound: { ConnectorType: 'Partner', TlsSettings: 'EncryptionOnly', UseMXRecord: false },
  send: { TlsAuthLevel: 'DomainValidation', RequireTLS: false, IgnoreSTARTTLS: true, DNSRoutingEnabled: true },
  receive: { RequireTLS: true },
};

for (const [name, write] of Object.entries({
  'main.cf': (value: string) =>
    `relayhost = ${value}\nsmtp_tls_chain_files = ${value}\nsmtp_tls_security_level = ${value}\n`,
  'exim.conf': (value: string) =>
    `begin routers\nr:\n  transport = t\n  route_list = ${value}\nbegin transports\nt:\n  driver = smtp\n  hosts = ${value}\n  tls_certificate = ${value}\n`,
  'sendmail.mc': (value: string) => `define(\`SMART_HOST', \`${value}')dnl\ninclude(\`${value}')dnl\n`,
  'MetaBase.xml': (value: string) => `<c><IIsSmtpServer Location="${value}" SmartHost="${value}" RouteAction="4"/></c>`,
})) {
  test(`endless values in ${name} come to an end`, () => {
    for (const value of endless) {
      values(name, write(value));
    }
  });
}
