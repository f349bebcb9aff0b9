import assert from 'node:assert/strict';
import test from 'node:test';
import type { Evidence } from '../../src/evidence/evidence.js';
import { evidenceToJson } from '../../src/evidence/evidenceJson.js';
import { readEvidence } from '../../src/evidence/read.js';
import { type LogOptions, SmtpLogReader } from '../../src/evidence/smtpLog.js';
import { SourceText } from '../../src/text/source.js';

const head = (side: string) =>
  `#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP ${side} Protocol Log\r\n#Date: 2026-11-24T06:00:00.000Z\r\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n`;
const thumbprint = '25570F88BF5F3835B64DB725B8E0D6C10B290488';
const otherThumbprint = '0011223344556677889900112233445566778899';
const certificateColumns =
  'certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names';
const refusal =
  '550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';

interface SessionOptions {
  readonly connector?: string;
  readonly remote?: string;
  readonly subject?: string;
  readonly sent?: string;
  readonly sender?: string;
  readonly reply?: string;
}

/** The lines of one session of a Send log. */
function session(id: string, options: SessionOptions = {}): string[] {
  const {
    connector = 'To Office 365 relay',
    remote = '52.101.40.2:25',
    sent = thumbprint,
    sender = 'alerts@contoso.com',
  } = options;
  const { subject = 'CN=mail.contoso.com, O="Contoso, Ltd", C=US', reply = refusal } = options;
  const record = ` ${subject} CN=Example TLS RSA CA 2025, O=Example, C=US 6A3E5998E1E3E971C38BCD861029C386635AE2B5 ${sent} 2026-11-24T02:14:04.000Z 2027-06-11T02:14:04.000Z mail.contoso.com;autodiscover.contoso.com`;
  const rows: readonly (readonly [string, string, string])[] = [
    ['*', '', 'attempting to connect'],
    ['+', '', ''],
    ['<', '220 AM4PEPF00027A63.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready', ''],
    ['>', 'EHLO mail.contoso.com', ''],
    ['<', '250  AM4PEPF00027A63.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 STARTTLS', ''],
    ['>', 'STARTTLS', ''],
    ['<', '220 2.0.0 SMTP server ready', ''],
    ['*', `"${record.replaceAll('"', '""')}"`, `Sending ${certificateColumns}`],
    [
      '*',
      ` CN=mail.protection.outlook.com CN=Example Cloud CA 0A1B2C ${otherThumbprint} 2026-06-01T00:00:00.000Z 2027-05-31T23:59:59.000Z *.mail.protection.outlook.com`,
      `Remote ${certificateColumns}`,
    ],
    [
      '*',
      '',
      '"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash"',
    ],
    ['>', `MAIL FROM:<${sender}> SIZE=4213`, ''],
    ['>', 'RCPT TO:<someone@fabrikam.com>', ''],
    ['<', '250 2.1.0 Sender OK', ''],
    ['<', reply, ''],
    ['>', 'QUIT', ''],
    ['-', '', 'Local'],
  ];
  return rows.map(
    ([event, data, context], i) =>
      `2026-11-24T06:00:11.${100 + i}Z,${connector},${id},${i},10.0.0.21:41822,${remote},${event},${data},${context}`,
  );
}

function readAll(
  text: string,
  options: LogOptions = {},
  chunk = text.length,
): { reader: SmtpLogReader; evidence: Evidence[] } {
  const reader = new SmtpLogReader(options);
  const evidence: Evidence[] = [];
  for (let at = 0; at < text.length; at += chunk) {
    evidence.push(...reader.push(text.slice(at, at + chunk)));
  }
  evidence.push(...reader.end());
  return { reader, evidence };
}

