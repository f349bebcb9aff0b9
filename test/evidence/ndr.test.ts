import assert from 'node:assert/strict';
import test from 'node:test';
import { chainVerdict, rankCauses } from '../../src/evidence/causes.js';
import type { EvidenceCode } from '../../src/evidence/evidence.js';
import { readEvidence } from '../../src/evidence/read.js';
import { decodeText } from '../../src/text/decode.js';
import { SourceText } from '../../src/text/source.js';

const brackets = '[AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';
const refusal = `550 5.7.64 TenantAttribution; Relay Access Denied ${brackets}`;

function codes(text: string): EvidenceCode[] {
  return (readEvidence(new SourceText(text))?.evidence ?? []).map((each) => each.code);
}

// The codes and wordings of docs/findings.md, each kept apart from those that look alike.
const catalogue: readonly [string, EvidenceCode][] = [
  ['550 5.7.64 TenantAttribution; Relay Access Denied', 'evidence.tenant-attribution'],
  ['550 5.7.64 TenantAttribution; Relay Access Denied SMTP', 'evidence.tenant-attribution'],
  [
    '550 5.7.64 TenantAttribution; Relay Access Denied SMTP [AM5EUR03FT018.eop-EUR03.prod.protection.outlook.com]',
    'evidence.tenant-attribution',
  ],
  [refusal, 'evidence.tenant-attribution'],
  [
    `550 5.7.64 TenantAttribution; Relay Access Denied [BN8NAM11FT012.eop-nam11.prod.protection.outlook.com] ${brackets}`,
    'evidence.tenant-attribution',
  ],
  [
    '550 5.7.64 Relay Access Denied ATTR36. For more details please refer to KB 3169958',
    'evidence.domain-not-accepted',
  ],
  [
    '451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35. For more information please go to https://example.com',
    'evidence.wrong-region',
  ],
  [
    '550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message’s recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set',
    'evidence.partner-connector',
  ],
  [
    '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
    'evidence.direct-send',
  ],
  [
    '550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 <a@fabrikam.com>: Relay access denied',
    'evidence.downstream-relay',
  ],
  ['550 5.7.705 Access denied, tenant has exceeded threshold', 'evidence.tenant-threshold'],
  ['550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP', 'evidence.address-reputation'],
  [
    '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains',
    'evidence.domain-unregistered',
  ],
  ['451 4.7.500 Server busy. Please try again later from [203.0.113.10]. (AS77713691)', 'evidence.throttled'],
  [
    '451 4.7.651 The mail server [203.0.113.10] has been temporarily rate limited due to IP reputation.',
    'evidence.throttled',
  ],
  [
    '450 4.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online throttled for 5 mins/hr',
    'evidence.outdated-server',
  ],
  [
    '550 5.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online blocked',
    'evidence.outdated-server',
  ],
  [
    '454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.',
    'evidence.certificate-not-found',
  ],
  ['454 4.7.5 Certificate validation failure, Reason:UntrustedRoot', 'evidence.remote-certificate'],
  [
    '450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] [LastAttemptedServerName=mail.contoso.com] [LastAttemptedIP=203.0.113.10:25]',
    'evidence.inbound-certificate',
  ],
  [
    '450 4.7.320 Certificate validation failed [Message=SubjectMismatch] [LastAttemptedServerName=mail.contoso.com]',
    'evidence.inbound-certificate',
  ],
  [
    '450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail] [LastAttemptedServerName=mail.contoso.com]',
    'evidence.inbound-starttls',
  ],
  [
    '450 4.4.101 Proxy session setup failed on Frontend with 451 4.4.0 Primary target IP address responded with',
    'evidence.proxy-session',
  ],
  ['TLS negotiation failed with error UnknownCredentials', 'evidence.not-bound-to-smtp'],
  ['TLS negotiation failed with error NoCredentials', 'evidence.private-key-missing'],
  ['TLS negotiation failed with error SocketError', 'evidence.tls-failed'],
  ['451 4.3.2 Temporary server error. Please try again later ATTR55', 'evidence.temporary-attribution'],
  ['451 4.4.3 Temporary server error. Please try again later ATTR55.1', 'evidence.temporary-attribution'],
  [
    '550 5.4.1 Recipient address rejected: Access denied. [HE1EUR01FT020.eop-EUR01.prod.protection.outlook.com]',
    'evidence.recipient-rejected',
  ],
  [
    '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
    'evidence.not-authenticated',
  ],
  ['451 5.7.3 STARTTLS is required to send mail', 'evidence.starttls-not-offered'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'evidence.starttls-not-offered'],
  ['451 5.7.3 Must issue a STARTTLS command first', 'evidence.starttls-not-offered'],
  ['550 5.7.1 Unable to relay', 'evidence.relay-denied'],
  ['554 5.7.1 <a@fabrikam.com>: Relay access denied', 'evidence.relay-denied'],
  [
    'Microsoft Exchange could not find a certificate that contains the domain name mail.contoso.com in the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb',
    'evidence.inbound-starttls',
  ],
];
for (const [text, code] of catalogue) {
  test(`${code}: ${text.slice(0, 70)}`, () => {
    assert.deepEqual(codes(text), [code]);
    assert.deepEqual(
      codes(`451 4.4.0 Primary target IP address responded with: "${text}." Attempted failover to alternate host`),
      [code],
    );
  });
}

