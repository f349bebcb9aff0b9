// CSV, CLIXML and Format-List. Whole exports are compared with what PowerShell writes in exports.pwsh.test.ts.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Connector, PropertyValue } from '../../src/connectors/connector.js';
import { type ConnectorDocument, readConnectors } from '../../src/connectors/document.js';
import { storedCertificates } from '../../src/connectors/listedCertificate.js';
import { isList } from '../../src/connectors/values.js';
import { SourceText } from '../../src/text/source.js';
import { readCertificate } from '../../src/x509/certificate.js';
import { issue } from '../support/pki.js';

function read(text: string): ConnectorDocument {
  const document = readConnectors(new SourceText(text), 'export.txt');
  assert.ok(document !== undefined);
  return document;
}

function first(text: string): Connector {
  const [connector] = read(text).connectors;
  assert.ok(connector !== undefined);
  return connector;
}

function plain(value: PropertyValue | undefined): unknown {
  if (value === undefined || value === null || typeof value !== 'object') {
    return value;
  }
  return isList(value) ? value.map((each) => each.value) : '?';
}

function clixml(members: string): string {
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><TN RefId="0"><T>System.Object</T></TN><Props>${members}</Props></Obj></Objs>`;
}

interface Reading {
  readonly text: string;
  readonly name: string;
  readonly value: unknown;
  /** The text at which it stands. */
  readonly at?: string;
}

const csvHead = 'Name,RequireTLS,SmartHosts,AddressSpaces,TlsCertificateName,Port\n';
const clixmlHead = '<S N="Name">a</S><B N="RequireTLS">true</B><Nil N="SmartHosts" />';
const listHead = 'Name               : a\nAddressSpaces      : {SMTP:*;1}\n';

const readings: readonly Reading[] = [
  { text: `${csvHead}a,True,b;c,SMTP:*;1,,25`, name: 'RequireTLS', value: true, at: 'True' },
  { text: `${csvHead}a,True,b;c,SMTP:*;1,,25`, name: 'SmartHosts', value: ['b', 'c'], at: 'b;c' },
  { text: `${csvHead}a,True,"b,c",SMTP:*;1,,25`, name: 'SmartHosts', value: ['b', 'c'], at: '"b,c"' },
  { text: `${csvHead}a,True,b,SMTP:*;1;SMTP:x;20;y,,25`, name: 'AddressSpaces', value: ['SMTP:*;1', 'SMTP:x;20', 'y'] },
  {
    text: `${csvHead}a,True,b,,"<I>CN=a, O=""b""<S>CN=c",25`,
    name: 'TlsCertificateName',
    value: '<I>CN=a, O="b"<S>CN=c',
  },
  { text: `${csvHead}a,,,,,`, name: 'RequireTLS', value: null, at: '' },
  { text: `${csvHead}a,True,b,c,d,25`, name: 'Port', value: 25 },
  { text: `${csvHead}a,True`, name: 'Port', value: undefined },
  { text: `${csvHead}a,"Tr`, name: 'RequireTLS', value: '?' },
  { text: clixml(clixmlHead), name: 'RequireTLS', value: true, at: 'true' },
  { text: clixml(clixmlHead), name: 'SmartHosts', value: null, at: '<Nil N="SmartHosts" />' },
  {
    text: clixml(`${clixmlHead}<S N="TlsCertificateName">&lt;I&gt;a&lt;S&gt;b_x000A_</S>`),
    name: 'TlsCertificateName',
    value: '<I>a<S>b\n',
    at: '&lt;I&gt;a&lt;S&gt;b_x000A_',
  },
  {
    text: clixml(
      `${clixmlHead}<Obj N="TlsAuthLevel" RefId="1"><ToString>DomainValidation</ToString><I32>3</I32></Obj>`,
    ),
    name: 'TlsAuthLevel',
    value: 'DomainValidation',
    at: 'DomainValidation',
  },
  {
    text: clixml(
      `${clixmlHead}<Obj N="AddressSpaces" RefId="1"><LST><S>SMTP:*;1</S><Obj RefId="2"><ToString>x</ToString></Obj></LST></Obj>`,
    ),
    name: 'AddressSpaces',
    value: ['SMTP:*;1', 'x'],
  },
  {
    text: clixml(`${clixmlHead}<Obj N="A" RefId="7"><LST><S>x</S></LST></Obj><Ref N="AddressSpaces" RefId="7" />`),
    name: 'AddressSpaces',
    value: ['x'],
  },
  { text: clixml(`${clixmlHead}<SS N="Fqdn">01000000</SS>`), name: 'Fqdn', value: '?' },
  { text: clixml(`${clixmlHead}<S N="Fqdn">mail`).replace(/<\/Props>.*/s, ''), name: 'Fqdn', value: '?' },
  { text: `${listHead}RequireTLS         : True\n`, name: 'RequireTLS', value: true, at: 'True' },
  { text: `${listHead}SmartHosts         : {a, b}\n`, name: 'SmartHosts', value: ['a', 'b'], at: '{a, b}' },
  { text: `${listHead}SmartHosts         : {}\n`, name: 'SmartHosts', value: [] },
  { text: `${listHead}SmartHosts         : {a, b...}\n`, name: 'SmartHosts', value: ['a', 'b'] },
  { text: `${listHead}Fqdn               : \n`, name: 'Fqdn', value: '' },
  {
    text: `${listHead}TlsCertificateName : <I>CN=Example CA, O=Example,\r\n                     C=US<S>CN=mail\r\n`,
    name: 'TlsCertificateName',
    value: '<I>CN=Example CA, O=Example, C=US<S>CN=mail',
  },
  {
    text: `${listHead}TlsCertificateName : <I>CN=Exam\n                     ple CA<S>C\n                     N=mail\n`,
    name: 'TlsCertificateName',
    value: '<I>CN=Example CA<S>CN=mail',
  },
];

