import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTarget, isLoopback, parseTarget } from '../../src/net/target.js';

const good: readonly [string, string, number][] = [
  ['mail.contoso.com', 'mail.contoso.com', 25],
  [' Mail.Contoso.COM. ', 'mail.contoso.com', 25],
  ['mail.contoso.com:587', 'mail.contoso.com', 587],
  ['localhost', 'localhost', 25],
  ['mail_1.contoso.com', 'mail_1.contoso.com', 25],
  ['192.0.2.25', '192.0.2.25', 25],
  ['192.0.2.25:465', '192.0.2.25', 465],
  ['::1', '::1', 25],
  ['2001:db8::25', '2001:db8::25', 25],
  ['[::1]', '::1', 25],
  ['[2001:db8::25]:587', '2001:db8::25', 587],
  ['fe80::1%eth0', 'fe80::1%eth0', 25],
  ['bücher.example', 'xn--bcher-kva.example', 25],
  ['点看.example:26', 'xn--3pxu8k.example', 26],
];

for (const [text, host, port] of good) {
  test(`“${text}” is ${host}, port ${port}`, () => {
    assert.deepEqual(parseTarget(text), { ok: true, target: { host, port } });
  });
}

const bad = [
  '',
  '  ',
  'mail contoso.com',
  'mail.contoso.com:',
  'mail.contoso.com:0',
  'mail.contoso.com:65536',
  'mail.contoso.com:25a',
  'mail.contoso.com:-1',
  ':25',
  'a..b',
  '-a.example',
  'a-.example',
  `${'a'.repeat(64)}.example`,
  `${'abc.'.repeat(70)}example`,
  '192.0.2.256',
  '192.0.2',
  '[192.0.2.1]:25',
  '[::1',
  '[::1]25',
  'http://mail.contoso.com',
  'mail.contoso.com/path',
  'user@contoso.com',
  'bücher.example/x',
  'mail\u0000.example',
];

for (const text of bad) {
  test(`“${text.slice(0, 30)}” is refused with a reason`, () => {
    const result = parseTarget(text);
    assert.ok(!result.ok);
    assert.match(result.reason, /\.$/);
  });
}

test('a target is written with brackets around IPv6 addresses alone', () => {
  assert.equal(formatTarget({ host: 'mail.contoso.com', port: 25 }), 'mail.contoso.com:25');
  assert.equal(formatTarget({ host: '::1', port: 587 }), '[::1]:587');
});

const reaches: readonly (readonly [string, boolean])[] = [
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['::ffff:127.0.0.1', true],
  ['::1%lo', true],
  ['::ffff:126.0.0.1', false],
  ['::', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['2001:db8::1', false],
  ['localhost.contoso.com', false],
];

for (const [address, expected] of reaches) {
  test(`${address} is ${expected ? '' : 'not '}reached by this machine alone`, () => {
    assert.equal(isLoopback(address), expected);
  });
}