// What each mail server makes of the same refusal, in several languages.
const wordings: Readonly<Record<string, string>> = {
  'Exchange, diagnostic information': `Diagnostic information for administrators:\n\nGenerating server: EX01.corp.contoso.com\n\nsomeone@fabrikam.com\nRemote Server returned '${refusal}'\n\nOriginal message headers:\n\nReceived: from EX01`,
  'Exchange, German': `Fehler bei der Nachrichtenzustellung an folgende Empfänger:\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: EX01\n\nsomeone@fabrikam.com\n#550 5.7.64 TenantAttribution; Relay Access Denied ##\n`,
  'Exchange, old brackets': `someone@fabrikam.com\nmail.contoso.com #<mail.contoso.com #5.7.64 smtp;${refusal}> #SMTP#\n`,
  'Exchange, queue and message trace': `Reason: [{LED=${refusal}};{MSG=};{FQDN=contoso-com.mail.protection.outlook.com};{IP=52.101.40.2};{LRT=11/24/2026 6:00:12 AM}]`,
  Postfix: `This is the mail system at host relay.contoso.com.\n\n<someone@fabrikam.com>: host\n    contoso-com.mail.protection.outlook.com[52.101.40.2] said: 550 5.7.64\n    TenantAttribution; Relay Access Denied\n    ${brackets.replace(' 2026', '\n    2026')} (in reply to RCPT TO command)\n`,
  Exim: `This message was created automatically by mail delivery software.\n\n  someone@fabrikam.com\n    host contoso-com.mail.protection.outlook.com [52.101.40.2]\n    SMTP error from remote mail server after RCPT TO:<someone@fabrikam.com>:\n    ${refusal}\n`,
  Sendmail: `   ----- The following addresses had permanent fatal errors -----\n<someone@fabrikam.com>\n    (reason: ${refusal})\n\n   ----- Transcript of session follows -----\n... while talking to contoso-com.mail.protection.outlook.com.:\n>>> RCPT To:<someone@fabrikam.com>\n<<< ${refusal}\n550 5.1.1 <someone@fabrikam.com>... User unknown\n`,
  'IIS SMTP': `This is an automatically generated Delivery Status Notification.\n\nUnable to deliver message to the following recipients, due to being unable to connect.\n\n       someone@fabrikam.com\n\nFinal-Recipient: rfc822;someone@fabrikam.com\nAction: failed\nStatus: 5.7.64\nDiagnostic-Code: smtp;${refusal}\n`,
  'folded field': `Status: 5.7.64\nDiagnostic-Code: smtp; 550 5.7.64 TenantAttribution; Relay Access\n Denied\n ${brackets}\nRemote-MTA: dns; contoso-com.mail.protection.outlook.com\n`,
  'multi-line reply': '550-5.7.64 TenantAttribution; Relay Access Denied\n550 5.7.64 see http://example.com',
  'quoted mail': `> Diagnostic-Code: smtp;550 5.7.64 TenantAttribution; Relay\n>  Access Denied ${brackets}\n> Remote-MTA: dns;contoso-com.mail.protection.outlook.com\n`,
  HTML: `<html><body><p style="x">Ihre Nachricht konnte nicht zugestellt werden.</p><table><tr><td>Remote Server returned <b>&#39;550&nbsp;5.7.64</b> TenantAttribution&#x3b; Relay Access Denied <span>${brackets}</span>&#39;</td></tr></table></body></html>`,
  'Japanese around it': `メッセージは配信されませんでした。\n生成サーバー: EX01\n\nRemote Server returned '${refusal}'\n`,
  'Chinese around it, code apart': '您的邮件未送达。状态码:#550 5.7.64 TenantAttribution; Relay Access Denied',
};
for (const [title, text] of Object.entries(wordings)) {
  test(`the refusal is found in the words of ${title}`, () => {
    const document = readEvidence(new SourceText(text));
    assert.deepEqual(
      document?.evidence.map((each) => each.code),
      ['evidence.tenant-attribution'],
    );
    const source = new SourceText(text);
    const [evidence] = document?.evidence ?? [];
    assert.ok(evidence);
    assert.match(source.slice(evidence.range), /5\.7\.64/);
  });
}

