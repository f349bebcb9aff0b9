import assert from 'node:assert/strict';
import test from 'node:test';
import { readCommands } from '../../src/powershell/commands.js';

/** Each command as its elements between bars; a parameter begins with its dash. */
function commandsIn(text: string): readonly string[] {
  return readCommands(text).commands.map(({ elements }) =>
    elements.map(({ start, end }) => text.slice(start, end)).join(' | '),
  );
}

// What real PowerShell 7.6.9 finds in the same text; the peer test compares many more.
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['echo a>b c', ['echo | a>b | c']],
  ['echo a#b #c', ['echo | a#b']],
  ['echo -a.b -c[d] -e=f -g(1) -h:x -i: y', ['echo | -a | .b | -c | [d] | -e=f | -g | (1) | -h:x | -i: y']],
  ["echo -k'b' -m,n", ["echo | -k'b' | -m | n"]],
  ['echo $x.y $x.y.z() $x[0] $x::y (1).foo {a}.b', ['echo | $x.y | $x.y.z() | $x[0] | $x::y | (1).foo | {a}.b', 'a']],
  ['echo a,b,c a, b , c d', ['echo | a,b,c | a, b , c | d']],
  ["echo @x @'\nabc\n'@ x", ["echo | @x | @'\nabc\n'@ | x"]],
  ["echo @'\n'a'@\n'@ x", ["echo | @'\n'a'@\n'@ | x"]],
  ['echo smtp:*;1', ['echo | smtp:*']],
  [
    'echo *.contoso.com 10.0.0.0/24,1.2.3.4 2001:db8::25',
    ['echo | *.contoso.com | 10.0.0.0/24,1.2.3.4 | 2001:db8::25'],
  ],
  ['echo -5 --foo -- bar', ['echo | -5 | --foo | -- | bar']],
  ['$x = Get-Foo -a b | Set-Bar c', ['Get-Foo | -a | b', 'Set-Bar | c']],
  [". foo a; & $cmd b; & 'x y' -z", ['foo | a', '$cmd | b', "'x y' | -z"]],
  ['echo a && foo b || bar', ['echo | a', 'foo | b', 'bar']],
  ['foo --% a "|" b | c', ['foo | --% | a "|" b ', 'c']],
  ['if ($a -eq (Get-Foo)) { Bar x } elseif (Baz) { y } else { z }', ['Get-Foo', 'Bar | x', 'Baz', 'y', 'z']],
  ['foreach ($i in Get-Foo) { Bar $i }', ['Get-Foo', 'Bar | $i']],
  ["switch -regex (Get-Foo) { 'a' { Bar } default { Baz } }", ['Get-Foo', 'Bar', 'Baz']],
  ['while (a) { b } do { c } until (d)', ['a', 'b', 'c', 'd']],
  ['for (a;b;c) { d } :x foreach ($a in b) { break x }', ['a', 'b', 'c', 'd', 'b']],
  ['try { a } catch [x], [y] { b } finally { c }', ['a', 'b', 'c']],
  ["@{ A = Foo b; C =\n D = 'x' }", ['Foo | b', "D | = | 'x'"]],
  ['"a $(Foo b) $x.y \x24{z} `$(Bar)"', ['Foo | b']],
  ['echo a`\n b', ['echo | a`\n | b']],
  ['echo a `\n -b c', ['echo | a | -b | c']],
  ['echo a ` \n-b c', ['echo | a']],
  ['function foo($a = (Bar), $b) { Baz } foo x', ['Bar', 'Baz', 'foo | x']],
  ['[CmdletBinding()]\nparam([string]$a = (Foo))\nbegin { x }\nprocess { y }', ['Foo', 'x', 'y']],
  ['class A { [int] Foo([int]$x) { return Bar x } }', ['Bar | x']],
  ['$a.Foo((Bar x), {Baz}) | % { Qux }', ['Bar | x', 'Baz', '% | { Qux }', 'Qux']],
  ['$x ? (Foo) : (Bar)', ['Foo', 'Bar']],
  ['-join (foo) ; !(bar) ; $a -and (foo b)', ['foo', 'bar', 'foo | b']],
  ['echo a b 2>&1 >c.txt d', ['echo | a | b | d']],
  ['echo $a=b $a+b a+b', ['echo | $a | =b | $a+b | a+b']],
  ['echo “a b” ‘c d’ –foo x', ['echo | “a b” | ‘c d’ | –foo | x']],
  ["echo 'it''s' ‘a’’b‘", ["echo | 'it''s' | ‘a’’b‘"]],
  ['echo \u201cx\u201f y"', ['echo | \u201cx\u201f y"']],
  ['echo a\u2028b\u0085c', ['echo | a | b | c']],
  ['<# a #> echo <# b #> c # d', ['echo | c']],
  ['\ufeffecho a', ['echo | a']],
  ['a=b c ; 1a b ; .\\a.ps1 c ; $x.foo = Bar a', ['a=b | c', '1a | b', '.\\a.ps1 | c', 'Bar | a']],
  ['New-X -A', ['New-X | -A']],
  ["New-X -Name 'x\n-Foo y", ["New-X | -Name | 'x\n-Foo y"]],
  ['New-X -Name (Foo\nBar', ['New-X | -Name | (Foo', 'Foo', 'Bar']],
  ['} ) New-X a', ['New-X | a']],
  [
    "EXOInboundConnector 'a'\n{\n A = 'b'\n C = @(d e)\n}\nfoo",
    ["EXOInboundConnector | 'a' | {\n A = 'b'\n C = @(d e)\n}", 'd | e', 'foo'],
  ],
];

for (const [text, expected] of cases) {
  test(`finds the commands of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(commandsIn(text), expected);
  });
}

test('a string keeps its value, whatever its form', () => {
  const values: readonly (readonly [string, string | undefined])[] = [
    ["'a''b'", "a'b"],
    ['"a""b`"c`n`u{41}"', 'a"b"c\nA'],
    ['‘a’’b’', 'a’b'],
    ['"a$b"', undefined],
    ['"a$ b"', 'a$ b'],
    ["@'\na\n'b'\n'@", "a\n'b'"],
    ["@'\r\na\r\nb\r\n'@", 'a\r\nb'],
    ["@'\n'@", ''],
    ['a`*b', 'a*b'],
    ["a'b c'd", 'ab cd'],
  ];
  for (const [written, value] of values) {
    const [command] = readCommands(`echo ${written}`).commands;
    const argument = command?.elements[1];
    assert.ok(argument?.kind === 'string', written);
    assert.equal(argument.value, value, written);
    assert.equal(command?.elements.length, 2, written);
  }
});

test('nesting that nobody writes is given up, without overflow', () => {
  for (const text of ['@{a=', '(', '{', '$(', '[', '"$(', '-not ', '@(', 'if (', '$x[', '$x.a(', 'foo {', 'foo (']) {
    assert.ok(readCommands(text.repeat(100_000)).tooDeepAt !== undefined, text);
  }
});

test('every cut of a script is read without exception, and its places lie within', () => {
  const text = cases.map(([each]) => each).join('\n');
  for (let length = 0; length < text.length; length++) {
    for (const { start, end, elements } of readCommands(text.slice(0, length)).commands) {
      assert.ok(start <= end && end <= length && elements.length > 0);
    }
  }
});