for (const { text, name, value, at } of readings) {
  test(`reads ${name} from ${JSON.stringify(text.slice(-90))}`, () => {
    const stated = first(text).properties.get(name);
    assert.deepEqual(plain(stated?.value), value);
    if (at !== undefined) {
      assert.equal(stated && new SourceText(text).slice(stated.range), at);
    }
  });
}

test('a CSV whose lists were lost says how to keep them, and judges none of them', () => {
  const text =
    '#TYPE Selected.Object\r\n"Name","SenderDomains","SenderIPAddresses"\r\n"a","System.String[]","System.Collections.ArrayList"\r\n';
  const { connectors, findings } = read(text);
  assert.equal(plain(connectors[0]?.properties.get('SenderIPAddresses')?.value), '?');
  assert.deepEqual(
    findings.map(({ code, range }) => [code, range && new SourceText(text).slice(range)]),
    [
      ['connector.lossy-export', '"System.String[]"'],
      ['connector.lossy-export', '"System.Collections.ArrayList"'],
    ],
  );
});

test('finds several objects in a printed list, with text around them', () => {
  const text = `[PS] C:\\>Get-SendConnector | fl\n\n\n${listHead}\n${listHead.replace(': a', ': b')}Name               : c\nAddressSpaces      : {}\n\n[PS] C:\\>`;
  assert.deepEqual(
    read(text).connectors.map(({ identity, range }) => [identity.value, range.start.line, range.end.line]),
    [
      ['a', 3, 4],
      ['b', 6, 7],
      ['c', 8, 9],
    ],
  );
});

test('an XML export with a document type is refused', () => {
  const text = `<!DOCTYPE x [<!ENTITY a "b">]>${clixml(clixmlHead)}`;
  const { connectors, findings } = read(text);
  assert.equal(connectors.length, 0);
  assert.deepEqual(
    findings.map((each) => each.code),
    ['connector.xml-refused'],
  );
});

test('lists the certificates of a server, as text and with their DER', () => {
  const issued = issue({ subject: { O: 'Contoso', CN: 'mail.contoso.com' } });
  const fields =
    'Issuer             : CN=CA, O=Example\nServices           : IIS, SMTP\nSubject            : CN=a\nThumbprint         : 9F3B\n';
  const listed = read(fields);
  assert.deepEqual(storedCertificates(listed.certificates ?? [], readCertificate), [
    { issuer: 'CN=CA, O=Example', subject: 'CN=a', thumbprint: '9F3B' },
  ]);
  const exported = read(clixml(`<BA N="RawData">${issued.der.toString('base64')}</BA>`));
  const [stored] = storedCertificates(exported.certificates ?? [], readCertificate);
  assert.equal(stored?.subject, 'CN=mail.contoso.com, O=Contoso');
  assert.deepEqual(stored?.certificate?.der, new Uint8Array(issued.der));
});

const others: readonly (readonly [string, string])[] = [
  ['CSV', 'Name,Mail\na,b\n'],
  ['CLIXML', clixml('<S N="Name">a</S>')],
  ['a list', 'Name : a\nStatus : Running\n'],
  ['YAML', 'Name: a\nSmartHosts: [b]\nAddressSpaces: [c]\n'],
  ['prose', 'SmartHosts and AddressSpaces belong to a Send connector. TlsCertificateName: see below.'],
  ['a web page', '<!DOCTYPE html><html><body>TlsCertificateName</body></html>'],
];

for (const [what, text] of others) {
  test(`takes ${what} without connectors for nothing of ours`, () => {
    assert.equal(readConnectors(new SourceText(text), 'a.txt'), undefined);
  });
}
