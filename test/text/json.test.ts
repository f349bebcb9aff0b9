import assert from 'node:assert/strict';
import test from 'node:test';
import { readJson } from '../../src/text/json.js';
import { type JsonTape, jsonKind } from '../../src/text/jsonTape.js';
import { seeded } from '../support/seeded.js';

type Plain = string | readonly Plain[] | { readonly members: readonly Plain[] };

/** The tree below a node: an object as its keys and values in turn, a missing value as `?`. */
function plain(tape: JsonTape, node: number): Plain {
  switch (tape.kind(node)) {
    case jsonKind.object:
      return { members: [...tape.children(node)].map((child) => plain(tape, child)) };
    case jsonKind.array:
      return [...tape.children(node)].map((child) => plain(tape, child));
    default:
      return tape.kind(node) === jsonKind.missing ? '?' : tape.value(node);
  }
}

function roots(text: string): readonly Plain[] {
  const tape = readJson(text);
  const found: Plain[] = [];
  for (let node = 0; node < tape.length; node = tape.next(node)) {
    found.push(plain(tape, node));
  }
  return found;
}

const cases: readonly (readonly [string, string, readonly Plain[]])[] = [
  [
    'nested values',
    '{"a":1,"b":[true,{"c":null}]}',
    [{ members: ['a', '1', 'b', ['true', { members: ['c', 'null'] }]] }],
  ],
  ['escapes', '["\\u0041\\n\\"\\\\\\/"]', [['A\n"\\/']]],
  ['a string that ends with an escaped quote', '["a\\"", "b"]', [['a"', 'b']]],
  ['a byte order mark and comments', '\ufeff// one\n{/* two */"a":1,}', [{ members: ['a', '1'] }]],
  ['several values', '{} []', [{ members: [] }, []]],
  ['a value not typed yet', '{"a":,"b":2}', [{ members: ['a', '?', 'b', '2'] }]],
  ['a value not typed yet before a line', '{"a":\n"b":2}', [{ members: ['a', '?', 'b', '2'] }]],
  ['a key without colon', '{"a"\n"b":1}', [{ members: ['a', '?', 'b', '1'] }]],
  ['an open string ends with its line', '{"a": "x,\n"b": 2}', [{ members: ['a', 'x,', 'b', '2'] }]],
  ['an open end', '{"a":{"b":[1', [{ members: ['a', { members: ['b', ['1']] }] }]],
  ['a stray bracket', ']{"a":[]]}', [{ members: ['a', []] }]],
  ['a wrong bracket', '{"a":[1}', [{ members: ['a', ['1']] }]],
  ['an object without key', '{{"a":1}}', [{ members: ['?', { members: ['a', '1'] }] }]],
  [
    'an object that is sound behind a like one with a stray quote',
    '[{"a":1"\n"b":2},{"a":1,\n"b":2}]',
    [[{ members: ['a', '1', '', '?', 'b', '2'] }, { members: ['a', '1', 'b', '2'] }]],
  ],
  [
    'objects alike but for blanks and order',
    '[{"a": 1, "b": 2}, {"a":1,"b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 2, "c": 3}, {"a": 1}]',
    [
      [
        { members: ['a', '1', 'b', '2'] },
        { members: ['a', '1', 'b', '2'] },
        { members: ['b', '2', 'a', '1'] },
        { members: ['a', '1', 'b', '2', 'c', '3'] },
        { members: ['a', '1'] },
      ],
    ],
  ],
  ['nothing', '', []],
];

for (const [what, text, expected] of cases) {
  test(`reads ${what}`, () => {
    assert.deepEqual(roots(text), expected);
  });
}

test('agrees with JSON.parse on sound text, for any cut of it', () => {
  const value = [{ a: 'x "quoted" \\ \u00e9😀', b: [1.5e3, true, null, {}], c: { d: '' } }, 'e'];
  const text = JSON.stringify(value, null, 1);
  const rebuilt = (tape: JsonTape, node: number): unknown => {
    switch (tape.kind(node)) {
      case jsonKind.object: {
        const children = [...tape.children(node)];
        return Object.fromEntries(
          children.flatMap((key, i) => (i % 2 === 0 ? [[tape.value(key), rebuilt(tape, children[i + 1] ?? 0)]] : [])),
        );
      }
      case jsonKind.array:
        return [...tape.children(node)].map((child) => rebuilt(tape, child));
      case jsonKind.string:
        return tape.value(node);
      default:
        return JSON.parse(tape.value(node));
    }
  };
  assert.deepEqual(rebuilt(readJson(text), 0), value);
  for (let length = 0; length < text.length; length++) {
    const tape = readJson(text.slice(0, length));
    for (let node = 0; node < tape.length; node++) {
      assert.ok(tape.start(node) <= tape.end(node) && tape.end(node) <= length && tape.next(node) > node);
    }
  }
});

test('stops at a depth that nobody writes, without overflow', () => {
  for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) {
    const { tooDeepAt = 0 } = readJson(text);
    assert.ok(tooDeepAt > 0 && tooDeepAt < 2000);
  }
});

/** What `roots` makes of a parsed value. */
function plainOf(value: unknown): Plain {
  if (Array.isArray(value)) {
    return value.map(plainOf);
  }
  return value instanceof Object
    ? { members: Object.entries(value).flatMap(([name, each]) => [name, plainOf(each)]) }
    : String(value);
}

test('agrees with JSON.parse on many objects that are alike, whatever differs from one to the next', () => {
  const random = seeded(1);
  const pick = <T>(...choices: readonly T[]) => choices[Math.floor(random() * choices.length)] ?? choices[0];
  for (let round = 0; round < 300; round++) {
    const steadiness = random();
    const rare = <T>(usual: T, ...others: readonly T[]) => (random() < steadiness ? usual : pick(usual, ...others));
    const objects = Array.from({ length: 12 }, (_, i) => ({
      Enabled: rare(true, false, null),
      Type: rare('a', 'b', '', 'a"'),
      List: rare<readonly unknown[]>([], ['x'], [[]], [{ Type: 'a' }]),
      ...rare({}, { Extra: 1 }, { 'Type ': 'a' }),
      Port: rare(25, 250, -1, 2.5),
      Inner: rare<unknown>({ Enabled: true }, {}, 'a'),
      Last: rare(true, false),
      Name: rare('x', `Relay ${i}`),
      End: rare<unknown>(false, 0),
    }));
    const written = objects.map((each) => JSON.stringify(each, null, rare(2, 0, 4)));
    const text = `[${written.join(rare(',\n  ', ',', ' , '))}]`;
    assert.deepEqual(roots(text), [plainOf(JSON.parse(text))]);
  }
});
