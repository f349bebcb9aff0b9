import * as vscode from 'vscode';
import { exportScript } from '../powershell/exportScript.js';
import { importScript } from '../powershell/importScript.js';
import { repairRequest } from '../powershell/repair.js';
import type { ScriptFile } from '../powershell/scriptFile.js';
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
    await vscode.window.showTextDocument(await openScript(writers[kind](request)), { preview: false });
  }
}

/** An unsaved document under the script's own name, beside the workspace's files. Nothing is written to disk. */
export async function openScript({ fileName, text }: ScriptFile): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') {
    return vscode.workspace.openTextDocument({ language: 'powershell', content: text });
  }
  const uri = await freeName(folder, fileName);
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, [
    vscode.TextEdit.insert(new vscode.Position(0, 0), text),
    vscode.TextEdit.setEndOfLine(vscode.EndOfLine.CRLF),
  ]);
  await vscode.workspace.applyEdit(edit);
  return document;
}

/** `name.ps1`, or `name-2.ps1` where the name is taken by a file or by another script that is open. */
async function freeName(folder: vscode.Uri, fileName: string): Promise<vscode.Uri> {
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? fileName : fileName.replace(/(?=\.[^.]*$)/, `-${number}`);
    const uri = vscode.Uri.joinPath(folder, name);
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!exists && !open.has(uri.path)) {
      return uri.with({ scheme: 'untitled' });
    }
  }
}
