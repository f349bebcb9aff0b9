import assert from 'node:assert/strict';
import test from 'node:test';
import { readEvidence } from '../../src/evidence/read.js';
import { SmtpLogReader } from '../../src/evidence/smtpLog.js';
import { decodeText } from '../../src/text/decode.js';
import { SourceText } from '../../src/text/source.js';
import { seeded } from '../support/seeded.js';

// Pieces of what is looked for, so that garbage reaches the readers and not only their doors.
const pieces = [
  '550 5.7.64 TenantAttribution; Relay Access Denied',
  '[a.b.c 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]',
  '\r\n',
  '\n',
  ' ',
  '=\n',
  '=3D',
  '&lt;',
  '<p>',
  '<td ',
  '#Software: Microsoft Exchange Server\n',
  '#Software: Microsoft Internet Information Services 10.0\n',
  '#Fields: c-ip date cs-uri-query\n',
  '#Log-type: SMTP Receive Protocol Log\n',
  '2026-11-24T06:00:11.000Z,c,08DE2A9C11D3F00A,7,l,r,*,',
  ',<,',
  ',>,',
  ',*,',
  '"',
  ',',
  'Sending certificate',
  'Certificate thumbprint',
  'Remote certificate S',
  ' CN=a CN=b 6A3E 25570F88BF5F3835B64DB725B8E0D6C10B290488',
  ' MAIL FROM:<>',
  'Nov 24 06:00:12 r postfix/smtp[900]: 4F1A2B3C4D: ',
  'status=bounced (',
  'said: ',
  'dsn=5.7.64',
  'Microsoft-Windows-CAPI2',
  '<Event>',
  '</Event>',
  '<UserData><CertGetCertificateChain>',
  '<Result value="800B0109">',
  '<!DOCTYPE',
  '<![CDATA[',
  'Content-Transfer-Encoding: base64\n\n',
  'Content-Transfer-Encoding: quoted-printable\n\n',
  '--b\n',
  'TLS negotiation failed with error NoCredentials',
  '\u0000',
  '\ud800',
  'ü',
  'Diagnostic-Code: smtp;',
  '+5.7.64+',
  '2026-11-24 06:00:12 1tFabc-000001-2x ** ',
];

test('anything that can be put together from pieces is read without an exception, with places inside the text', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const next = seeded(seed);
    const text = Array.from(
      { length: 1 + Math.floor(next() * 40) },
      () => pieces[Math.floor(next() * pieces.length)],
    ).join('');
    const source = new SourceText(text);
    const document = readEvidence(source);
    for (const { range } of document?.evidence ?? []) {
      assert.deepEqual(
        source.range(source.offsetAt(range.start), source.offsetAt(range.end)),
        range,
        JSON.stringify(text),
      );
      assert.ok(source.offsetAt(range.start) <= source.offsetAt(range.end));
    }
  }
});

test('any bytes are read without an exception', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const next = seeded(seed);
    const bytes = Uint8Array.from({ length: Math.floor(next() * 2000) }, () => Math.floor(next() * 256));
    const document = readEvidence(new SourceText(decodeText(bytes)));
    assert.equal(document, undefined);
  }
});

test('shapes that invite backtracking take linear time', () => {
  const reader = new SmtpLogReader();
  reader.push('#Software: Microsoft Exchange Server\n');
  for (const piece of [
    ' ',
    '<a ',
    '=',
    '&#1',
    '\n>',
    '[a.',
    '550 5.7.',
    'To: ',
    'CN=a ',
    'A',
    '0 ',
    'said: ',
    '\t\n',
    'Content-Transfer-Encoding: base64\n',
    '<Event>',
  ]) {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    const known = readEvidence(new SourceText(text))?.evidence.filter(({ code }) => code !== 'evidence.other-status');
    assert.equal(known?.length ?? 0, 0);
    reader.push(
      `2026-11-24T06:00:11.000Z,c,08DE2A9C11D3F00A,7,l,r,*,${text.slice(0, 60_000).replaceAll('\n', ' ')},Sending certificate Subject\n`,
    );
    reader.push(
      `Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: status=bounced (${text.slice(0, 60_000).replaceAll('\n', ' ')})\n`,
    );
  }
  assert.equal(reader.end().length, 0);
});
