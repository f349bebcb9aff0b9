import * as vscode from 'vscode';
import { exportScript } from '../powershell/exportScript.js';
import { importScript } from '../powershell/importScript.js';
import { repairRequest } from '../powershell/repair.js';
import { inspectionLabel } from './chainTree.js';
import type { CapturedInspection } from './inspections.js';
import type { Judge } from './judge.js';

/** The two scripts: one takes the intermediates from a server that has them, the other brings them to the affected one. */
const writers = { export: exportScript, import: importScript };
export type ScriptKind = keyof typeof writers;

/** Writes scripts for an inspection and opens them as untitled documents, the last one in front. */
export async function openScripts(row: CapturedInspection, kinds: readonly ScriptKind[], judge: Judge): Promise<void> {
  const request = repairRequest(await judge.analyze(row.capture), inspectionLabel(row));
  for (const kind of kinds) {
    const content = writers[kind](request).text;
    const document = await vscode.workspace.openTextDocument({ language: 'powershell', content });
    await vscode.window.showTextDocument(document, { preview: false });
  }
}
