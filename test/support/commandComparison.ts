// The reader of PowerShell beside PowerShell's own parser: on the modules that come with it, on scripts of this project,
// and on seeded mutations of both.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCommands } from '../../src/powershell/commands.js';
import type { Command } from '../../src/powershell/syntax.js';
import { runScript } from './pwsh.js';

/** Differences between the two, of all commands and of those that make or change connectors. */
export interface Differences {
  readonly group: string;
  scripts: number;
  commands: number;
  missed: number;
  invented: number;
  /** Found by both, with other parameters, arguments or extents. */
  different: number;
  /** The first few, for people. */
  readonly examples: string[];
}

interface Parsed {
  readonly text: string;
  readonly sound: boolean;
  readonly commands: readonly string[];
}

const own = ['connectors.ps1', 'statements.ps1'].map((name) => path.resolve('test/fixtures/powershell', name));
const connector = /^(?:New|Set)[-\u2013](?:Inbound|Outbound|Send|Receive)Connector$/i;

const insertions =
  `' " ( ) { } $( @{ @( \` # <# ; | , -Foo - [ ] = “ ’ – & && ? : . .. if foreach a $x 1 > 2>&1 --% % ! + \\ :: @ $`
    .split(' ')
    .concat(['\n', "@'\n", "\n'@\n", '`\n', ' ', '\u00a0', '\t', ' = ']);

/** Compares both over the project's scripts, `rounds` mutations of each, and the modules. */
export function compareWithPowerShell(seed: number, rounds: number): readonly Differences[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-commands-'));
  try {
    const random = randomNumbers(seed);
    const scripts = own.map((file) => readFileSync(file, 'utf8'));
    const mutations = scripts.flatMap((text) => Array.from({ length: rounds }, () => mutated(text, random)));
    const files = mutations.map((text, i) => {
      const file = path.join(folder, `${i}.ps1`);
      writeFileSync(file, text);
      return file;
    });
    const list = path.join(folder, 'list');
    writeFileSync(list, [...own, ...files].join('\n'));
    const output = path.join(folder, 'commands.json');
    runScript(path.resolve('test/powershell/commands.ps1'), ['-List', list, '-Output', output]);
    const parsed: readonly Parsed[] = readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const behind = own.length + files.length;
    return [
      compared('scripts of this project', parsed.slice(0, own.length)),
      compared(
        'modules of PowerShell',
        parsed.slice(behind).filter(({ sound }) => sound),
      ),
      compared(
        'mutations that parse',
        parsed.slice(own.length, behind).filter(({ sound }) => sound),
        connector,
      ),
      compared(
        'mutations that do not',
        parsed.slice(own.length, behind).filter(({ sound }) => !sound),
        connector,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compared(group: string, scripts: readonly Parsed[], only?: RegExp): Differences {
  const result: Differences = {
    group,
    scripts: scripts.length,
    commands: 0,
    missed: 0,
    invented: 0,
    different: 0,
    examples: [],
  };
  for (const { text, commands } of scripts) {
    const wanted = byStart(commands, text, only);
    const found = byStart(readCommands(text).commands.map(outline), text, only);
    result.commands += wanted.size;
    for (const [start, command] of wanted) {
      const other = found.get(start);
      if (other !== command) {
        result[other === undefined ? 'missed' : 'different']++;
        note(result, text, command, other);
      }
    }
    for (const [start, command] of found) {
      if (!wanted.has(start)) {
        result.invented++;
        note(result, text, undefined, command);
      }
    }
  }
  return result;
}

function outline({ start, end, elements }: Command): string {
  const parts = elements.map((each) => `${each.kind === 'parameter' ? 'P' : 'E'}${each.start}-${each.end}`);
  return `${start}-${end} ${parts.join(' ')}`;
}

function byStart(commands: readonly string[], text: string, only: RegExp | undefined): ReadonlyMap<string, string> {
  return new Map(
    commands.flatMap((command): [string, string][] => {
      const [start = 0, end = 0] = (command.split(' ')[1] ?? '').slice(1).split('-').map(Number);
      return only === undefined || only.test(text.slice(start, end)) ? [[command.split('-')[0] ?? '', command]] : [];
    }),
  );
}

function note(result: Differences, text: string, wanted: string | undefined, found: string | undefined): void {
  if (result.examples.length < 5) {
    const [start = 0, end = 0] = ((wanted ?? found ?? '').split(' ')[0] ?? '').split('-').map(Number);
    result.examples.push(
      `${JSON.stringify(text.slice(start, Math.min(end, start + 100)))}\n  PowerShell ${wanted}\n  read as    ${found}`,
    );
  }
}

function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** One or two insertions, deletions or cuts. */
function mutated(text: string, random: (limit: number) => number): string {
  let result = text;
  for (let i = random(2); i >= 0; i--) {
    const at = random(result.length);
    const kind = random(10);
    if (kind < 6) {
      result = result.slice(0, at) + (insertions[random(insertions.length)] ?? '') + result.slice(at);
    } else {
      result = result.slice(0, at) + (kind < 9 ? result.slice(at + 1 + random(3)) : '');
    }
  }
  return result;
}
