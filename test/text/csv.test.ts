import assert from 'node:assert/strict';
import test from 'node:test';
import { readCsv } from '../../src/text/csv.js';

function records(text: string): readonly (readonly (string | undefined)[])[] {
  const table = readCsv(text);
  return Array.from({ length: table.length }, (_, record) =>
    Array.from({ length: table.width(record) }, (_unused, field) => table.value(record, field)),
  );
}

const cases: readonly (readonly [string, string, readonly (readonly (string | undefined)[])[]])[] = [
  [
    'plain fields',
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'quoted fields',
    '"a","b ""c"""\n"1,2","3\n4"',
    [
      ['a', 'b "c"'],
      ['1,2', '3\n4'],
    ],
  ],
  [
    'semicolons',
    'a;b,c;d\n1;2;3',
    [
      ['a', 'b,c', 'd'],
      ['1', '2', '3'],
    ],
  ],
  [
    'tabs',
    'a\tb\n1\t2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a type line and blank lines',
    '\ufeff#TYPE System.Object\r\n\r\n"a","b"\r\n\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a separator line',
    'sep=;\na;b\n1;2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'empty fields',
    'a,b,c\n,,\n"",x,',
    [
      ['a', 'b', 'c'],
      ['', '', ''],
      ['', 'x', ''],
    ],
  ],
  ['a short record', 'a,b,c\n1', [['a', 'b', 'c'], ['1']]],
  [
    'a quote that is not closed',
    'a,b\n1,"2\n3',
    [
      ['a', 'b'],
      ['1', undefined],
    ],
  ],
  [
    'text behind a closing quote',
    'a,b\n"1"x,2',
    [
      ['a', 'b'],
      [undefined, '2'],
    ],
  ],
  ['nothing', '', []],
];

for (const [what, text, expected] of cases) {
  test(`reads ${what}`, () => {
    assert.deepEqual(records(text), expected);
  });
}

test('fields stand where they are written, quotes included', () => {
  const text = 'a,b\n"1", 2\n';
  const table = readCsv(text);
  assert.equal(text.slice(table.start(1, 0), table.end(1, 0)), '"1"');
  assert.equal(text.slice(table.start(1, 1), table.end(1, 1)), ' 2');
});
