import * as vscode from 'vscode';

/** A file to be written. */
export interface NewFile {
  readonly uri: vscode.Uri;
  readonly bytes: Uint8Array;
}

/**
 * Writes files so that each is there whole or not at all: all are written under temporary names first, so that a full
 * disk leaves everything as it was, then renamed. (To replace a file VS Code removes it first; what an interruption
 * leaves is then the whole new file under its temporary name.) Rejects with the file system's error; `replace: false` rejects where a
 * file of the name is there.
 */
export async function writeAtomically(files: readonly NewFile[], replace: boolean): Promise<void> {
  const waiting = new Map(files.map((file) => [temporaryName(file.uri), file]));
  try {
    for (const [temporary, { bytes }] of waiting) {
      await vscode.workspace.fs.writeFile(temporary, bytes);
    }
    for (const [temporary, { uri }] of waiting) {
      await vscode.workspace.fs.rename(temporary, uri, { overwrite: replace });
      waiting.delete(temporary);
    }
  } finally {
    // What is left here was not renamed; the error that stopped it is the one to tell.
    await Promise.allSettled([...waiting.keys()].map((each) => vscode.workspace.fs.delete(each)));
  }
}

/** In the same folder, so that renaming moves no bytes. */
function temporaryName(uri: vscode.Uri): vscode.Uri {
  return uri.with({ path: `${uri.path}.${crypto.randomUUID().slice(0, 8)}.tmp` });
}

/** What stands in a file's place: nothing, the same bytes, or something else. */
export async function placeOfFile({ uri, bytes }: NewFile): Promise<'free' | 'same' | 'other'> {
  try {
    const present = await vscode.workspace.fs.readFile(uri);
    return present.length === bytes.length && present.every((byte, index) => byte === bytes[index]) ? 'same' : 'other';
  } catch (error) {
    // Whatever stands there and cannot be read would be replaced all the same.
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? 'free' : 'other';
  }
}
