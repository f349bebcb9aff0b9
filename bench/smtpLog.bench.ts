// The speed of the log reader against grep on the same file: node build/bench/smtpLog.bench.js [MEGABYTES] [REFUSED]
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SmtpLogReader } from '../src/evidence/smtpLog.js';

const megabytes = Number(process.argv[2] ?? 200);
/** Of how many sessions one is refused. */
const refused = Number(process.argv[3] ?? 50);
const chunkSize = 1 << 16;

function session(number: number): string {
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
            '550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]',
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

function generate(file: string): void {
  const out = openSync(file, 'w');
  writeSync(out, '#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send Protocol Log\r\n');
  for (let written = 0, number = 0; written < megabytes * 1e6; number += 500) {
    const block = Array.from({ length: 500 }, (_, i) => session(number + i)).join('');
    written += block.length;
    writeSync(out, block);
  }
  closeSync(out);
}

function readAll(file: string): { readonly milliseconds: number; readonly found: number; readonly omitted: number } {
  const start = process.hrtime.bigint();
  const reader = new SmtpLogReader({ bytes: true });
  const input = openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(chunkSize);
  let found = 0;
  for (let size = readSync(input, buffer); size > 0; size = readSync(input, buffer)) {
    found += reader.push(buffer.toString('latin1', 0, size)).length;
  }
  found += reader.end().length;
  closeSync(input);
  return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, found, omitted: reader.omitted };
}

function grep(file: string, pattern: readonly string[]): number {
  const start = process.hrtime.bigint();
  spawnSync('grep', ['-c', ...pattern, file], { encoding: 'utf8' });
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-bench-'));
try {
  const file = path.join(folder, 'SEND.LOG');
  generate(file);
  readAll(file);
  const runs = Array.from({ length: 5 }, () => readAll(file));
  const own = median(runs.map((run) => run.milliseconds));
  const fixed = median(Array.from({ length: 5 }, () => grep(file, ['-F', '5.7.64'])));
  const pattern = median(Array.from({ length: 5 }, () => grep(file, ['-E', ',[45][0-9]{2} [45]\\.[0-9]+\\.[0-9]+'])));
  const memory = process.memoryUsage().rss / 1e6;
  console.log(
    `log reader: ${own.toFixed(0)} ms for ${megabytes} MB, ${runs[0]?.found} found, ${runs[0]?.omitted} more counted, ${memory.toFixed(0)} MB resident`,
  );
  console.log(
    `grep -F: ${fixed.toFixed(0)} ms, ratio ${(own / fixed).toFixed(2)}; grep -E: ${pattern.toFixed(0)} ms, ratio ${(own / pattern).toFixed(2)} (limit 3)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
