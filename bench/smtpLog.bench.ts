// The speed of the log reader against grep on the same file, and its memory.
//   npm run bench -- smtpLog          MEGABYTES in the environment sets the size of each log (default 100)
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SmtpLogReader } from '../src/evidence/smtpLog.js';

const megabytes = Number(process.env['MEGABYTES'] ?? 100);
const runs = 5;
const chunkSize = 1 << 16;

/** One session of a Send log; every `refused`th is refused. */
function exchange(number: number, refused: number): string {
  const id = `08DE${(0x2a9c11d3f00a + number).toString(16).toUpperCase()}`;
  const remote = `52.101.${number % 50}.${number % 200}:25`;
  const time = new Date(Date.UTC(2026, 10, 24) + number * 137).toISOString();
  const isRefused = number % refused === 0;
  const lines: readonly (readonly [string, string, string])[] = [
    ['*', '', 'attempting to connect'],
    ['+', '', ''],
    [
      '<',
      '"220 AM4PEPF00027A63.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 06:00:11 +0000"',
      '',
    ],
    ['>', 'EHLO mail.contoso.com', ''],
    [
      '<',
      '250  AM4PEPF00027A63.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING SMTPUTF8',
      '',
    ],
    ['>', 'STARTTLS', ''],
    ['<', '220 2.0.0 SMTP server ready', ''],
    [
      '*',
      ' CN=mail.contoso.com CN=Example TLS RSA CA 2025 6A3E5998E1E3E971C38BCD861029C386635AE2B5 25570F88BF5F3835B64DB725B8E0D6C10B290488 2026-11-24T02:14:04.000Z 2027-06-11T02:14:04.000Z mail.contoso.com;autodiscover.contoso.com',
      'Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
    ],
    [
      '*',
      ' CN=mail.protection.outlook.com CN=Example Cloud CA 0A1B2C 0011223344556677889900112233445566778899 2026-06-01T00:00:00.000Z 2027-05-31T23:59:59.000Z mail.protection.outlook.com;*.mail.protection.outlook.com',
      'Remote certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
    ],
    [
      '*',
      '',
      '"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 384 bits"',
    ],
    ['>', 'EHLO mail.contoso.com', ''],
    [
      '<',
      '250  AM4PEPF00027A63.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES 8BITMIME BINARYMIME CHUNKING SMTPUTF8',
      '',
    ],
    ['*', '', `sending message with RecordId ${number} and InternetMessageId <a${number}@EX01.corp.contoso.com>`],
    ['>', `MAIL FROM:<alerts${number % 100}@contoso.com> SIZE=4213`, ''],
    ['>', `RCPT TO:<someone${number % 1000}@fabrikam.com>`, ''],
    ['<', '250 2.1.0 Sender OK', ''],
    ...(isRefused
      ? ([
          [
            '<',
            `550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com ${time} ${id}]`,
            '',
          ],
        ] as const)
      : ([
          ['<', '250 2.1.5 Recipient OK', ''],
          ['>', 'BDAT 4213 LAST', ''],
          [
            '<',
            `250 2.6.0 <a${number}@EX01.corp.contoso.com> [InternalId=${number}, Hostname=AM4PR04MB0001.eurprd04.prod.outlook.com] 11211 bytes in 0.121, 90.2 KB/sec Queued mail for delivery`,
            '',
          ],
        ] as const)),
    ['>', 'QUIT', ''],
    ['<', '221 2.0.0 Service closing transmission channel', ''],
    ['-', '', 'Local'],
  ];
  return lines
    .map(
      ([event, data, context], i) =>
        `${time},To Office 365 relay,${id},${i},10.0.0.21:41822,${remote},${event},${data},${context}\r\n`,
    )
    .join('');
}

