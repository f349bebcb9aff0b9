import assert from 'node:assert/strict';
import test from 'node:test';
import type { Presented } from '../../src/chain/capture.js';
import { checkConnectors } from '../../src/connectors/check.js';
import { type ConnectorDocument, readConnectors } from '../../src/connectors/document.js';
import { referencedPaths } from '../../src/connectors/referencedFile.js';
import { smartHosts } from '../../src/connectors/smartHosts.js';
import { SourceText } from '../../src/text/source.js';
import { readCertificate } from '../../src/x509/certificate.js';
import type { CredentialFile } from '../../src/x509/credentialFile.js';
import { type Issued, issue, makeChain } from '../support/pki.js';

const exchangeOnline = 'contoso-com.mail.protection.outlook.com';

function read(text: string, fileName = ''): ConnectorDocument {
  const document = readConnectors(new SourceText(text), fileName);
  assert.ok(document !== undefined, text);
  return document;
}

function plain({ connectors }: ConnectorDocument): Readonly<Record<string, unknown>> {
  const [connector] = connectors;
  assert.ok(connector !== undefined);
  return Object.fromEntries([...connector.properties].map(([name, { value }]) => [name, value]));
}

const postfixCases: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['relayhost = [a.example]:25\n', { relayhost: '[a.example]:25' }],
  ['relayhost=a.example   \r\nmyhostname =b\r\n', { relayhost: 'a.example', myhostname: 'b' }],
  ['relayhost = a.example\nrelayhost = b.example\n', { relayhost: 'b.example' }],
  ['smtp_tls_chain_files =\n  /a.pem,\n# comment\n\n  /b.pem\n', { smtp_tls_chain_files: '/a.pem, /b.pem' }],
  ['# relayhost = x\nrelayhost = a\n#smtp_tls_cert_file = y\n', { relayhost: 'a' }],
  [
    'dir = /etc\nsmtp_tls_cert_file = $dir/\x24{name}.pem\nname = $other\nother = x',
    { dir: '/etc', smtp_tls_cert_file: '/etc/x.pem', name: 'x', other: 'x' },
  ],
  ['relayhost = $mydomain\n', { relayhost: { dynamic: true, expression: '$mydomain' } }],
  ['relayhost = $relayhost\n', { relayhost: { dynamic: true, expression: '$relayhost' } }],
  ['relayhost = a\nsmtp_sasl_password_maps = static:u:p\n', { relayhost: 'a' }],
];

for (const [text, expected] of postfixCases) {
  test(`reads Postfix: ${JSON.stringify(text)}`, () => {
    const document = read(text, 'main.cf');
    assert.equal(document.format, 'postfix');
    assert.deepEqual(plain(document), expected);
  });
}

test('reads Exim: a transport, what its router hands to it, and macros', () => {
  const text = `CERT = /etc/exim4/full.pem
begin routers
out:
  driver = manualroute
  transport = exo
  route_list = * ${exchangeOnline} byname
begin transports
local:
  driver = appendfile
exo:
  driver = smtp
  port = 25
  hide client_send = : u : p
  tls_certificate = CERT
  hosts_require_tls = *.a.example : \\
                      *.b.example
  tls_privatekey = \${if eq{a}{b}{c}{d}}
`;
  const document = read(text, 'exim4.conf');
  const [connector, ...more] = document.connectors;
  assert.ok(connector !== undefined && more.length === 0);
  assert.equal(connector.identity.value, 'exo');
  assert.deepEqual(plain(document), {
    driver: 'smtp',
    port: '25',
    tls_certificate: '/etc/exim4/full.pem',
    hosts_require_tls: '*.a.example : *.b.example',
    tls_privatekey: { dynamic: true, expression: '\x24{if eq{a}{b}{c}{d}}' },
    route_list: `* ${exchangeOnline} byname`,
  });
  assert.equal(connector.range.start.line, 9);
  assert.equal(connector.range.end.line, 16);
});