test('a refused session is joined to the certificate that it sent, and to what else it said', () => {
  const text = `${head('Send')}${session('08DE2A9C11D3F00A').join('\r\n')}\r\n`;
  const { evidence } = readAll(text);
  assert.equal(evidence.length, 1);
  const [found] = evidence;
  assert.ok(found);
  assert.equal(found.code, 'evidence.tenant-attribution');
  assert.equal(found.peer, '52.101.40.2:25');
  assert.equal(found.connector, 'To Office 365 relay');
  assert.deepEqual(found.thumbprints, [thumbprint]);
  assert.equal(found.certificate?.subject, 'CN=mail.contoso.com, O="Contoso, Ltd", C=US');
  assert.equal(found.certificate?.issuer, 'CN=Example TLS RSA CA 2025, O=Example, C=US');
  assert.deepEqual(found.certificate?.names, ['mail.contoso.com', 'autodiscover.contoso.com']);
  assert.equal(found.certificate?.notAfter, '2027-06-11T02:14:04.000Z');
  assert.equal(found.remoteCertificate?.thumbprint, otherThumbprint);
  assert.deepEqual([found.sender, found.sourceAddress, found.secured], ['contoso.com', '203.0.113.10', true]);
  assert.equal(found.at, '2026-11-24T06:00:11.113Z');
  assert.equal(new SourceText(text).slice(found.range), refusal);
});

/** Deals lines out in turn. */
function interleave(...sessions: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...sessions.map((each) => each.length));
  return Array.from({ length: longest }, (_, i) => sessions.flatMap((each) => each[i] ?? [])).flat();
}

test('sessions are put together although their lines are interleaved', () => {
  const lines = interleave(
    session('08DE2A9C11D3F001'),
    session('08DE2A9C11D3F002', {
      subject: 'CN=EX02',
      sent: otherThumbprint,
      sender: '',
      connector: '"Relay, second"',
    }),
    session('08DE2A9C11D3F003', { reply: '250 2.1.5 Recipient OK' }),
  );
  const { evidence, reader } = readAll(`${head('Send')}${lines.join('\n')}`);
  assert.deepEqual(
    evidence.map((each) => [each.connector, each.certificate?.subject, each.thumbprints[0], each.sender]),
    [
      ['To Office 365 relay', 'CN=mail.contoso.com, O="Contoso, Ltd", C=US', thumbprint, 'contoso.com'],
      ['Relay, second', 'CN=EX02', otherThumbprint, ''],
    ],
  );
  assert.deepEqual(
    reader.sessions.map((row) => [
      row.connector,
      row.remote,
      row.certificate?.thumbprint,
      row.sessions,
      [...row.codes],
    ]),
    [
      ['To Office 365 relay', '52.101.40.2', thumbprint, 2, [['evidence.tenant-attribution', 1]]],
      ['Relay, second', '52.101.40.2', otherThumbprint, 1, [['evidence.tenant-attribution', 1]]],
    ],
  );
});

test('a log says the same however it is cut into chunks', () => {
  const lines = interleave(session('08DE2A9C11D3F001'), session('08DE2A9C11D3F002', { sent: otherThumbprint }));
  const text = `${head('Send')}${lines.join('\r\n')}\r\n`;
  const whole = readAll(text);
  for (const chunk of [1, 7, 100, 1000, 3001]) {
    const pieces = readAll(text, {}, chunk);
    assert.deepEqual(pieces.evidence, whole.evidence, String(chunk));
    assert.deepEqual(pieces.reader.sessions, whole.reader.sessions);
  }
});

test('the certificate of older builds is gathered from several lines', () => {
  const prefix = (number: number) =>
    `2016-11-24T06:00:11.000Z,To Office 365 relay,08D2A9C11D3F00A0,${number},10.0.0.21:41822,52.101.40.2:25,*,`;
  const rows = [
    ',Sending certificate',
    '"CN=*.contoso.com, O=Contoso",Certificate subject',
    'CN=Example TLS RSA CA 2025,Certificate issuer name',
    '6A3E5998E1E3E971C38BCD861029C386635AE2B5,Certificate serial number',
    `${thumbprint.toLowerCase()},Certificate thumbprint`,
    '*.contoso.com;contoso.com,Certificate alternate names',
    ',Remote certificate',
    'CN=mail.protection.outlook.com,Certificate subject',
    `${otherThumbprint},Certificate thumbprint`,
    ',TLS negotiation failed with error UnknownCredentials',
  ];
  const text = `${head('Send')}${rows.map((row, i) => `${prefix(i + 7)}${row}`).join('\r\n')}\r\n`;
  const [found] = readAll(text).evidence;
  assert.equal(found?.code, 'evidence.not-bound-to-smtp');
  assert.deepEqual(found?.certificate, {
    subject: 'CN=*.contoso.com, O=Contoso',
    issuer: 'CN=Example TLS RSA CA 2025',
    thumbprint,
    names: ['*.contoso.com', 'contoso.com'],
  });
});

