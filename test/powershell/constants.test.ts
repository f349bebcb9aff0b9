import assert from 'node:assert/strict';
import test from 'node:test';
import { readCommands } from '../../src/powershell/commands.js';
import { type Constant, Constants } from '../../src/powershell/constants.js';

function plain(constant: Constant): unknown {
  switch (constant.kind) {
    case 'text':
    case 'boolean':
      return constant.value;
    case 'null':
      return null;
    case 'list':
      return constant.items.map(plain);
    case 'table':
      return Object.fromEntries(constant.entries.map(({ key, value }) => [key, plain(value)]));
    default:
      return '?';
  }
}

/** What the argument of the last `use` in a script is known to be. */
function used(text: string): unknown {
  const script = readCommands(text);
  const command = script.commands.findLast(
    ({ elements }) => elements[0]?.kind === 'string' && elements[0].value === 'use',
  );
  const argument = command?.elements[1];
  assert.ok(command !== undefined && argument !== undefined && argument.kind !== 'parameter');
  return plain(new Constants(text, script).evaluate(argument, { offset: command.start, block: command.block }));
}

const cases: readonly (readonly [string, unknown])[] = [
  ["use 'a'", 'a'],
  ['use a.b', 'a.b'],
  ['use 25', '25'],
  ['use $true', true],
  ['use $Null', null],
  ["use a,'b',$false", ['a', 'b', false]],
  ["use @('a', 'b')", ['a', 'b']],
  ["use @('a'\n'b')", ['a', 'b']],
  ["use @('a', 'b'\n'c'; 'd')", ['a', 'b', 'c', 'd']],
  ["use @('a'\nfoo)", '?'],
  ['use @()', []],
  ["use ('a')", 'a'],
  ['use (\'a\' + "b")', 'ab'],
  ["use ('a' + [char]0x2019)", '?'],
  ["use ([string]'a')", 'a'],
  ["use ([datetime]'a')", '?'],
  ["use @{ A = 'b'; 'C d' = 1, 2; E = Get-X }", { A: 'b', 'C d': ['1', '2'], E: '?' }],
  ["$x = 'a'; use $x", 'a'],
  ["$X = 'a'; use $script:x", 'a'],
  ["[string]$x = 'a'; use $x", 'a'],
  ['$x = \'a\'; use "b $x.c"', 'b a.c'],
  ['$x = \'a\'; use "$($x)"', '?'],
  ["$x = 'a'; $y = $x; use $y", 'a'],
  ["use $x; $x = 'a'", '?'],
  ['$x = Get-X; use $x', '?'],
  ["$x = 'a'; $x = 'b'; use $x", 'b'],
  ["$x = 'a'; use $x; $x = 'b'; use $x", 'b'],
  ["$x = 'a'; $x += 'b'; use $x", '?'],
  ["$x = 'a'; if ($y) { $x = 'b' }; use $x", '?'],
  ["if ($y) { $x = 'a'; use $x }", 'a'],
  ["$x = 'a'; if ($y) { use $x }", 'a'],
  ["foreach ($x in 'a', 'b') { use $x }", '?'],
  ["param($x = 'a') use $x", '?'],
  ["$x = 'a'; function f { use $x }", 'a'],
  ["$x = 'a'; function f { use $x }; $x = 'b'", '?'],
  ["$x, $y = 'a', 'b'; use $x", '?'],
  ["$x = @{ A = 'b' }; $x.A = 'c'; $x['D'] = 'e'; $x.Add('F', 'g'); use $x", { A: 'c', D: 'e', F: 'g' }],
  ["$x = @{ A = 'b' }; if ($y) { $x.A = 'c' }; use $x", { A: '?' }],
  ["$x = @{ A = 'b' }; $x[$y] = 'c'; use $x", '?'],
  ["$x = @{ A = 'b' }; $x.Remove('A'); use $x", { A: '?' }],
  ["$x = @{ A = 'b' }; $x.A = 'c'; $x = @{ B = 'd' }; use $x", { B: 'd' }],
  ['$x = $x; use $x', '?'],
  ["use 'a", '?'],
];

for (const [text, expected] of cases) {
  test(`${text} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(used(text), expected);
  });
}

test('a table that is changed more often than anybody writes is not known', () => {
  const changes = (count: number) => '$x.a = 1\n'.repeat(count);
  assert.deepEqual(used(`$x = @{}\n${changes(500)}use $x`), { a: '1' });
  assert.equal(used(`$x = @{}\n${changes(501)}use $x`), '?');
});