const report = [
  'From: postmaster@contoso.com',
  'To: "Alerts" <alerts@sub.contoso.com>',
  'Subject: Undeliverable: Toner low',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
  '',
  '--b1',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>Zur=C3=BCckgewiesen: 550 5.7.=',
  '64 TenantAttribution; Rel=',
  'ay Access Denied=3B</p>',
  '--b1',
  'Content-Type: text/plain',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(`Details: ${refusal.replace('5.7.64', '5.7.51')}`)
    .toString('base64')
    .replace(/.{60}/g, '$&\n'),
  '--b1',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns;EX01.corp.contoso.com',
  'Final-Recipient: rfc822;someone@fabrikam.com',
  'Status: 5.7.64',
  `Diagnostic-Code: smtp;${refusal}`,
  'Remote-MTA: dns;contoso-com.mail.protection.outlook.com',
  '',
  '--b1--',
].join('\r\n');

test('a report with encoded parts gives one piece of evidence a code, at its most telling place', () => {
  const source = new SourceText(report);
  const { evidence, kind } = readEvidence(source) ?? { evidence: [], kind: undefined };
  assert.equal(kind, 'ndr');
  assert.deepEqual(
    evidence.map((each) => each.code),
    ['evidence.partner-connector', 'evidence.tenant-attribution'],
  );
  const [, refused] = evidence;
  assert.ok(refused);
  assert.equal(source.slice(refused.range), refusal);
  assert.equal(refused.peer, 'contoso-com.mail.protection.outlook.com');
  assert.equal(refused.at, '2026-11-24T06:00:12.331Z');
  assert.equal(refused.sender, 'sub.contoso.com');
});

test('an encoded place maps back to the whole of it', () => {
  const text = 'Content-Transfer-Encoding: quoted-printable\n\nsee 550=20=\n5.7.6=34 TenantAttribution';
  const source = new SourceText(text);
  const [evidence] = readEvidence(source)?.evidence ?? [];
  assert.ok(evidence);
  assert.equal(source.slice(evidence.range), '550=20=\n5.7.6=34 TenantAttribution');
});

test('the refusal survives wrapping at every blank and a soft break at every place', () => {
  for (let i = 1; i < refusal.length; i++) {
    const soft = `Content-Transfer-Encoding: quoted-printable\n\n${refusal.slice(0, i)}=\n${refusal.slice(i)}\n`;
    assert.deepEqual(codes(soft), ['evidence.tenant-attribution'], soft);
    if (refusal[i] === ' ') {
      const wrapped = `Diagnostic-Code: smtp;${refusal.slice(0, i)}\r\n    ${refusal.slice(i + 1)}\r\nStatus: 5.7.64\r\n`;
      assert.deepEqual(codes(wrapped), ['evidence.tenant-attribution'], wrapped);
    }
  }
});

