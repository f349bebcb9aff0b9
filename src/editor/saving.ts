import * as vscode from 'vscode';
import { writeAtomically } from './atomicWrite.js';
import { showProblem } from './problem.js';

/** A kind of file that the save dialog offers, by its extensions; the first one is proposed. */
export interface FileKind {
  readonly label: string;
  readonly extensions: readonly string[];
}

/** What to ask, and what to write once a name with its extension is known. */
export interface Saving {
  readonly title: string;
  /** Without an extension. */
  readonly name: string;
  readonly kinds: readonly [FileKind, ...FileKind[]];
  readonly content: (fileName: string) => Uint8Array;
}

/** Asks where to and writes the file; the dialog asks before it replaces one. A failure is told, not thrown. */
export async function saveFile({ title, name, kinds, content }: Saving): Promise<void> {
  const proposed = `${name}.${kinds[0].extensions[0] ?? ''}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title,
    filters: Object.fromEntries(kinds.map(({ label, extensions }) => [label, [...extensions]])),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, proposed) } : {}),
  });
  if (!chosen) {
    return;
  }
  try {
    await writeAtomically([{ uri: chosen, bytes: content(chosen.path) }], true);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await showProblem(vscode.l10n.t('{0} could not be saved: {1}', chosen.path, reason));
  }
}
