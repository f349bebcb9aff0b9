import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { literal } from '../../../src/powershell/scripts/literal.js';
import type { ScriptFile } from '../../../src/powershell/scripts/scriptFile.js';
import { PowerShell } from '../../support/pwsh.js';
import { dangerousPieces, scriptKinds } from '../../support/scriptKinds.js';
import { seeded } from '../../support/seeded.js';

const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-injection-'));
let shell: PowerShell;

before(async () => {
  shell = await PowerShell.start('');
});
after(async () => {
  await shell?.stop();
  rmSync(folder, { recursive: true });
});

let written = 0;

/** Writes the scripts whose text depends on the name; returns their files by kind. */
function write(name: string, harmless: Readonly<Record<string, ScriptFile>>): [string, string][] {
  return Object.entries(scriptKinds(name)).flatMap(([kind, { text }]) => {
    if (name !== 'harmless' && text === harmless[kind]?.text) {
      return [];
    }
    written += 1;
    const file = path.join(folder, `${written}.ps1`);
    writeFileSync(file, text, 'utf8');
    return [[kind, file]];
  });
}

/** Each kind of script with this name has the shape that it has with a harmless one, in every code page. */
async function assertHarmless(names: readonly string[]): Promise<void> {
  const harmless = scriptKinds('harmless');
  const scripts = ['harmless', ...names].flatMap((name) =>
    write(name, harmless).map(([kind, file]) => ({ name, kind, file })),
  );
  const parsed = await shell.parse(scripts.map(({ file }) => file));
  const shapes = new Map(Object.keys(harmless).map((kind, i) => [kind, parsed[i]?.shape]));
  assert.equal(parsed.length, scripts.length);
  assert.ok(scripts.length > 8 * names.length);
  for (const [i, { name, kind }] of scripts.entries()) {
    assert.deepEqual(parsed[i], { problem: '', shape: shapes.get(kind) }, `${kind} with ${JSON.stringify(name)}`);
  }
}

describe('names from strangers', () => {
  test('each dangerous piece alone, at the start of a line, and after a quote', async () => {
    await assertHarmless(dangerousPieces.map((each) => `${each}\n${each}x'${each}'; ${each}`));
  });

  test('every character of the BMP', async () => {
    const names: string[] = [];
    for (let start = 0; start < 0x10000; start += 1024) {
      names.push(String.fromCharCode(...Array.from({ length: 1024 }, (_, i) => start + i)));
    }
    await assertHarmless(names);
  });

  test('random mixtures', async () => {
    const random = seeded(20261125);
    const below = (limit: number): number => Math.floor(random() * limit);
    const names = Array.from({ length: 150 }, () =>
      Array.from({ length: 1 + below(12) }, () =>
        below(4) === 0 ? String.fromCharCode(below(0x10000)) : (dangerousPieces[below(dangerousPieces.length)] ?? ''),
      ).join(''),
    );
    await assertHarmless(names);
  });

  test('a literal has exactly the value, for every character of the BMP', async () => {
    const texts = Array.from({ length: 0x10000 / 64 }, (_, block) =>
      Array.from({ length: 64 }, (_, i) => `${i % 3 === 0 ? "'" : ''}${String.fromCharCode(block * 64 + i)}`).join(''),
    );
    const file = path.join(folder, 'literals.ps1');
    writeFileSync(file, texts.map(literal).join('\r\n'), 'ascii');
    assert.deepEqual(
      await shell.values(file),
      texts.map((each) =>
        each
          .split('')
          .map((unit) => unit.charCodeAt(0).toString(16))
          .join(' '),
      ),
    );
  });
});
