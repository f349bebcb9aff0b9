// Damaged documents: cut off at any byte, with bits flipped, hostile on purpose. Nothing throws, and nothing is stated that
// the text does not say.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import type { Connector, PropertyValue } from '../../src/connectors/connector.js';
import { type ConnectorDocument, readConnectors } from '../../src/connectors/document.js';
import { propertyTable } from '../../src/connectors/properties.js';
import { isList } from '../../src/connectors/values.js';
import { decodeText } from '../../src/text/decode.js';
import { SourceText, type Stated } from '../../src/text/source.js';
import { mutated, seeded } from '../support/seeded.js';

const exchangeOnline = 'contoso-com.mail.protection.outlook.com';

const documents: Readonly<Record<string, string>> = {
  'inbound.json': JSON.stringify(
    [{ Name: 'a "b"', SenderDomains: ['smtp:*;1'], SenderIPAddresses: ['203.0.113.0/24'], RequireTls: true, X: null }],
    null,
    2,
  ),
  'wrapped.json': JSON.stringify({
    value: [{ Name: 'a', UseMXRecord: false, SmartHosts: { value: ['b'], Count: 1 }, TlsSettings: { Value: 'c' } }],
  }),
  'send.ps1': `$tls = @{ TlsAuthLevel = 'DomainValidation'; SmartHosts = "${exchangeOnline}", 'b' }
if ($x) { New-SendConnector -Name ‘a’ -RequireTLS:$true @tls -Fqdn "mail.$(Get-Domain)" \`
  -TlsCertificateName '<I>CN=a<S>CN=b' }`,
  'dsc.ps1': "Configuration C { EXOInboundConnector 'a' { Identity = 'b'; SenderDomains = @('*'); Enabled = $True } }",
  'dsc.psd1': "@{ Data = @(\n@{ Identity = 'b'; SenderDomains = @('*'); SenderIPAddresses = '203.0.113.1' }\n) }",
  'send.csv': 'Name;RequireTLS;SmartHosts;TlsCertificateName\r\n"a ""b""";True;b,c;<I>CN=a<S>CN=b\r\nc;False;;',
  'lossy.csv': '#TYPE a\r\n"Name"\t"SmartHosts"\t"AddressSpaces"\r\n"a"\t"System.String[]"\t"SMTP:*;1"\r\n',
  'send.clixml': `<Objs><Obj RefId="0"><Props><S N="Name">a</S><B N="RequireTLS">true</B><Obj N="SmartHosts" RefId="1"><LST>
    <S>b&amp;c</S></LST></Obj><Ref N="AddressSpaces" RefId="1" /><Nil N="TlsDomain" /></Props></Obj></Objs>`,
  'certificates.clixml': '<Objs><Obj RefId="0"><Props><BA N="RawData">MAA=</BA><S N="Name">a</S></Props></Obj></Objs>',
  'send.txt': `Name               : a\r\nSmartHosts         : {b, c}\r\nTlsCertificateName : <I>CN=a, O=b,\r\n                     C=c<S>CN=d\r\nAddressSpaces      : {}\r\n`,
  'certificates.txt': 'Issuer     : CN=c\r\nSubject    : CN=b\r\nThumbprint : A1\r\n',
  'main.cf': `relayhost = [${exchangeOnline}]:25\nsmtp_tls_chain_files = /a.pem,\n  $dir/b.pem\ndir = /etc\n`,
  'exim.conf': `begin routers\nr:\n  transport = t\n  route_list = * ${exchangeOnline}\nbegin transports\nt:\n  driver = smtp\n  tls_certificate = /a.pem\n`,
  'sendmail.mc': `define(\`SMART_HOST', \`[${exchangeOnline}]')dnl\ndefine(\`confCLIENT_CERT', \`/a.pem')dnl\n`,
  'MetaBase.xml': `<?xml version="1.0"?><c><IIsSmtpServer Location="/LM/SmtpSvc/1" SmartHost="${exchangeOnline}" RouteAction="268">\n</IIsSmtpServer></c>`,
};

const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
};

function read(name: string, bytes: Uint8Array): ConnectorDocument | undefined {
  const document = readConnectors(new SourceText(decodeText(bytes)), name);
  if (document !== undefined) {
    const stored = [{ issuer: 'CN=a', subject: 'CN=b', thumbprint: '' }];
    checkConnectors(document, { captures: [], stored, now: new Date(0) });
  }
  return document;
}

/**
 * What a document states stands in its text: the letters in their order at the place that is given, with escapes between,
 * or word by word anywhere, where a value refers to others.
 */
