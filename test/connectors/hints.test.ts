import assert from 'node:assert/strict';
import test from 'node:test';
import type { ConnectorKind } from '../../src/connectors/connector.js';
import { readConnectors } from '../../src/connectors/document.js';
import { completionsAt, hintAt } from '../../src/connectors/hints.js';
import { meaningOf } from '../../src/connectors/meanings.js';
import { propertyTable } from '../../src/connectors/properties.js';
import { SourceText } from '../../src/text/source.js';

/** A text with `|` at the cursor. */
function withCursor(marked: string): { readonly source: SourceText; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { source: new SourceText(marked.slice(0, offset) + marked.slice(offset + 1)), offset };
}

const hints: readonly (readonly [string, string | undefined, string?])[] = [
  ['{"Name":"a","SenderDo|mains":["*"],"RequireTls":true}', 'SenderDomains', 'SenderDomains'],
  ['{"Name":"a","SenderDomains":["*"],"RequireTls":tr|ue}', 'RequireTls', 'true'],
  ['{"Na|me":"a","SenderDomains":["*"],"RequireTls":true}', 'Name', 'Name'],
  ['{"Name":"a","SenderDomains":["*"],"RequireTls":true|}', undefined],
  ['Set-SendConnector a -Req|uireTLS $true', 'RequireTLS', 'RequireTLS'],
  ['Set-SendConnector a -TlsAuth|L DomainValidation', 'TlsAuthLevel', 'TlsAuthL'],
  ['Set-SendConnector a -TlsAuthLevel Domain|Validation', 'TlsAuthLevel', 'DomainValidation'],
  ["$p = @{\n  Smart|Hosts = 'b'\n}\nNew-SendConnector a @p", 'SmartHosts', 'SmartHosts'],
  ['Set-Send|Connector a -RequireTLS $true', undefined],
  ['# Smart|Hosts\nSet-SendConnector a -SmartHosts b', undefined],
  ['Name,RequireTLS,SmartHosts\na,Tr|ue,b', 'RequireTLS', 'True'],
  ['relayhost = [a.example]\nsmtp_tls_|cert_file = /a.pem\n', 'smtp_tls_cert_file', 'smtp_tls_cert_file'],
  ['relayhost = [a.example]\nsmtp_tls_cert_file = /a|.pem\n', 'smtp_tls_cert_file', '/a.pem'],
  ['# smtp_tls_|cert_file\nsmtp_tls_cert_file = /a.pem\n', undefined],
  ['relayhost = [a.example]\nmy|hostname = a\n', undefined],
  ['begin transports\nout:\n  driver = smtp\n  tls_cert|ificate = /a.pem\n', 'tls_certificate', 'tls_certificate'],
  ["define(`SMART_|HOST', `a.example')dnl\n", 'SMART_HOST', 'SMART_HOST'],
  ['<IIsSmtpServer Location="/LM/SmtpSvc/1" Route|Action="4"></IIsSmtpServer>', 'RouteAction', 'RouteAction'],
];

for (const [marked, name, at] of hints) {
  test(`hover over ${JSON.stringify(marked)}`, () => {
    const { source, offset } = withCursor(marked);
    const document = readConnectors(source, 'a');
    assert.ok(document !== undefined);
    const hint = hintAt(document, offset);
    assert.equal(hint?.property.name, name);
    assert.equal(hint && source.slice(hint.range), at);
  });
}

const completions: readonly (readonly [string, readonly string[] | number, string?])[] = [
  ['Set-SendConnector a -TlsAuth|', ['-TlsAuthLevel'], '-TlsAuth'],
  ['Set-SendConnector a -RequireTLS $true -Tls|', ['-TlsAuthLevel', '-TlsCertificateName', '-TlsDomain'], '-Tls'],
  ['Set-SendConnector a -TlsDomain b -Tls|', ['-TlsAuthLevel', '-TlsCertificateName'], '-Tls'],
  ['Set-SendConnector a -TlsAuthLevel |', ['EncryptionOnly', 'CertificateValidation', 'DomainValidation'], ''],
  ['Set-SendConnector a -TlsAuthLevel Dom|', ['DomainValidation'], 'Dom'],
  ['Set-SendConnector a -TlsAuthLevel:Dom|', ['DomainValidation'], 'Dom'],
  ['Set-ReceiveConnector a -AuthMechanism Basic|', ['BasicAuth', 'BasicAuthRequireTLS'], 'Basic'],
  ['Set-InboundConnector a -ConnectorSource |', ['Default', 'Migrated', 'HybridWizard'], ''],
  ['Set-SendConnector a -RequireTLS |', ['$true', '$false'], ''],
  ['Set-SendConnector a -RequireTLS:|', ['$true', '$false'], ''],
  ['Set-SendConnector a -RequireTLS $f|', ['$false'], '$f'],
  ['Set-SendConnector a `\n  -ForceH|', ['-ForceHELO'], '-ForceH'],
  ['New-InboundConnector a -|', propertyTable('inbound').properties.length, '-'],
  ['Set-SendConnector a -Comment |', []],
  ['Set-Mailbox a -Tls|', []],
  ['Set-SendConnector a -RequireTLS $true\n|', []],
  ['Set-SendConnector a -RequireTLS $true |', []],
  ['Set-SendConnector a; -Tls|', []],
];

for (const [marked, expected, replaced] of completions) {
  test(`completion at ${JSON.stringify(marked)}`, () => {
    const { source, offset } = withCursor(marked);
    const found = completionsAt(source, offset);
    if (typeof expected === 'number') {
      assert.equal(found.length, expected);
    } else {
      assert.deepEqual(
        found.map(({ text }) => text),
        expected,
      );
    }
    for (const { range } of found) {
      assert.equal(source.slice(range), replaced);
    }
  });
}

test('every property has a meaning, except the one that its reference leaves blank', () => {
  const unexplained = (['inbound', 'outbound', 'send', 'receive'] as const).flatMap((kind) =>
    propertyTable(kind).properties.filter((each) => meaningOf(kind, each) === undefined),
  );
  assert.deepEqual(
    unexplained.map(({ name }) => name),
    ['ClientHostNames'],
  );
});

test('what the cmdlets’ reference states as defaults', () => {
  const stated = (kind: ConnectorKind, name: string) => propertyTable(kind).find(name)?.default;
  assert.equal(stated('inbound', 'Enabled'), true);
  // The reference says true, the schema of Microsoft365DSC false.
  assert.equal(stated('inbound', 'RequireTls'), undefined);
  assert.equal(stated('outbound', 'UseMXRecord'), true);
  assert.equal(stated('outbound', 'SmtpDaneMode'), 'Opportunistic');
  assert.equal(stated('send', 'Port'), 25);
  assert.equal(stated('send', 'RequireTLS'), false);
  assert.equal(stated('send', 'FrontendProxyEnabled'), undefined);
  assert.equal(stated('receive', 'SizeEnabled'), 'Enabled');
});
