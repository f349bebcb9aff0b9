import assert from 'node:assert/strict';
import test from 'node:test';
import { redact } from '../../src/evidence/redact.js';

const cases: readonly (readonly [string, string])[] = [
  ['MAIL FROM:<alerts@contoso.com> SIZE=1', 'MAIL FROM:<…@contoso.com> SIZE=1'],
  ['+FROM:<scan.job+7@contoso.com>', '+FROM:<…@contoso.com>'],
  ['to=<jane.o\u2019brien@fabrikam.com>, relay=x', 'to=<…@fabrikam.com>, relay=x'],
  ['"Jane Doe"@fabrikam.com and 用户@例え.jp', '…@fabrikam.com and …@例え.jp'],
  ['Subject: Undeliverable: Toner\r\n low\r\nMIME-Version: 1.0', 'Subject: …\r\nMIME-Version: 1.0'],
  ['> From: "Jane Doe" <jane@contoso.com>\n> Betreff: geheim', '> From: …\n> Betreff: …'],
  ['1tF ** a@b.example H=mx T="secret plan" for c@d.example', '1tF ** …@b.example H=mx T="…" for …@d.example'],
  [
    '550 5.7.64 TenantAttribution [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]',
    '550 5.7.64 TenantAttribution [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]',
  ],
];
for (const [text, expected] of cases) {
  test(`${text.slice(0, 40)} is redacted`, () => {
    assert.equal(redact(text), expected);
    assert.equal(redact(expected), expected);
  });
}

test('long texts without an address take linear time', () => {
  for (const piece of ['a', 'a.', '"', ' ', 'to:', '\n ']) {
    const text = piece.repeat(100_000);
    assert.equal(typeof redact(text), 'string');
  }
});