test('on the receiving side the replies are what this server sent', () => {
  const row = (event: string, data: string) =>
    `2026-11-24T06:00:11.000Z,EX01\\Default Frontend EX01,08D479E14521204D,3,10.0.0.21:25,40.107.1.1:1234,${event},${data},`;
  const text = `${head('Receive')}${row('<', 'MAIL FROM:<a@contoso.com>')}\r\n${row('>', '451 5.7.3 STARTTLS is required to send mail')}\r\n`;
  const [found] = readAll(text).evidence;
  assert.deepEqual(
    [found?.code, found?.connector, found?.peer],
    ['evidence.inbound-starttls', 'EX01\\Default Frontend EX01', '40.107.1.1:1234'],
  );
  // The same words on the sending side are another server's demand.
  const sent = session('08DE2A9C11D3F001', { reply: '451 5.7.3 STARTTLS is required to send mail' });
  const [demand] = readAll(`${head('Send')}${sent.join('\r\n')}\r\n`).evidence;
  assert.equal(demand?.code, 'evidence.starttls-not-offered');
});

test('lines without a head are recognised by their shape; a new head may bring another kind of log', () => {
  const lines = session('08DE2A9C11D3F001');
  const iis =
    '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-username s-sitename s-port cs-method cs-uri-query\n2026-11-24 06:00:11 203.0.113.9 OutboundConnectionResponse SMTPSVC1 25 - 550+5.7.64+TenantAttribution;+Relay+Access+Denied\n';
  const { evidence } = readAll(`${lines.join('\n')}\n${iis}`);
  assert.deepEqual(
    evidence.map((each) => [each.software, each.range.start.line]),
    [
      ['exchange', 13],
      ['iis', 18],
    ],
  );
});

const iisFields =
  'date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status';
const iisLines = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Version: 1.0',
  `#Fields: ${iisFields}`,
  '2026-11-24 06:00:09 10.0.0.44 PRINTER7 SMTPSVC1 WEB01 10.0.0.21 0 RCPT - +TO:<a@fabrikam.com> 550 0',
  '2026-11-24 06:00:10 203.0.113.9 OutboundConnectionResponse SMTPSVC1 WEB01 - 25 - - 220+mx.example.net+Microsoft+ESMTP 0 0',
  '2026-11-24 06:00:10 203.0.113.9 OutboundConnectionResponse SMTPSVC1 WEB01 - 25 - - 250-mx.example.net+Hello+[198.51.100.7] 0 0',
  '2026-11-24 06:00:11 203.0.113.9 OutboundConnectionCommand SMTPSVC1 WEB01 - 25 MAIL - FROM:<> 0 0',
  '2026-11-24 06:00:11 203.0.113.9 OutboundConnectionResponse SMTPSVC1 WEB01 - 25 - - 550+5.7.64+TenantAttribution;+Relay+Access+Denied 0 0',
  '#Fields: c-ip cs-uri-query cs-username date time',
  '203.0.113.8 550+5.7.64+TenantAttribution;+Relay+Access+Denied OutboundConnectionResponse 2026-11-25 07:00:00',
  '203.0.113.8 250+5.7.64+OK OutboundConnectionResponse 2026-11-25 07:00:01',
];

test('a summary counts every session that IIS was refused in', () => {
  const line = iisLines[7] ?? '';
  const { reader } = readAll(
    [...iisLines.slice(0, 3), line, line, line.replace('203.0.113.9', '203.0.113.7')].join('\n'),
  );
  assert.deepEqual(
    reader.sessions.map(({ remote, sessions, codes }) => [remote, sessions, codes.get('evidence.tenant-attribution')]),
    [
      ['203.0.113.9', 2, 2],
      ['203.0.113.7', 1, 1],
    ],
  );
});

