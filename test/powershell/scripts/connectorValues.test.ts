import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  connectorNameProblem,
  hostNameProblem,
  senderCertificateNameProblem,
} from '../../../src/powershell/scripts/connectorValues.js';

const cases: readonly [string, (text: string) => string | undefined, readonly string[], readonly string[]][] = [
  [
    'connector name',
    connectorNameProblem,
    ["To O'Brien (Exchange Online)", '\u00dcber \u90ae\u4ef6', 'x'.repeat(64)],
    ['', '  ', ' x', 'x ', 'x'.repeat(65), 'a\nb', 'a\u202eb', 'a\u200bb', 'O\u2019Brien', '\u201cx\u201d', 'a\ud800'],
  ],
  [
    'certificate name',
    senderCertificateNameProblem,
    ['mail.contoso.com', '*.contoso.com', 'xn--bcher-kva.example'],
    [
      '',
      '*',
      '*.',
      'contoso',
      '*.*.contoso.com',
      'm*.contoso.com',
      'a..b',
      '-a.b',
      'mail.contoso.com.',
      "a'.b",
      'AB'.repeat(20),
    ],
  ],
  [
    'host name',
    hostNameProblem,
    ['contoso-com.mail.protection.outlook.com', `${'a'.repeat(63)}.b`],
    ['', 'host', '*.contoso.com', `${'a'.repeat(64)}.b`, `${'a.'.repeat(127)}b`, 'a b.c', 'https://a.b'],
  ],
];

for (const [what, problem, good, bad] of cases) {
  describe(what, () => {
    for (const each of good) {
      test(`${JSON.stringify(each)} is taken`, () => assert.equal(problem(each), undefined));
    }
    for (const each of bad) {
      test(`${JSON.stringify(each)} is explained`, () => assert.match(problem(each) ?? '', /^[A-Z].+\.$/));
    }
  });
}
