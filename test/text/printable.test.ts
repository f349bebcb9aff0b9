import assert from 'node:assert/strict';
import test from 'node:test';
import { printable } from '../../src/text/printable.js';

test('ordinary text of any script stays as it is', () => {
  for (const text of ['CN=mail.contoso.com, O=Contoso', 'Zürich 東京 😀', 'a\u0301']) {
    assert.equal(printable(text), text);
  }
});

test('escapes, line breaks, bidirectional controls and lone surrogates are made visible', () => {
  for (const unit of [
    '\u001b',
    '\n',
    '\r',
    '\u0000',
    '\u007f',
    '\u009b',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u2028',
    '\ufeff',
    '\ud800',
    '\u{e0041}',
  ]) {
    assert.equal(printable(`a${unit}b`), 'a\ufffdb', JSON.stringify(unit));
  }
});

test('long text is cut', () => {
  assert.equal(printable('x'.repeat(50), 10), `${'x'.repeat(9)}…`);
});