test('IIS logs are read by their own fields, which may change inside a file', () => {
  const text = iisLines.join('\r\n');
  const { evidence } = readAll(text);
  const source = new SourceText(text);
  assert.deepEqual(
    evidence.map((each) => [
      each.code,
      each.peer,
      each.at,
      each.sender,
      each.sourceAddress,
      each.secured,
      source.slice(each.range),
    ]),
    [
      ['evidence.relay-denied', '10.0.0.44', '2026-11-24T06:00:09Z', undefined, undefined, undefined, '550'],
      [
        'evidence.tenant-attribution',
        '203.0.113.9',
        '2026-11-24T06:00:11Z',
        '',
        '198.51.100.7',
        false,
        '550+5.7.64+TenantAttribution;+Relay+Access+Denied',
      ],
      [
        'evidence.tenant-attribution',
        '203.0.113.8',
        '2026-11-25T07:00:00Z',
        undefined,
        undefined,
        undefined,
        '550+5.7.64+TenantAttribution;+Relay+Access+Denied',
      ],
    ],
  );
});

const said =
  'host contoso-com.mail.protection.outlook.com[52.101.40.2] said: 550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com] (in reply to RCPT TO command)';
const mailLogs: readonly (readonly [string, string, string, Partial<Evidence>])[] = [
  [
    'Postfix, traditional time',
    'Nov 24 06:00:10 relay postfix/qmgr[812]: 4FzX1b2Qz9: from=<alerts@contoso.com>, size=421, nrcpt=1 (queue active)',
    `Nov 24 06:00:12 relay postfix/smtp[900]: 4FzX1b2Qz9: to=<a@fabrikam.com>, relay=contoso-com.mail.protection.outlook.com[52.101.40.2]:25, delay=1.2, dsn=5.7.64, status=bounced (${said})`,
    {
      code: 'evidence.tenant-attribution',
      at: undefined,
      sender: 'contoso.com',
      peer: 'contoso-com.mail.protection.outlook.com',
      connector: 'postfix/smtp',
    },
  ],
  [
    'Postfix, ISO time, null sender',
    '2026-11-24T06:00:10.123456+01:00 relay postfix/qmgr[812]: 4F1A2B3C4D: from=<>, size=421, nrcpt=1 (queue active)',
    `2026-11-24T06:00:12.123456+01:00 relay postfix-out/relay/smtp[900]: 4F1A2B3C4D: to=<a@fabrikam.com>, relay=contoso-com.mail.protection.outlook.com[52.101.40.2]:25, dsn=5.7.64, status=bounced (${said})`,
    { code: 'evidence.tenant-attribution', at: '2026-11-24T06:00:12.123456+01:00', sender: '' },
  ],
  [
    'Postfix, no STARTTLS',
    '',
    'Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@b.example>, relay=mx.example[203.0.113.9]:25, dsn=4.7.4, status=deferred (TLS is required, but was not offered by host mx.example[203.0.113.9])',
    { code: 'evidence.starttls-not-offered', peer: 'mx.example' },
  ],
  [
    'Postfix, distrust of the other side',
    '',
    'Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@b.example>, relay=mx.example[203.0.113.9]:25, dsn=4.7.5, status=deferred (Server certificate not trusted)',
    { code: 'evidence.remote-certificate' },
  ],
  [
    'Postfix as a server',
    '',
    'Nov 24 06:00:12 relay postfix/smtpd[900]: NOQUEUE: reject: RCPT from unknown[10.0.0.44]: 554 5.7.1 <a@fabrikam.com>: Relay access denied; from=<x@contoso.com> to=<a@fabrikam.com> proto=ESMTP helo=<printer>',
    { code: 'evidence.relay-denied', peer: 'unknown', connector: 'postfix/smtpd' },
  ],
  [
    'Postfix as a server, to a client with an IPv6 address',
    '',
    'Nov 24 06:00:12 relay postfix/smtpd[900]: 4F1A2B3C4D: reject: RCPT from printer.contoso.com[2001:db8::44]: 554 5.7.1 <a@fabrikam.com>: Relay access denied; from=<x@contoso.com> to=<a@fabrikam.com> proto=ESMTP helo=<printer>',
    { code: 'evidence.relay-denied', peer: 'printer.contoso.com' },
  ],
  [
    'Exim',
    '2026-11-24 06:00:10 1tFabc-000001-2x <= alerts@contoso.com U=root P=local S=421',
    '2026-11-24 06:00:12 1tFabc-000001-2x ** a@fabrikam.com R=smarthost T=remote_smtp_smarthost H=contoso-com.mail.protection.outlook.com [52.101.40.2] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes: SMTP error from remote mail server after RCPT TO:<a@fabrikam.com>: 550 5.7.64 TenantAttribution; Relay Access Denied',
    {
      code: 'evidence.tenant-attribution',
      at: '2026-11-24T06:00:12',
      sender: 'contoso.com',
      peer: 'contoso-com.mail.protection.outlook.com',
      connector: 'remote_smtp_smarthost',
      secured: true,
    },
  ],
  [
    'Exim, no STARTTLS',
    '2026-11-24 06:00:10 1tFabc-000000001Ab-2xYz <= <> R=1tFabb-000001-2x U=Debian-exim P=local S=421',
    '2026-11-24 06:00:12 1tFabc-000000001Ab-2xYz == a@fabrikam.com R=smarthost T=smtp defer (-38) H=mx.example [203.0.113.9]: a TLS session is required, but the server did not offer TLS support',
    { code: 'evidence.starttls-not-offered', sender: '' },
  ],
  [
    'Exim, TLS that fails',
    '',
    '2026-11-24 06:00:12 1tFabc-000000001Ab-2xYz == a@fabrikam.com R=smarthost T=smtp defer (-38) H=mx.example [203.0.113.9]: a TLS session is required, but an attempt to start TLS failed',
    { code: 'evidence.tls-failed', peer: 'mx.example' },
  ],
  [
    'Postfix, TLS that fails',
    '',
    'Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@b.example>, relay=mx.example[203.0.113.9]:25, dsn=4.7.5, status=deferred (Cannot start TLS: handshake failure)',
    { code: 'evidence.tls-failed', peer: 'mx.example' },
  ],
  [
    'Exim as a server',
    '',
    '2026-11-24 06:00:12 H=(printer) [10.0.0.44] F=<x@contoso.com> rejected RCPT <a@fabrikam.com>: relay not permitted',
    { code: 'evidence.relay-denied', peer: '[10.0.0.44]', connector: 'exim', reply: 'relay not permitted' },
  ],
  [
    'Sendmail as a server',
    '',
    'Nov 24 06:00:12 relay sm-mta[802]: 5AO60Aab000123: ruleset=check_rcpt, arg1=<a@fabrikam.com>, relay=printer.contoso.com [10.0.0.44], reject=550 5.7.1 <a@fabrikam.com>... Relaying denied',
    { code: 'evidence.relay-denied', peer: 'printer.contoso.com' },
  ],
  [
    'Sendmail, TLS that fails',
    '',
    'Nov 24 06:00:12 relay sendmail[1234]: 5AO60Aab000123: to=<a@fabrikam.com>, delay=00:00:01, mailer=relay, pri=120000, relay=mx.fabrikam.com. [203.0.113.9], dsn=4.0.0, stat=Deferred: 403 4.7.0 TLS handshake failed.',
    { code: 'evidence.tls-failed', peer: 'mx.fabrikam.com' },
  ],
  [
    'Sendmail with the reply',
    'Nov 24 06:00:10 relay sm-mta[800]: 5AO60Aab000123: from=<alerts@contoso.com>, size=421, class=0, nrcpts=1',
    'Nov 24 06:00:12 relay sm-mta[802]: 5AO60Aab000123: to=<a@fabrikam.com>, delay=00:00:02, mailer=relay, pri=120421, relay=contoso-com.mail.protection.outlook.com. [52.101.40.2], dsn=5.7.64, reply=550 5.7.64 TenantAttribution; Relay Access Denied, stat=Service unavailable',
    {
      code: 'evidence.tenant-attribution',
      sender: 'contoso.com',
      peer: 'contoso-com.mail.protection.outlook.com',
      connector: 'relay',
      reply: '550 5.7.64 TenantAttribution; Relay Access Denied',
    },
  ],
  [
    'Sendmail with the status alone',
    '',
    'Nov 24 06:00:12 relay sendmail[802]: 5AO60Aab000123: to=<a@fabrikam.com>, mailer=esmtp, relay=contoso-com.mail.protection.outlook.com. [52.101.40.2], dsn=5.7.64, stat=Service unavailable',
    { code: 'evidence.tenant-attribution', software: 'sendmail' },
  ],
];
for (const [title, before, line, expected] of mailLogs) {
  test(`${title}: the delivery that failed is found with its sender and host`, () => {
    const noise = line.replace(/(status|dsn|stat|SMTP error|a TLS|reject).*/, 'status=sent (250 2.0.0 OK)');
    const text = [noise, before, line, noise].filter((each) => each !== '').join('\n');
    const { evidence } = readAll(text);
    assert.equal(evidence.length, 1);
    const [found] = evidence;
    assert.ok(found);
    for (const [name, value] of Object.entries(expected)) {
      assert.deepEqual(Object.entries(found).find(([each]) => each === name)?.[1], value, name);
    }
    const source = new SourceText(text);
    assert.equal(source.slice(found.range), found.reply);
  });
}

