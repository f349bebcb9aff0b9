import assert from 'node:assert/strict';
import test from 'node:test';
import { SourceText } from '../../src/text/source.js';

test('positions and offsets convert both ways over LF, CRLF and lone CR', () => {
  const source = new SourceText('a\nbc\r\nd\re');
  const expected: readonly [number, number, number][] = [
    [0, 0, 0],
    [1, 0, 1],
    [2, 1, 0],
    [4, 1, 2],
    [6, 2, 0],
    [8, 3, 0],
    [9, 3, 1],
  ];
  for (const [offset, line, character] of expected) {
    assert.deepEqual(source.positionAt(offset), { line, character });
    assert.equal(source.offsetAt({ line, character }), offset);
  }
});

test('characters are UTF-16 units', () => {
  const source = new SourceText('😀x');
  assert.deepEqual(source.positionAt(2), { line: 0, character: 2 });
});

test('positions outside the text are clamped', () => {
  const source = new SourceText('ab\ncd');
  assert.deepEqual(source.positionAt(99), { line: 1, character: 2 });
  assert.equal(source.offsetAt({ line: 0, character: 99 }), 3);
  assert.equal(source.offsetAt({ line: 7, character: 0 }), 5);
});

test('edits apply by their ranges, in any order', () => {
  const source = new SourceText('one two three');
  const edits = [
    { range: source.range(8, 13), newText: '3' },
    { range: source.range(0, 3), newText: '1' },
  ];
  assert.equal(source.apply(edits), '1 two 3');
});

test('a text after typing within a line has the positions of a new text', () => {
  const text = 'a\nbc\r\nd\re';
  const typed = 'a\nbxxc\r\nd\re';
  const source = new SourceText(text).afterTyping(typed, 3);
  assert.equal(source.text, typed);
  for (let offset = 0; offset <= typed.length; offset++) {
    assert.deepEqual(source.positionAt(offset), new SourceText(typed).positionAt(offset));
  }
});
