import * as vscode from 'vscode';
import type { Capture } from '../../chain/capture.js';
import { type ContainerResult, readCertificates } from '../../x509/container.js';

// Larger files hold no certificates, and the extension host would have to hold them whole.
const maximumSize = 64 * 1024 * 1024;

/** A certificate file as a capture, or why it is none. */
export type FileReading =
  | { readonly ok: true; readonly capture: Capture; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string; readonly cancelled?: true };

/**
 * Reads the certificates of a file, whatever its name; asks for its password where it has one. Never rejects. The
 * password lives as long as this call.
 */
export async function readCertificateFile(uri: vscode.Uri): Promise<FileReading> {
  const content = await readBytes(uri);
  if (!content.ok) {
    return content;
  }
  let result: ContainerResult = await readCertificates(content.bytes);
  while (!result.ok && result.needsPassword) {
    const password = await askPassword(fileName(uri), result.reason);
    if (password === undefined) {
      return { ok: false, reason: result.reason, cancelled: true };
    }
    result = await readCertificates(content.bytes, { password });
  }
  if (!result.ok) {
    return { ok: false, reason: result.reason };
  }
  const { presented, warnings } = result;
  return {
    ok: true,
    warnings,
    capture: { origin: { kind: 'file', path: placeOf(uri) }, capturedAt: new Date(), presented, transcript: [] },
  };
}

/** The last part of a file's address. */
export function fileName(uri: vscode.Uri): string {
  return uri.path.split('/').pop() ?? uri.path;
}

// Only a file of this machine has a path that means something by itself.
function placeOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}

type Bytes = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string };

async function readBytes(uri: vscode.Uri): Promise<Bytes> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) {
      return { ok: false, reason: vscode.l10n.t('It is a folder. Choose a certificate file in it.') };
    }
    if (size > maximumSize) {
      return { ok: false, reason: vscode.l10n.t('It is larger than 64 MB, so it is no certificate file.') };
    }
    return { ok: true, bytes: await vscode.workspace.fs.readFile(uri) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
    return vscode.l10n.t('There is no such file any more.');
  }
  if (error instanceof vscode.FileSystemError && error.code === 'NoPermissions') {
    return vscode.l10n.t('You have no right to read it.');
  }
  return vscode.l10n.t('It cannot be read: {0}', error instanceof Error ? error.message : String(error));
}

function askPassword(name: string, reason: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Password of {0}', name),
    prompt: vscode.l10n.t('{0} It is used to read the certificates and not kept.', reason),
    password: true,
    // Another window may hold the password, and going there must not end the question.
    ignoreFocusOut: true,
  });
}
