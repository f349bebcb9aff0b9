import * as vscode from 'vscode';
import { type RepairRequest, repairRequest } from '../../powershell/scripts/repair.js';
import type { ScriptFile } from '../../powershell/scripts/scriptFile.js';
import { inspectionLabel } from './chainTree.js';
import type { CapturedInspection } from './inspections.js';
import type { Judge } from './judge.js';

/**
 * The scripts by what they do: take the intermediates from a server that has them, bring them to the affected one, show
 * what is sent afterwards.
 */
const writers = {
  export: async () => (await import('../../powershell/scripts/exportScript.js')).exportScript,
  import: async () => (await import('../../powershell/scripts/importScript.js')).importScript,
  verify: async () => (await import('../../powershell/scripts/verifyScript.js')).verifyScript,
};
export type ScriptKind = keyof typeof writers;

/** What the scripts for an inspection need to know, by what is known now. */
export async function requestFor(row: CapturedInspection, judge: Judge): Promise<RepairRequest> {
  return repairRequest(await judge.analyze(row.capture), inspectionLabel(row));
}

export async function writeScript(kind: ScriptKind, request: RepairRequest): Promise<ScriptFile> {
  const write = await writers[kind]();
  return write(request);
}

/** Writes scripts for inspections and opens them as untitled documents, the last one in front. */
export async function openScripts(
  rows: readonly CapturedInspection[],
  kinds: readonly ScriptKind[],
  judge: Judge,
): Promise<void> {
  for (const row of rows) {
    const request = await requestFor(row, judge);
    for (const kind of kinds) {
      await showScript(await writeScript(kind, request));
    }
  }
}

/** Opens a script as an untitled document, in front. */
export async function showScript(script: ScriptFile): Promise<void> {
  await vscode.window.showTextDocument(await openScript(script), { preview: false });
}

/** An unsaved document under the script's own name, beside the workspace's files. Nothing is written to disk. */
async function openScript({ fileName, text }: ScriptFile): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') {
    const language = fileName.endsWith('.ps1') ? 'powershell' : 'plaintext';
    return vscode.workspace.openTextDocument({ language, content: text });
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