test('reads Sendmail and IIS', () => {
  const mc =
    "dnl define(`SMART_HOST', `x')\ndefine(`SMART_HOST', `[a.example]')dnl\ndefine(`confCLIENT_CERT',`/c.pem')dnl\n";
  assert.deepEqual(plain(read(mc, 'sendmail.mc')), { SMART_HOST: '[a.example]', confCLIENT_CERT: '/c.pem' });
  const xml =
    '<?xml version="1.0"?>\r\n<configuration><IIsSmtpServer\tLocation ="/LM/SmtpSvc/1"\r\n\tSmartHost="a.example"\r\n\tRoutePassword="x"\r\n>\r\n</IIsSmtpServer></configuration>';
  const document = read(xml, 'MetaBase.xml');
  assert.deepEqual(plain(document), { Location: '/LM/SmtpSvc/1', SmartHost: 'a.example' });
  const [connector] = document.connectors;
  assert.equal(connector && new SourceText(xml).slice(connector.identity.range), '/LM/SmtpSvc/1');
});

for (const text of [
  'smtpd_tls_cert_file = /a.pem\nmyhostname = b\n',
  '[section]\nhost = relayhost\n',
  'begin transports\nx:\n  driver = smtp\n',
  "dnl\ndefine(`confLOG_LEVEL', `9')dnl\n",
  '<configuration><IIsWebServer Location="/LM/W3SVC/1"/></configuration>',
]) {
  test(`finds no connector in ${JSON.stringify(text)}`, () => {
    assert.equal(readConnectors(new SourceText(text), 'main.cf'), undefined);
  });
}

const hostCases: readonly (readonly [string, readonly (readonly [string, number | undefined])[]])[] = [
  [`relayhost = [${exchangeOnline}]:25`, [[exchangeOnline, 25]]],
  ['relayhost = a.example', [['a.example', undefined]]],
  ["define(`SMART_HOST', `esmtp:[a.example]')", [['a.example', undefined]]],
  [
    'begin routers\nr:\n  transport = t\n  route_list = x a.example:b.example byname ; y c.example\nbegin transports\nt:\n  driver = smtp\n  port = 587\n  tls_certificate = /a',
    [
      ['a.example', 587],
      ['b.example', 587],
      ['c.example', 587],
    ],
  ],
  [
    'begin transports\nt:\n  driver = smtp\n  hosts = a.example : b.example::26\n  tls_certificate = /a',
    [
      ['a.example', 25],
      ['b.example', 26],
    ],
  ],
  ['<a><IIsSmtpServer SmartHost="[a.example]" RemoteSmtpPort="26"/></a>', [['a.example', 26]]],
  [
    '{"Name":"a","AddressSpaces":[],"SmartHosts":["[192.0.2.1]","b.example"],"Port":25}',
    [
      ['192.0.2.1', 25],
      ['b.example', 25],
    ],
  ],
];

for (const [text, expected] of hostCases) {
  test(`knows the smart hosts of ${JSON.stringify(text)}`, () => {
    const [connector] = read(text).connectors;
    assert.deepEqual(connector && smartHosts(connector).map(({ host, port }) => [host, port]), expected);
  });
}

const chain = makeChain('p256');
const selfSigned = issue({ subject: { CN: 'a.example' } });
const expired = issue({ subject: { CN: 'a.example' }, issuer: chain.intermediate, notAfter: new Date('1969-12-31') });

function file(
  blocks: readonly ('certificate' | 'key')[],
  issued: readonly Issued[],
  keyFits?: boolean,
): CredentialFile {
  const presented = issued.map(({ der }): Presented => {
    const result = readCertificate(der);
    return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
  });
  return { blocks, presented, ...(keyFits === undefined ? {} : { keyFits }) };
}

const files: Readonly<Record<string, CredentialFile>> = {
  '/leaf.pem': file(['certificate'], [chain.leaf]),
  '/full.pem': file(['certificate', 'certificate'], [chain.leaf, chain.intermediate]),
  '/authority.pem': file(['certificate', 'certificate'], [chain.intermediate, chain.leaf]),
  '/rootfirst.pem': file(['certificate', 'certificate'], [chain.root, chain.leaf]),
  '/other.pem': file(['certificate', 'certificate'], [chain.leaf, selfSigned]),
  '/self.pem': file(['certificate', 'key'], [selfSigned]),
  '/key.pem': file(['key'], []),
  '/wrong.pem': file(['key'], [], false),
  '/encrypted.pem': { ...file(['key'], []), keyEncrypted: true },
  '/expired.pem': file(['certificate', 'certificate'], [expired, chain.intermediate]),
  '/keyfirst.pem': file(['key', 'certificate', 'certificate'], [chain.leaf, chain.intermediate]),
  '/keylast.pem': file(['certificate', 'certificate', 'key'], [chain.leaf, chain.intermediate]),
};

