import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  base64,
  certificateFileName,
  literal,
  literalList,
  plainText,
  slug,
} from '../../../src/powershell/scripts/literal.js';
import { certificate } from '../../support/machine.js';
import { issue, newKey } from '../../support/pki.js';
import { dangerousPieces } from '../../support/scriptKinds.js';

const key = newKey('p256');

describe('literal', () => {
  const cases: readonly [string, string][] = [
    ['', "''"],
    ['plain $x `y "z"', '\'plain $x `y "z"\''],
    ["O'Brien", "'O''Brien'"],
    ['O\u2019Brien', "('O' + [char]0x2019 + 'Brien')"],
    ['\u2019', "('' + [char]0x2019)"],
    ['a\u0000\n', "('a' + [char]0x0000 + [char]0x000A)"],
    ['\u{1f4e7}!', "('' + [char]0xD83D + [char]0xDCE7 + '!')"],
    ['\ud800', "('' + [char]0xD800)"],
  ];
  for (const [text, expected] of cases) {
    test(`writes ${JSON.stringify(text)}`, () => assert.equal(literal(text), expected));
  }

  test('is printable ASCII whatever the text', () => {
    for (const each of [...dangerousPieces, dangerousPieces.join('')]) {
      assert.match(literal(each), /^[\x20-\x7e]+$/);
      assert.match(literalList([each, each]), /^@\([\x20-\x7e]+\)$/);
    }
  });
});

describe('plain text', () => {
  test('is one line that ends no comment and begins no directive', () => {
    for (const each of [...dangerousPieces, dangerousPieces.join(''), 'x'.repeat(1000)]) {
      assert.match(plainText(each), /^[\x20-\x7e]{0,200}$/);
      assert.doesNotMatch(plainText(each), /[#<>]/);
    }
  });

  test('keeps what is harmless and replaces everything else, over the whole BMP', () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      const text = String.fromCharCode(unit);
      assert.equal(plainText(text), /^[\x20-\x7e]$/.test(text) && !'#<>'.includes(text) ? text : '?');
    }
  });
});

describe('certificate file names', () => {
  test('hold letters, digits and hyphens only', () => {
    for (const CN of [...dangerousPieces, 'a'.repeat(300), 'COM1', 'x.', ' y ', '-']) {
      const name = certificateFileName(7, certificate(issue({ subject: { CN }, key })));
      assert.match(name, /^07_[A-Za-z0-9-]{0,40}_[0-9a-f]{16}\.cer$/);
      assert.match(slug(CN), /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)?$/);
    }
  });

  test('keep certificates of the same name apart', () => {
    const names = [1, 2].map(() => certificateFileName(1, certificate(issue({ subject: { CN: 'Same' }, key }))));
    assert.notEqual(names[0], names[1]);
  });
});

test('Base64 stands in a here-string that it cannot end', () => {
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => i & 0xff));
  const [first, ...rest] = base64(bytes).split('\n');
  assert.equal(first, "@'");
  assert.equal(rest.pop(), "'@");
  assert.ok(rest.every((line) => /^[A-Za-z0-9+/=]{1,100}$/.test(line)));
  assert.deepEqual(Buffer.from(rest.join(''), 'base64'), bytes);
});
