import assert from 'node:assert/strict';
import test from 'node:test';
import { compareWithPowerShell, type Differences } from '../support/commandComparison.js';

const groups = new Map(compareWithPowerShell(20_261_125, 400).map((each) => [each.group, each]));

function group(name: string): Differences {
  const found = groups.get(name);
  assert.ok(found !== undefined && found.commands > 30, name);
  return found;
}

for (const name of ['scripts of this project', 'modules of PowerShell']) {
  test(`every command of the ${name} is read as PowerShell reads it`, () => {
    const { missed, invented, different, examples } = group(name);
    assert.deepEqual({ missed, invented, different }, { missed: 0, invented: 0, different: 0 }, examples.join('\n'));
  });
}

test('in mutations that still parse, no connector command is missed, invented or read otherwise', () => {
  const { missed, invented, different, examples } = group('mutations that parse');
  assert.deepEqual({ missed, invented, different }, { missed: 0, invented: 0, different: 0 }, examples.join('\n'));
});

// Where a script does not parse, PowerShell's own recovery drops whole functions and classes; their commands are read.
test('in mutations that do not parse, fewer than one connector command in two hundred is missed', () => {
  const { commands, missed, different, examples } = group('mutations that do not');
  assert.ok(missed < commands / 200 && different < commands / 200, examples.join('\n'));
});
