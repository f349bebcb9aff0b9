import * as vscode from 'vscode';

/** Watches one file, in the workspace or not, whatever characters its name has. Its owner disposes of the watcher. */
export function watchFile(uri: vscode.Uri): vscode.FileSystemWatcher {
  const name = uri.path.split('/').pop() ?? '';
  // What a pattern takes for more than a character of a name stands for any here.
  const pattern = name.replace(/[*?{}[\]]/g, '?');
  return vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), pattern));
}