function assertStated({ source, connectors }: ConnectorDocument): void {
  const text = source.text.toLowerCase();
  for (const connector of connectors) {
    assert.ok(source.offsetAt(connector.range.end) <= text.length);
    for (const [name, each] of [...connector.properties, ['identity', connector.identity] as const]) {
      for (const { value, range } of parts(each)) {
        const written = source.slice(range).toLowerCase();
        const words = value.toLowerCase().match(/[a-z0-9]+/g) ?? [];
        // A number alone stands for a legal value.
        const isSaid = holds(written, words.join('')) || /^"?\d"?$/.test(written);
        assert.ok(isSaid || words.every((word) => text.includes(word)), `${name}: ${value} of ${source.text}`);
      }
    }
  }
}

/** Whether a text has these letters in this order. */
function holds(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

function parts({ value, range }: Stated<PropertyValue>): readonly Stated<string>[] {
  if (value !== null && isList(value)) {
    return value;
  }
  return typeof value === 'string' ? [{ value, range }] : [];
}

const identities = (connectors: readonly Connector[]) => connectors.map(({ identity }) => identity.value);

for (const [name, text] of Object.entries(documents)) {
  test(`${name} is read`, () => {
    const document = read(name, Buffer.from(text));
    assert.ok(document !== undefined);
    assertStated(document);
  });

  for (const [encoding, encode] of Object.entries(encodings)) {
    test(`${name} in ${encoding}, cut off at any byte, states nothing that is not in it`, () => {
      const bytes = encode(text);
      const whole = identities(read(name, bytes)?.connectors ?? []);
      for (let length = 0; length < bytes.length; length++) {
        const document = read(name, bytes.subarray(0, length));
        if (document !== undefined) {
          assertStated(document);
          const names = identities(document.connectors);
          assert.ok(names.length <= whole.length && names.every((each) => whole.some((full) => full.startsWith(each))));
        }
      }
    });

    test(`${name} in ${encoding} with any byte flipped states nothing that is not in it`, () => {
      const random = seeded(1);
      const bytes = encode(text);
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << Math.floor(random() * 8)) : byte));
        for (const damaged of [flipped, mutated(bytes, random)]) {
          const document = read(name, damaged);
          if (document !== undefined) {
            assertStated(document);
          }
        }
      }
    });
  }
}

const deep = 100_000;
const nested: Readonly<Record<string, string>> = {
  'arrays.json': `{"SmartHosts":${'['.repeat(deep)}`,
  'objects.json': '{"SmartHosts":'.repeat(deep),
  'tables.ps1': `New-SendConnector -Name a -SmartHosts ${'@{a='.repeat(deep)}`,
  'parentheses.ps1': `New-SendConnector -Name a -SmartHosts ${'('.repeat(deep)}`,
  'blocks.ps1': `${'if (1) {'.repeat(deep)} New-SendConnector -Name a`,
  'tables.psd1': `@{ SmartHosts = 'a'; b = ${'@{a='.repeat(deep)}`,
  'objects.clixml': `<Objs>${'<Obj><Props><Obj N="SmartHosts">'.repeat(deep)}`,
  'MetaBase.xml': `<c><IIsSmtpServer>${'<a>'.repeat(deep)}`,
};

for (const [name, text] of Object.entries(nested)) {
  test(`${name} nested ${deep} times is refused with a finding`, () => {
    assert.ok(read(name, Buffer.from(text))?.findings.some(({ code }) => code === 'connector.too-deep'));
  });
}

const prologues = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
  '<!DOCTYPE a>',
];

for (const name of ['send.clixml', 'MetaBase.xml']) {
  for (const prologue of prologues) {
    test(`${name} behind ${prologue} is refused with a finding`, () => {
      const body = (documents[name] ?? '').replace('<?xml version="1.0"?>', '').replace('amp;', 'b;');
      const document = read(name, Buffer.from(`<?xml version="1.0"?>${prologue}${body}`));
      assert.deepEqual(
        document?.findings.map(({ code }) => code),
        ['connector.xml-refused'],
      );
      assert.deepEqual(document?.connectors, []);
    });
  }
}

test('a short main.cf that refers to itself without end is read in no time', () => {
  const doubled = Array.from({ length: 60 }, (_, i) => `a${i} = $a${i + 1} $a${i + 1}`).join('\n');
  const document = read('main.cf', Buffer.from(`relayhost = $a0\n${doubled}\na60 = b\nc = $d\nd = $c\n`));
  const [connector] = document?.connectors ?? [];
  assert.equal(connector?.properties.get('a60')?.value, 'b');
  for (const name of ['a0', 'c', 'd']) {
    assert.ok(typeof connector?.properties.get(name)?.value === 'object', name);
  }
});

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
      read('a.json', Buffer.from(JSON.stringify(object)));
      read('a.json', Buffer.from(JSON.stringify({ ...object, ...typical[kind] })));
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
      read(name, Buffer.from(write(value)));
    }
  });
}
