import * as vscode from 'vscode';
import type { CertificateAndKey } from '../../net/listenerCertificate.js';
import type { ListenSettings } from '../settings.js';

/** A certificate and key are small; more is something else. */
const maximumBytes = 1_000_000;

/**
 * The certificate and key that the user names for the listener; nothing where a certificate is to be made, or why they
 * cannot be had. The key stays in memory and is neither kept nor shown.
 */
export async function readIdentity({
  certificateFile,
  keyFile,
}: ListenSettings): Promise<{ readonly identity?: CertificateAndKey } | { readonly reason: string }> {
  if (certificateFile === '' && keyFile === '') {
    return {};
  }
  if (certificateFile === '' || keyFile === '') {
    return { reason: vscode.l10n.t('The listener needs both a certificate file and a key file, or neither.') };
  }
  try {
    return { identity: { certificate: await readPem(certificateFile), key: await readPem(keyFile) } };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { reason: vscode.l10n.t('The files for the listener cannot be read: {0}', detail) };
  }
}

async function readPem(path: string): Promise<string> {
  const uri = vscode.Uri.file(path);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > maximumBytes) {
    throw new Error(vscode.l10n.t('{0} is too large', path));
  }
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