const innocent: readonly string[] = [
  'Upgrade to version 5.7.64 of the server.',
  'PrairieView 5.7.64.200 and 195.35.7.64 and 1.5.7.64',
  'const cidr = ["10.5.7.64/27"];',
  '{ "name": "x", "version": "4.7.500" }',
  '250 2.1.0 Sender OK',
  'Upgrade 5.1.10 to 5.2.2, which closes 404 holes in 4.7.1.',
  'The printer shows error 450, firmware 5.1.10',
  'Error 450 5.1.10 is no reply: their first digits are the same',
  'Build status: 5.1.10\nThe Status: 5.1.10',
  '',
];
for (const text of innocent) {
  test(`no evidence in: ${text}`, () => {
    assert.equal(readEvidence(new SourceText(text)), undefined);
  });
}

test('a bounce without any error is one all the same, with nothing known in it', () => {
  const document = readEvidence(new SourceText('Final-Recipient: rfc822;a@b.example\nAction: failed\n'));
  assert.deepEqual([document?.kind, document?.evidence], ['ndr', []]);
});

// Codes that are in no heading of docs/findings.md, and what RFC 3463 says of them.
const others: readonly (readonly [string, RegExp])[] = [
  [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    /5\.1\.10 .*permanent.*addr/,
  ],
  ['550 5.1.1 <a@fabrikam.com>: Recipient address rejected: User unknown', /5\.1\.1 .*no such mailbox.*nothing/],
  ['550 5.7.606 Access denied, banned sending IP [203.0.113.10]', /5\.7\.606 .*security or policy\. .*nothing/],
  ['550 5.7.509 Access denied, sending domain contoso.com does not pass DMARC verification', /5\.7\.509 .*nothing/],
  ['552 5.2.2 Mailbox full', /mailbox full/],
  ['451 4.9.9', /temporary failure: a subject of its own/],
  [
    '450 4.4.317 Cannot connect to remote server [Message=SocketError: TimedOut] [LastAttemptedServerName=mx.fabrikam.com]',
    /can stand for an error of TLS/,
  ],
  ['450 4.4.317 Cannot connect to remote server [Message=421 Service not available]', /4\.4\.317/],
  ['454 4.7.5', /temporary.*can stand for an error of TLS/],
  ['451 4.7.0 Temporary server error. Please try again later. PRX5', /can stand for an error of TLS/],
  ['Final-Recipient: rfc822;a@b.example\nStatus: 5.2.1\n', /mailbox disabled/],
  ['Diagnostic-Code: smtp; 5.1.2 unknown host', /no such destination/],
];
for (const [text, summary] of others) {
  test(`told by its status code alone: ${text}`, () => {
    const { evidence } = readEvidence(new SourceText(text)) ?? assert.fail();
    assert.deepEqual(
      evidence.map((each) => each.code),
      ['evidence.other-status'],
    );
    assert.match(evidence[0]?.summary ?? '', summary);
    const question = { evidence, captures: [], connectors: [], now: new Date(0) };
    assert.deepEqual([rankCauses(question), chainVerdict(question).fault], [[], null]);
  });
}

// Errors of the server that sends, for which no other server gave a code.
for (const [text, code] of [
  ['Status: 4.7.5\nDiagnostic-Code: X-Postfix; Server certificate not trusted\n', 'evidence.remote-certificate'],
  ['<a@fabrikam.com>: Server certificate not\n    verified', 'evidence.remote-certificate'],
  ['Status: 4.7.5\nDiagnostic-Code: X-Postfix; Cannot start TLS: handshake failure\n', 'evidence.tls-failed'],
  [
    '  a@fabrikam.com\n    host mx.fabrikam.com [203.0.113.9]\n    TLS session: (certificate verification failed): certificate invalid',
    'evidence.remote-certificate',
  ],
  ['403 4.7.0 TLS handshake failed.', 'evidence.tls-failed'],
  ['a TLS session is required, but the server did not offer TLS support', 'evidence.starttls-not-offered'],
  ['a TLS session is required, but an attempt to start TLS failed', 'evidence.tls-failed'],
] as const) {
  test(`${code} of the sending server: ${text.slice(-70).replaceAll('\n', ' ')}`, () =>
    assert.deepEqual(codes(text), [code]));
}