test('errors that are not in the catalogue are counted, not told', () => {
  const line =
    'Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@b.example>, relay=mx.example[203.0.113.9]:25, dsn=5.1.1, status=bounced (host mx.example[203.0.113.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command))';
  const { evidence, reader } = readAll(`${line}\n`);
  assert.deepEqual(evidence, []);
  assert.deepEqual(reader.sessions[0]?.codes, new Map([['evidence.other-status', 1]]));
});

test('evidence beyond the limit is counted, not kept', () => {
  const lines = Array.from({ length: 30 }, (_, i) => session(`08DE2A9C11D3F0${10 + i}`)).flat();
  const { evidence, reader } = readAll(`${head('Send')}${lines.join('\n')}\n`, { limit: 10 });
  assert.deepEqual([evidence.length, reader.omitted], [10, 20]);
  assert.equal(reader.sessions[0]?.codes.get('evidence.tenant-attribution'), 30);
});

test('the summary is written as JSON', () => {
  const { evidence, reader } = readAll(`${head('Send')}${session('08DE2A9C11D3F001').join('\n')}`, { limit: 0 });
  const json = evidenceToJson({ evidence, sessions: reader.sessions, omitted: reader.omitted });
  assert.equal(json.omitted, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(json.sessions?.map(({ connector, codes }) => [connector, codes]))), [
    ['To Office 365 relay', { 'evidence.tenant-attribution': 1 }],
  ]);
});