/** One delivery of Postfix. */
function postfix(number: number, refused: number): string {
  const time = new Date(Date.UTC(2026, 10, 24) + number * 137).toISOString().replace('Z', '000+00:00');
  const id = `4F${number.toString(16).toUpperCase().padStart(8, '0')}`;
  const relay = 'contoso-com.mail.protection.outlook.com[52.101.40.2]';
  const outcome =
    number % refused === 0
      ? `dsn=5.7.64, status=bounced (host ${relay} said: 550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com ${time.slice(0, 23)}Z ${id.slice(-8)}0F00BA11] (in reply to RCPT TO command))`
      : `dsn=2.6.0, status=sent (250 2.6.0 <a${number}@relay.contoso.com> [InternalId=${number}] 11211 bytes in 0.121, 90.2 KB/sec Queued mail for delivery)`;
  return [
    `postfix/smtpd[811]: connect from printer${number % 30}.corp.contoso.com[10.0.0.${number % 250}]`,
    `postfix/smtpd[811]: ${id}: client=printer${number % 30}.corp.contoso.com[10.0.0.${number % 250}]`,
    `postfix/cleanup[814]: ${id}: message-id=<a${number}@relay.contoso.com>`,
    `postfix/qmgr[812]: ${id}: from=<alerts${number % 100}@contoso.com>, size=4213, nrcpt=1 (queue active)`,
    `postfix/smtp[900]: Untrusted TLS connection established to ${relay}:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)`,
    `postfix/smtp[900]: ${id}: to=<someone${number % 1000}@fabrikam.com>, relay=${relay}:25, delay=1.2, delays=0.1/0/0.5/0.6, ${outcome}`,
    `postfix/qmgr[812]: ${id}: removed`,
  ]
    .map((line) => `${time} relay ${line}\n`)
    .join('');
}

/** One delivery of Exim. */
function exim(number: number, refused: number): string {
  const time = new Date(Date.UTC(2026, 10, 24) + number * 137).toISOString().replace('T', ' ').slice(0, 19);
  const id = `1tF${number.toString(36).padStart(3, '0').slice(-3)}-${number.toString(36).padStart(11, '0')}-2xYz`;
  const route =
    'R=smarthost T=remote_smtp_smarthost H=contoso-com.mail.protection.outlook.com [52.101.40.2] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes';
  const to = `someone${number % 1000}@fabrikam.com`;
  const outcome =
    number % refused === 0
      ? `** ${to} ${route}: SMTP error from remote mail server after RCPT TO:<${to}>: 550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com ${time.replace(' ', 'T')}.331Z 08DE2A9C0F00BA11]`
      : `=> ${to} ${route} K C="250 2.6.0 <a${number}@relay.contoso.com> [InternalId=${number}] 11211 bytes in 0.121, 90.2 KB/sec Queued mail for delivery"`;
  const sender = `alerts${number % 100}@contoso.com`;
  return [`<= ${sender} H=printer${number % 30} [10.0.0.${number % 250}] P=esmtp S=4213`, outcome, 'Completed']
    .map((line) => `${time} ${id} ${line}\n`)
    .join('');
}

/** One delivery of Sendmail. */
function sendmail(number: number, refused: number): string {
  const time = new Date(Date.UTC(2026, 10, 24) + number * 137).toISOString().slice(11, 19);
  const id = `5AO${number.toString(36).toUpperCase().padStart(11, '0')}`;
  const relay = 'contoso-com.mail.protection.outlook.com. [52.101.40.2]';
  const outcome =
    number % refused === 0
      ? 'dsn=5.7.64, reply=550 5.7.64 TenantAttribution; Relay Access Denied, stat=Service unavailable'
      : `dsn=2.0.0, stat=Sent (<a${number}@relay.contoso.com> [InternalId=${number}] Queued mail for delivery)`;
  return [
    `from=<alerts${number % 100}@contoso.com>, size=4213, class=0, nrcpts=1, msgid=<a${number}@relay.contoso.com>, proto=ESMTP, daemon=MTA, relay=printer${number % 30} [10.0.0.${number % 250}]`,
    'STARTTLS=client, relay=contoso-com.mail.protection.outlook.com., version=TLSv1.3, verify=FAIL, cipher=TLS_AES_256_GCM_SHA384, bits=256/256',
    `to=<someone${number % 1000}@fabrikam.com>, delay=00:00:02, xdelay=00:00:01, mailer=relay, pri=124213, relay=${relay}, ${outcome}`,
  ]
    .map((line) => `Nov 24 ${time} relay sm-mta[802]: ${id}: ${line}\n`)
    .join('');
}