test('a bounce after the message expired says what its last attempt met, and nothing of a session of the sender', () => {
  const bounceOf = (message: string) =>
    `12/9/2026 9:57:15 PM - Server at MN2PR13MB4005.namprd13.prod.outlook.com returned '550 5.4.317 Message expired, cannot connect to remote server(${message})'\n12/9/2026 9:47:12 PM - Server at mail.contoso.com (203.0.113.9) returned '450 4.4.317 Cannot connect to remote server [Message=${message}] [LastAttemptedServerName=mail.contoso.com]'\n`;
  assert.deepEqual(codes(bounceOf('451 5.7.3 STARTTLS is required to send mail')), ['evidence.inbound-starttls']);
  assert.deepEqual(codes(bounceOf('UntrustedRoot')), ['evidence.inbound-certificate']);
  assert.deepEqual(codes('550 5.4.317 Message expired, cannot connect to remote server(SubjectMismatch)'), [
    'evidence.inbound-certificate',
  ]);
  assert.deepEqual(codes('550 5.4.317 Message expired, cannot connect to remote server(Winsock error code: 995)'), [
    'evidence.other-status',
  ]);
});

test('several unknown errors are all told, and none beside a known one', () => {
  const unknown = '550 5.1.1 User unknown\n552 5.2.2 Mailbox full\n550 5.1.1 again';
  assert.equal(codes(unknown).length, 2);
  assert.deepEqual(codes(`${unknown}\n${refusal}`), ['evidence.tenant-attribution']);
});

// As people write of them, and as programs print them: a code alone is enough.
for (const [text, code] of [
  [
    'System.Net.Mail.SmtpException: Transaction failed. The server response was: 5.7.57 Client not authenticated to send mail.',
    'evidence.not-authenticated',
  ],
  ['The server response was: 5.7.1 Unable to relay', 'evidence.relay-denied'],
  ['Mailbox unavailable. The server response was: 5.1.10 Recipient not found', 'evidence.other-status'],
  ['550 5.7.64', 'evidence.tenant-attribution'],
  ['550 5.4.1', 'evidence.recipient-rejected'],
  ['550 5.7.708', 'evidence.address-reputation'],
  ['550 5.7.750', 'evidence.domain-unregistered'],
  ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'evidence.relay-denied'],
] as const) {
  test(`${text} is ${code}`, () => assert.deepEqual(codes(text), [code]));
}

test('the other side is named by whatever the bounce offers', () => {
  const named: readonly (readonly [string, string])[] = [
    [`Diagnostic-Code: smtp;${refusal}\nRemote-MTA: dns;mx.example\n`, 'mx.example'],
    [wordings['Postfix'] ?? '', 'contoso-com.mail.protection.outlook.com'],
    [wordings['Exchange, queue and message trace'] ?? '', 'contoso-com.mail.protection.outlook.com'],
    [refusal, 'AM4PEPF00027A63.eurprd04.prod.outlook.com'],
  ];
  for (const [text, peer] of named) {
    assert.equal(readEvidence(new SourceText(text))?.evidence[0]?.peer, peer, text);
  }
});

test('a bounce in any encoding is read', () => {
  for (const bytes of [
    Buffer.from(`\ufeff${report}`, 'utf16le'),
    Buffer.from(report, 'utf16le'),
    Buffer.from(report.replace('Zur', 'Zür'), 'latin1'),
  ]) {
    const { evidence } = readEvidence(new SourceText(decodeText(bytes))) ?? assert.fail();
    assert.equal(evidence.length, 2);
  }
});