test('more sessions than can be open at once are counted all the same', () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, i) => session((0x08de2a9c00000000n + BigInt(i)).toString(16).toUpperCase().padStart(16, '0'))[7],
  );
  const { reader } = readAll(`${head('Send')}${lines.join('\n')}\n`, {}, 65_536);
  assert.equal(
    reader.sessions.reduce((sum, row) => sum + row.sessions, 0),
    10_000,
  );
});

test('lines outside ASCII are decoded, with their places in UTF-16 units', () => {
  const text = `${head('Send')}${session('08DE2A9C11D3F001', { connector: 'Über 365', subject: 'CN=mail.contoso.com, O=Größe 😀' }).join('\r\n')}\r\n`;
  const expected = readAll(text).evidence;
  const bytes = Buffer.from(text).toString('latin1');
  assert.deepEqual(readAll(bytes, { bytes: true }, 999).evidence, expected);
  assert.equal(new SourceText(text).slice(expected[0]?.range ?? new SourceText('').range(0, 0)), refusal);
});

test('a line that is too long is named, and the rest read', () => {
  const long = `${session('08DE2A9C11D3F001')[13]?.slice(0, 99)}${'x'.repeat(20_000_000)}`;
  const text = `${head('Send')}${long}\r\n${session('08DE2A9C11D3F002').join('\r\n')}\r\n`;
  for (const chunk of [65_536, text.length]) {
    const { evidence, reader } = readAll(text, {}, chunk);
    assert.equal(evidence.length, 1);
    assert.equal(evidence[0]?.range.start.line, 19);
    assert.deepEqual(
      reader.problems.map((each) => [each.code, each.range?.start.line]),
      [['evidence.unreadable', 5]],
    );
  }
});