/** One delivery of IIS. */
function iis(number: number, refused: number): string {
  const time = new Date(Date.UTC(2026, 10, 24) + number * 137).toISOString().replace('T', ' ').slice(0, 19);
  const address = `52.101.${number % 50}.${number % 200}`;
  const outcome =
    number % refused === 0 ? '550+5.7.64+TenantAttribution;+Relay+Access+Denied+SMTP' : '250+2.1.5+Recipient+OK';
  return [
    'Response SMTPSVC1 WEB01 - 25 - - 220+AM4PEPF00027A63.mail.protection.outlook.com+Microsoft+ESMTP+MAIL+Service+ready',
    'Command SMTPSVC1 WEB01 - 25 EHLO - mail.contoso.com',
    'Response SMTPSVC1 WEB01 - 25 - - 250-AM4PEPF00027A63.mail.protection.outlook.com+Hello+[203.0.113.10]',
    `Command SMTPSVC1 WEB01 - 25 MAIL - FROM:<scan${number % 100}@contoso.com>`,
    'Response SMTPSVC1 WEB01 - 25 - - 250+2.1.0+Sender+OK',
    `Command SMTPSVC1 WEB01 - 25 RCPT - TO:<someone${number % 1000}@fabrikam.com>`,
    `Response SMTPSVC1 WEB01 - 25 - - ${outcome}`,
  ]
    .map((line) => `${time} ${address} OutboundConnection${line} 0 0 98 0 234 SMTP - - - -\r\n`)
    .join('');
}

const exchangeHead =
  '#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send Protocol Log\r\n';
const iisHead =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes time-taken cs-version cs-host cs(User-Agent) cs(Cookie) cs(Referer)\r\n';
const logs: readonly (readonly [string, string, (number: number) => string])[] = [
  ['Exchange, 2 % refused', exchangeHead, (number) => exchange(number, 50)],
  ['Exchange, all refused', exchangeHead, (number) => exchange(number, 1)],
  ['Postfix, 2 % refused', '', (number) => postfix(number, 50)],
  ['Postfix, all refused', '', (number) => postfix(number, 1)],
  ['Exim, 2 % refused', '', (number) => exim(number, 50)],
  ['Exim, all refused', '', (number) => exim(number, 1)],
  ['Sendmail, 2 % refused', '', (number) => sendmail(number, 50)],
  ['Sendmail, all refused', '', (number) => sendmail(number, 1)],
  ['IIS, 2 % refused', iisHead, (number) => iis(number, 50)],
  ['IIS, all refused', iisHead, (number) => iis(number, 1)],
];

function generate(file: string, head: string, entry: (number: number) => string): void {
  const out = openSync(file, 'w');
  writeSync(out, head);
  for (let written = 0, number = 0; written < megabytes * 1e6; number += 500) {
    const block = Array.from({ length: 500 }, (_, i) => entry(number + i)).join('');
    written += block.length;
    writeSync(out, block);
  }
  closeSync(out);
}

function milliseconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function readAll(file: string): SmtpLogReader {
  const reader = new SmtpLogReader({ bytes: true });
  const input = openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(chunkSize);
  for (let size = readSync(input, buffer); size > 0; size = readSync(input, buffer)) {
    reader.push(buffer.toString('latin1', 0, size));
  }
  reader.end();
  closeSync(input);
  return reader;
}

// With its output on a pipe: grep stops at the first match when it goes nowhere.
const grep = (file: string) => spawnSync('grep', ['-c', '-F', '5.7.64', file], { encoding: 'utf8' });

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-bench-'));
try {
  for (const [title, head, entry] of logs) {
    const file = path.join(folder, 'smtp.log');
    generate(file, head, entry);
    const found = readAll(file);
    const times = Array.from(
      { length: runs },
      () => [milliseconds(() => readAll(file)), milliseconds(() => grep(file))] as const,
    );
    const own = median(times.map(([each]) => each));
    const other = median(times.map(([, each]) => each));
    const refusals = found.sessions.reduce((sum, row) => sum + [...row.codes.values()].reduce((a, b) => a + b, 0), 0);
    const memory = process.memoryUsage.rss() / 1e6;
    console.log(
      `${title}: ${own.toFixed(0)} ms, grep ${other.toFixed(0)} ms, ratio ${(own / other).toFixed(2)} (limit 3); ${refusals} refusals in ${megabytes} MB; ${memory.toFixed(0)} MB resident`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