function codes(text: string): readonly (string | undefined)[] {
  const document = read(text);
  const found = checkConnectors(document, { captures: [], file: (path) => files[path], now: new Date(0) });
  return found.map(({ code, range }) => `${code}: ${range && document.source.slice(range)}`);
}

const towards = `relayhost = [${exchangeOnline}]\nsmtp_tls_security_level = encrypt\n`;
const keyed = `${towards}smtp_tls_key_file = /key.pem\n`;

const ruleCases: readonly (readonly [string, readonly string[]])[] = [
  [`${keyed}smtp_tls_cert_file = /full.pem`, []],
  [`${keyed}smtp_tls_cert_file = /leaf.pem`, ['connector.client-chain: /leaf.pem']],
  [`${keyed}smtp_tls_cert_file = /other.pem`, ['connector.client-chain: /other.pem']],
  [`${keyed}smtp_tls_cert_file = /unknown.pem`, []],
  [`${towards}smtp_tls_cert_file = /self.pem`, ['connector.self-signed-certificate: /self.pem']],
  ['relayhost = a.example\nsmtp_tls_cert_file = /self.pem', []],
  [`${keyed}smtp_tls_cert_file = /rootfirst.pem`, ['connector.chain-file-order: /rootfirst.pem']],
  [`${towards}smtp_tls_cert_file = /full.pem\nsmtp_tls_key_file = $config_directory/a.key`, []],
  [`${towards}smtp_tls_cert_file = /full.pem\nsmtp_tls_chain_files = $config_directory/a.pem`, []],
  [`${keyed}smtp_tls_cert_file = /authority.pem`, ['connector.chain-file-order: /authority.pem']],
  [
    `${towards}smtp_tls_cert_file = /authority.pem\nsmtp_tls_key_file = /wrong.pem`,
    ['connector.chain-file-order: /authority.pem'],
  ],
  [`${towards}smtp_tls_cert_file = /full.pem`, ['connector.client-key: /full.pem']],
  [`${towards}smtp_tls_cert_file = /full.pem\nsmtp_tls_key_file = /wrong.pem`, ['connector.client-key: /wrong.pem']],
  [`${towards}smtp_tls_cert_file = /full.pem\nsmtp_tls_key_file = /leaf.pem`, ['connector.client-key: /leaf.pem']],
  [
    `${towards}smtp_tls_cert_file = /full.pem\nsmtp_tls_key_file = /encrypted.pem`,
    ['connector.client-key: /encrypted.pem'],
  ],
  [`${keyed}smtp_tls_cert_file = /expired.pem`, ['connector.tls-certificate-expired: /expired.pem']],
  [
    `${towards}smtp_tls_eccert_file = /leaf.pem\nsmtp_tls_eckey_file = /wrong.pem`,
    ['connector.client-chain: /leaf.pem', 'connector.client-key: /wrong.pem'],
  ],
  [`${keyed}smtp_tls_cert_file = /full.pem\nsmtp_tls_eccert_file = /leaf.pem`, []],
  [`${towards}smtp_tls_chain_files = /keyfirst.pem`, []],
  [`${towards}smtp_tls_chain_files = /key.pem, /full.pem`, []],
  [`${towards}smtp_tls_chain_files = /keylast.pem`, ['connector.chain-file-order: /keylast.pem']],
  [`${towards}smtp_tls_chain_files = /full.pem /key.pem`, ['connector.chain-file-order: /full.pem /key.pem']],
  [towards, [`connector.client-certificate-unset: [${exchangeOnline}]`]],
  ['relayhost = a.example\n', []],
  [
    `relayhost = [${exchangeOnline}]:587\nsmtp_tls_security_level = may\nsmtp_tls_cert_file = /x`,
    [`connector.smart-host-port: [${exchangeOnline}]:587`],
  ],
  [`relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x`, [`connector.postfix-security-level: ${exchangeOnline}`]],
  [
    `relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\nsmtp_tls_security_level = none`,
    ['connector.postfix-security-level: none'],
  ],
  [
    `relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\nsmtp_tls_security_level =`,
    [`connector.postfix-security-level: ${exchangeOnline}`],
  ],
  [`relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\nsmtp_tls_policy_maps = hash:/p`, []],
  [`relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\ncompatibility_level = 3.11`, []],
  [
    `relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\ncompatibility_level = 3.9`,
    [`connector.postfix-security-level: ${exchangeOnline}`],
  ],
  [`relayhost = ${exchangeOnline}\nsmtp_tls_cert_file = /x\nsmtp_use_tls = yes`, ['connector.postfix-obsolete: yes']],
  ['relayhost = [smtp.office365.com]:587', ['connector.submission-endpoint: [smtp.office365.com]:587']],
  ['relayhost = [smtp.office365.com]:587\nsmtp_sasl_auth_enable = yes', []],
  ["define(`SMART_HOST', `smtp.office365.com')", ["connector.submission-endpoint: `smtp.office365.com'"]],
  ["FEATURE(`authinfo', `hash /etc/mail/authinfo')dnl\ndefine(`SMART_HOST', `smtp.office365.com')", []],
  [
    "include(`/usr/share/sendmail/cf/m4/cf.m4')dnl\ndefine(`SMART_HOST', `a.b-v1.mx.microsoft')",
    ["connector.client-certificate-unset: `a.b-v1.mx.microsoft'"],
  ],
  ["include(`/etc/mail/tls/starttls.m4')dnl\ndefine(`SMART_HOST', `a.b-v1.mx.microsoft')", []],
  [
    'begin transports\nt:\n  driver = smtp\n  hosts = smtp.office365.com\n  hosts_avoid_tls = x',
    ['connector.submission-endpoint: smtp.office365.com'],
  ],
  [
    'begin transports\nt:\n  driver = smtp\n  hosts = smtp.office365.com\n  hosts_avoid_tls = x\n  hosts_try_auth = *',
    [],
  ],
  [
    'begin transports\nt:\n  driver = smtp\n  hosts = a.mail.protection.partner.outlook.cn::587\n  tls_certificate = /x',
    ['connector.smart-host-port: a.mail.protection.partner.outlook.cn::587'],
  ],
  [
    'begin transports\nt:\n  driver = smtp\n  tls_certificate = /leaf.pem\n  tls_privatekey = /key.pem',
    ['connector.client-chain: /leaf.pem'],
  ],
  [
    "define(`confCLIENT_CERT', `/leaf.pem')\ndefine(`confCLIENT_KEY', `/key.pem')",
    ["connector.client-chain: `/leaf.pem'"],
  ],
  ['<a><IIsSmtpServer Location="1" RouteAction="268" SSLCertHash="25"/></a>', []],
  ['<a><IIsSmtpServer Location="1" RouteAction="264"/></a>', []],
  ['<a><IIsSmtpService SSLCertHash="25"></IIsSmtpService><IIsSmtpServer Location="1" RouteAction="268"/></a>', []],
  ['<a><IIsSmtpServer Location="1" RouteAction="268"/></a>', ['connector.iis-certificate: 268']],
  [
    '<a><IIsSmtpServer Location="1" AccessSSLFlags="AccessSSL | AccessSSL128" SSLCertHash=""/></a>',
    ['connector.iis-certificate: AccessSSL | AccessSSL128'],
  ],
];

for (const [text, expected] of ruleCases) {
  test(`judges ${JSON.stringify(text)}`, () => {
    assert.deepEqual(codes(text), expected);
  });
}

test('connector.client-chain: an error only where Exchange Online may be the other side', () => {
  const cases = [
    ['relayhost = [smtp.contoso.com]\n', 'information'],
    [`relayhost = [${exchangeOnline}]\nsmtp_tls_security_level = may\n`, 'error'],
    ['', 'error'],
  ];
  for (const [relay, severity] of cases) {
    const document = read(`${relay}smtp_tls_cert_file = /leaf.pem\nsmtp_tls_key_file = /key.pem\n`);
    const found = checkConnectors(document, { captures: [], file: (path) => files[path], now: new Date(0) });
    assert.deepEqual(
      found.map((each) => [each.code, each.severity]),
      [['connector.client-chain', severity]],
    );
  }
});

test('names the files that it wants to know', () => {
  const text = `${keyed}smtp_tls_cert_file = /full.pem`;
  assert.deepEqual(referencedPaths(read(text).connectors), ['/full.pem', '/key.pem']);
  assert.deepEqual(referencedPaths(read('smtp_tls_chain_files = /a, /b\n').connectors), ['/a', '/b']);
});
