// What the cases share: documents, and waiting for what the editor does in its own time.
import * as vscode from 'vscode';

let files = 0;

/** Writes a file of its own into the workspace and opens it in an editor. */
export async function openFile(extension: string, content: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    throw new Error('the suite runs on a workspace');
  }
  files += 1;
  const uri = vscode.Uri.joinPath(folder.uri, `case-${files}.${extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  // Not openTextDocument, which keeps the document for minutes after its editor is closed.
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return eventually(() =>
    vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString()),
  );
}

/** Closes every editor without asking. The next untitled document takes the name of this one, so it has to be gone. */
export async function closeEditors(): Promise<void> {
  while (vscode.window.activeTextEditor) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await eventually(() => !vscode.workspace.textDocuments.some(({ isUntitled }) => isUntitled) || undefined);
}

/** Chainmail's problems of a document. */
export function problems({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Chainmail');
}

/** Resolves to the first value that `read` gives; the suite's time limit ends the wait. */
export async function eventually<T>(read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== undefined) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The code of a diagnostic, without its page. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}
