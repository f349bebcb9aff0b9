import assert from 'node:assert/strict';
import test from 'node:test';
import { codeBlock, codeSpan, escapeMarkdown } from '../../src/text/markdown.js';

test('no punctuation of a certificate name has a meaning in Markdown', () => {
  const hostile = [
    '[click](command:workbench.action.terminal.new)',
    '![x](https://evil.example/p.png)',
    '<img src=x onerror=alert(1)>',
    '&lt;script&gt;',
    '`code` **bold** __x__ ~~y~~ # h | t',
    'https://evil.example/ www.evil.example a@evil.example',
    '$(error)',
  ];
  for (const text of hostile) {
    const escaped = escapeMarkdown(text);
    assert.equal(escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1'), text, 'what is read is the text itself');
    assert.doesNotMatch(escaped, /(^|[^\\])[[\]()<>&`*_~#|!$:@]/, escaped);
  }
});

test('line breaks, controls and indentation cannot begin a block', () => {
  assert.equal(escapeMarkdown('    a\n\n# b\u0000\u202ec'), 'a\ufffd\ufffd\\# b\ufffd\ufffdc');
});

test('what begins a list does not begin a line', () => {
  for (const text of ['1. a', '2) a', '- a', '+ a', '* a', '# a', '> a', '=== a', '--- a', ': a']) {
    const escaped = escapeMarkdown(text);
    assert.match(escaped, /^(\d+)?\\/, text);
    assert.equal(escaped.replaceAll('\\', ''), text);
  }
});

test('ordinary text stays readable', () => {
  for (const text of ['mail.contoso.com', 'CN-with-dashes, 2026-11-25', "it's 100% fine; isn't it?", 'Zürich 東京']) {
    assert.equal(escapeMarkdown(text), text);
  }
});

test('code ends only where it should', () => {
  assert.equal(codeSpan('a_b*<c>'), '`a_b*<c>`');
  assert.equal(codeSpan('a`b'), '``a`b``');
  assert.equal(codeSpan('``'), '``` `` ```');
  assert.equal(codeSpan(' a '), '`  a  `');
  assert.equal(codeSpan(''), '`  `');
  assert.equal(codeSpan('a\n`b'), '``a\ufffd`b``');
  assert.equal(codeBlock(['a', 'b']), '```text\na\nb\n```');
  assert.equal(codeBlock(['```', '`````x', 'a\r\n```']), '``````text\n```\n`````x\na\ufffd\ufffd```\n``````');
});
