import assert from 'node:assert/strict';
import test from 'node:test';
import { factsToMarkdown, plainMessage } from '../../src/editor/markdown.js';

test('facts stand a line each, and empty ones nowhere', () => {
  const facts: [string, string][] = [
    ['Subject', 'CN=a_b'],
    ['Names', ''],
    ['Issuer', 'CN=<b>'],
  ];
  assert.equal(factsToMarkdown(facts), '**Subject** CN\\=a\\_b  \n**Issuer** CN\\=\\<b\\>');
});

test('a server cannot put a link into a notification', () => {
  assert.equal(plainMessage('550 [Fix](command:evil)\r\n'), '550 [Fix] (command:evil)\ufffd\ufffd');
});
