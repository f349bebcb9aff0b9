import * as vscode from 'vscode';
import { pasteForm } from '../../powershell/scripts/scriptFile.js';
import { type ChainTools, captured, selectedIds } from './chainCommands.js';
import { headline, inspectionLabel } from './chainTree.js';
import { saveFixFolder } from './fixFolder.js';
import { type CapturedInspection, isCaptured } from './inspections.js';
import { openScripts, requestFor, type ScriptKind, writeScript } from './scripts.js';

/** Registers what writes scripts for inspected servers: as unsaved documents, into a folder, for pasting. */
export function registerScriptCommands(tools: ChainTools): vscode.Disposable {
  const { judge } = tools;
  const preview = (kinds: readonly ScriptKind[]) => async (argument: unknown, selection: unknown) =>
    openScripts(await affected(tools, argument, selection), kinds, judge);
  const commands: Readonly<Record<string, (argument: unknown, selection: unknown, parent: unknown) => unknown>> = {
    generateFixScripts: preview(['export', 'import']),
    generateExportScript: preview(['export']),
    generateImportScript: preview(['import']),
    generateVerifyScript: preview(['verify']),
    saveFixScripts: async (argument, selection, parent) => {
      const rows = await affected(tools, argument, selection);
      if (rows.length > 0) {
        const requests = await Promise.all(rows.map((each) => requestFor(each, judge)));
        await saveFixFolder(requests, parent instanceof vscode.Uri ? parent : undefined);
      }
    },
    copyScript: async (argument) => {
      const row = await captured(tools, argument);
      if (row) {
        await copyScript(row, tools);
      }
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`chainmail.${name}`, run)),
  );
}

/** The rows that scripts are wanted for: all that are selected, or those that the user ticks among several. */
async function affected(
  tools: ChainTools,
  argument: unknown,
  selection: unknown,
): Promise<readonly CapturedInspection[]> {
  const selected = selectedIds(selection);
  if (selected.length > 1) {
    return selected.flatMap((id) => tools.session.find(id) ?? []).filter(isCaptured);
  }
  const rows = tools.session.inspections.filter(isCaptured);
  if (argument === undefined && rows.length > 1) {
    return tick(rows, tools);
  }
  const row = await captured(tools, argument);
  return row ? [row] : [];
}

async function tick(
  rows: readonly CapturedInspection[],
  { judge }: ChainTools,
): Promise<readonly CapturedInspection[]> {
  const items = await Promise.all(
    rows.map(async (row) => {
      const analysis = await judge.analyze(row.capture);
      // Those that lack an issuer are what the scripts are for.
      const picked = analysis.missing.some(({ rootListedBy }) => rootListedBy === undefined);
      return { label: inspectionLabel(row), description: headline(analysis).words, picked, row };
    }),
  );
  const title = vscode.l10n.t('Generate Scripts');
  const placeHolder = vscode.l10n.t('Which servers need scripts?');
  const ticked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return (ticked ?? []).map(({ row }) => row);
}

/** Where the execution policy is AllSigned, script files do not run and pasted text does. */
async function copyScript(row: CapturedInspection, { judge }: ChainTools): Promise<void> {
  const kinds: readonly (vscode.QuickPickItem & { readonly script: ScriptKind })[] = [
    {
      script: 'import',
      label: vscode.l10n.t('Import script'),
      detail: vscode.l10n.t('Brings the missing intermediates to the server'),
    },
    {
      script: 'verify',
      label: vscode.l10n.t('Verify script'),
      detail: vscode.l10n.t('Shows which chain the server sends after the import'),
    },
    {
      script: 'export',
      label: vscode.l10n.t('Export script'),
      detail: vscode.l10n.t('Takes the intermediates from a server that has them'),
    },
  ];
  const picked = await vscode.window.showQuickPick(kinds, {
    title: vscode.l10n.t('Copy Script for Pasting'),
    placeHolder: vscode.l10n.t('For consoles where the AllSigned policy refuses script files'),
  });
  if (picked) {
    const script = await writeScript(picked.script, await requestFor(row, judge));
    await vscode.env.clipboard.writeText(pasteForm(script));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Script copied'), 3000);
  }
}
