// Comments that silence a finding, in the syntax of each format that has comments.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import { SourceText } from '../../src/text/source.js';

const exchangeOnline = 'contoso-com.mail.protection.outlook.com';

/** A format, the code that its text leads to, the text with the place of a comment as `%`, and the comment around `?`. */
const cases: readonly (readonly [string, string, string, string])[] = [
  ['JSON', 'connector.smart-hosts-dns-routing', json('', '%\n'), '// ?'],
  ['JSON', 'connector.smart-hosts-dns-routing', json('%\n', ''), '// ?'],
  ['JSON', 'connector.smart-hosts-dns-routing', json('', '%\n'), '/* ? */'],
  [
    'PowerShell, above the line',
    'connector.require-tls-ignored',
    '$p = @{\n  RequireTLS = $true\n  %\n  IgnoreSTARTTLS = $true\n}\nSet-SendConnector a @p\n',
    '# ?',
  ],
  [
    'PowerShell, above the command',
    'connector.require-tls-ignored',
    '%\nSet-SendConnector a -RequireTLS $true `\n  -IgnoreSTARTTLS $true\n',
    '# ?',
  ],
  [
    'PowerShell, in a block comment',
    'connector.require-tls-ignored',
    '%\nSet-SendConnector a -RequireTLS $true -IgnoreSTARTTLS $true\n',
    '<# ? #>',
  ],
  [
    'PowerShell, what the reading finds on a later line',
    'connector.statement-split',
    "%\nNew-InboundConnector -Name 'a' `\n  -SenderDomains smtp:*;1\n",
    '# ?',
  ],
  [
    'Microsoft365DSC',
    'connector.outbound-on-premises',
    "EXOOutboundConnector a {\n  Identity = 'a'\n  ConnectorType = 'Partner'\n  %\n  AllAcceptedDomains = $true\n}\n",
    '# ?',
  ],
  ['CLIXML', 'connector.require-tls-ignored', clixml('%\n'), '<!-- ? -->'],
  [
    'Postfix',
    'connector.client-certificate-unset',
    `smtp_tls_security_level = may\n%\nrelayhost = ${exchangeOnline}\n`,
    '# ?',
  ],
  [
    'Exim',
    'connector.submission-endpoint',
    'begin transports\nt:\n  driver = smtp\n  hosts_avoid_tls = x\n  %\n  hosts = smtp.office365.com\n',
    '# ?',
  ],
  ['Sendmail', 'connector.client-certificate-unset', `%\ndefine(\`SMART_HOST', \`${exchangeOnline}')dnl\n`, 'dnl ?'],
  ['Sendmail', 'connector.client-certificate-unset', `%\ndefine(\`SMART_HOST', \`${exchangeOnline}')dnl\n`, '# ?'],
  ['IIS', 'connector.iis-certificate', '<a>%\n<IIsSmtpServer Location="1"\n  RouteAction="4"/></a>', '<!-- ? -->'],
];

function json(above: string, inside: string): string {
  return `[\n${above}{\n"Name": "a", "AddressSpaces": [],\n"SmartHosts": ["b"],\n${inside}"DNSRoutingEnabled": true\n}\n]`;
}

function clixml(inside: string): string {
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props>
<S N="Name">a</S><B N="DNSRoutingEnabled">true</B><B N="RequireTLS">true</B>
${inside}<B N="IgnoreSTARTTLS">true</B>
</Props></Obj></Objs>`;
}

function codes(text: string): readonly string[] {
  const document = readConnectors(new SourceText(text), '');
  assert.ok(document !== undefined, text);
  return checkConnectors(document, { captures: [], now: new Date(0) }).map(({ code }) => code);
}

for (const [format, code, text, comment] of cases) {
  const silencing = (what: string) => text.replace('%', comment.replace('?', what));
  test(`${format}: ${comment} silences`, () => {
    assert.ok(codes(silencing('a remark')).includes(code));
    assert.ok(!codes(silencing(`chainmail-disable-next-line ${code}`)).includes(code));
    assert.ok(!codes(silencing(`chainmail-disable-next-line connector.disabled, ${code}`)).includes(code));
    assert.ok(codes(silencing('chainmail-disable-next-line connector.disabled')).includes(code));
  });

  test(`${format}: ${comment} silences the next line alone`, () => {
    const [above, below] = silencing(`chainmail-disable-next-line ${code}`).split(/(?<=chainmail-disable.*\n)/);
    assert.ok(codes(`${above}\n${below}`).includes(code));
  });
}

test('formats without comments have none', () => {
  const words = '# chainmail-disable-next-line connector.require-tls-ignored';
  for (const text of [
    `Name,DNSRoutingEnabled,RequireTLS,IgnoreSTARTTLS\n${words}\na,True,True,True\n`,
    `${words}\nIgnoreSTARTTLS    : True\nDNSRoutingEnabled : True\nRequireTLS        : True\nName              : a\n`,
  ]) {
    assert.ok(codes(text).includes('connector.require-tls-ignored'), text);
  }
});
