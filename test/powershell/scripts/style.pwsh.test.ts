import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { undoScript } from '../../../src/powershell/scripts/undoScript.js';
import { type Inspected, PowerShell } from '../../support/pwsh.js';
import { scriptKinds } from '../../support/scriptKinds.js';

const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-style-'));
let shell: PowerShell;

before(async () => {
  shell = await PowerShell.start('');
});
after(async () => {
  await shell?.stop();
  rmSync(folder, { recursive: true });
});

/** The cmdlets and parameters that the scripts may use: all of them exist in Windows PowerShell 5.1 or Exchange. */
const available: Readonly<Record<string, readonly string[]>> = {
  'Export-Certificate': ['Cert', 'Confirm', 'FilePath', 'NoClobber', 'Type', 'WhatIf'],
  'ForEach-Object': [],
  'Get-ChildItem': ['File', 'LiteralPath'],
  'Get-Command': ['ErrorAction', 'Name'],
  'Get-Date': ['Format'],
  'Get-ExchangeCertificate': ['Thumbprint'],
  'Get-InboundConnector': [],
  'Get-Item': ['LiteralPath'],
  'Get-Location': ['PSProvider'],
  'Get-SendConnector': ['Identity'],
  'Get-Service': ['ErrorAction', 'Name'],
  'Import-Certificate': ['CertStoreLocation', 'Confirm', 'WhatIf'],
  'Join-Path': ['ChildPath', 'Path'],
  'New-InboundConnector': ['Confirm'],
  'New-Object': ['ArgumentList', 'TypeName'],
  'New-SendConnector': ['Confirm'],
  'Remove-Item': ['Confirm', 'LiteralPath'],
  'Remove-SendConnector': ['Confirm'],
  'Select-Object': ['First'],
  'Set-InboundConnector': ['Confirm'],
  'Set-SendConnector': ['Confirm'],
  'Set-StrictMode': ['Version'],
  'Sort-Object': ['Descending', 'Property'],
  'Test-Path': ['LiteralPath', 'PathType'],
  'Where-Object': [],
};

const elevated = new Set(['import', 'importFolder', 'importUnknown', 'undo']);
const scripts = { ...scriptKinds('mail.contoso.com'), undo: { fileName: 'undo.ps1', text: undoScript.trim() } };

/** Commands that the script neither defines nor may use, or with parameters that they do not have. */
function unknownCommands({ commands, functions }: Inspected): string[] {
  const own = new Map(functions.map(({ name, parameters }) => [name, parameters]));
  return commands.flatMap(({ name, parameters }) => {
    const known = own.get(name) ?? available[name];
    if (name === '') {
      return [];
    }
    return known === undefined
      ? [name]
      : parameters.filter((each) => !known.includes(each)).map((each) => `${name} -${each}`);
  });
}

describe('every kind of script', () => {
  for (const [kind, { fileName, text }] of Object.entries(scripts)) {
    test(`${kind} is a clean Windows PowerShell 5.1 script`, async () => {
      const file = path.join(folder, fileName);
      writeFileSync(file, text, 'ascii');
      const seen = await shell.inspect(file);
      assert.deepEqual(
        {
          errors: seen.errors,
          newer: seen.newer,
          unapproved: seen.unapproved,
          unused: seen.unused,
          emptyCatch: seen.emptyCatch,
        },
        { errors: [], newer: [], unapproved: [], unused: [], emptyCatch: 0 },
      );
      assert.deepEqual(unknownCommands(seen), []);
      assert.equal(seen.elevated, elevated.has(kind));
      if (kind === 'pastedImport') {
        return;
      }
      assert.equal(seen.version, '5.1');
      assert.ok(seen.synopsis.trim().endsWith('.'));
      assert.ok(seen.examples >= 1);
      assert.deepEqual(seen.described, seen.declared);
    });
  }

  test('the checks see what they look for', async () => {
    const file = path.join(folder, 'bad.ps1');
    writeFileSync(
      file,
      'param($Unused)\nfunction Frob-It { clean { } }\n$never = 1\n$a ? 1 : 2\nget-x && get-y\n$a ?? 1\n$a?.b\ntry { } catch { }\nTest-Path -Foo x',
      'ascii',
    );
    const seen = await shell.inspect(file);
    assert.deepEqual(seen.unapproved, ['Frob-It']);
    assert.deepEqual(seen.unused, ['Unused', 'never']);
    assert.equal(seen.emptyCatch, 1);
    assert.deepEqual(unknownCommands(seen).sort(), ['Test-Path -Foo', 'get-x', 'get-y']);
    for (const each of ['&&', '??', 'TernaryExpressionAst', 'PipelineChainAst', 'clean']) {
      assert.ok(seen.newer.includes(each), `${each} in ${seen.newer.join(' ')}`);
    }
  });
});