test('a line that was cut off is named with its line, in the middle and at the end', () => {
  const lines = session('08DE2A9C11D3F001').map((line, i) => (i === 13 ? line.split(',').slice(0, 7).join(',') : line));
  const last = session('08DE2A9C11D3F002')[0]?.slice(0, 40) ?? '';
  const named = (text: string) => readAll(text).reader.problems.map((each) => [each.code, each.range?.start.line]);
  const exchange = `${head('Send')}${lines.join('\r\n')}\r\n`;
  const headLines = head('Send').split('\n').length - 1;
  const cut = ['evidence.unreadable', headLines + 13];
  assert.deepEqual(named(exchange), [cut]);
  assert.deepEqual(named(exchange + last), [cut, ['evidence.unreadable', headLines + lines.length]]);
  const iis = iisLines.slice(0, 8).join('\r\n');
  assert.deepEqual(named(iis), []);
  assert.deepEqual(named(`${iis}\r\n2026-11-24 06:00:12 203.0.113.9 Outbound`), [['evidence.unreadable', 8]]);
  // What is whole needs no line end.
  assert.deepEqual(named(`${head('Send')}${session('08DE2A9C11D3F001').join('\r\n')}`), []);
});

test('a clock that jumps back changes nothing', () => {
  const lines = session('08DE2A9C11D3F001').map((line, i) =>
    i > 9 ? line.replace('2026-11-24T06', '2026-11-24T05') : line,
  );
  const [found] = readAll(`${head('Send')}${lines.join('\n')}`).evidence;
  assert.deepEqual([found?.at, found?.thumbprints], ['2026-11-24T05:00:11.113Z', [thumbprint]]);
});

test('every truncation is read without an exception', () => {
  const logs = [
    `${head('Send')}${session('08DE2A9C11D3F001').join('\r\n')}`,
    iisLines.join('\r\n'),
    mailLogs.map(([, before, line]) => `${before}\n${line}`).join('\n'),
  ];
  for (const text of logs) {
    for (let length = 0; length <= text.length; length++) {
      const { evidence } = readAll(text.slice(0, length));
      assert.ok(evidence.length <= mailLogs.length);
    }
  }
});

test('what a Send connector notes of its own refusal is read with its session', () => {
  const row = (context: string) =>
    `2026-11-24T06:00:11.300Z,To Fabrikam,08DE2A9C11D3F00A,13,10.0.0.21:41822,203.0.113.9:25,*,,${context}\r\n`;
  const notes = [
    ['"454 4.7.5 Certificate validation failure, Reason:UntrustedRoot"', 'evidence.remote-certificate'],
    [
      '454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.',
      'evidence.certificate-not-found',
    ],
    ['"TLS negotiation failed with error SocketError, and more"', 'evidence.tls-failed'],
  ] as const;
  for (const [note, code] of notes) {
    const { evidence, kind } = readEvidence(new SourceText(row(note))) ?? assert.fail(note);
    assert.equal(kind, 'smtp-log');
    assert.deepEqual(
      evidence.map((each) => [each.code, each.peer, each.connector]),
      [[code, '203.0.113.9:25', 'To Fabrikam']],
    );
  }
  const sociable = readEvidence(new SourceText(row('attempting to connect') + row('450 messages so far')));
  assert.deepEqual(sociable?.evidence, []);
});
