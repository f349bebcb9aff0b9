import * as vscode from 'vscode';
import { certificateFileName } from '../powershell/literal.js';
import type { Certificate } from '../x509/certificate.js';
import { toPem } from '../x509/container.js';

/** Puts the certificate on the clipboard as PEM. */
export async function copyPem(certificate: Certificate): Promise<void> {
  await vscode.env.clipboard.writeText(toPem(certificate.der));
  vscode.window.setStatusBarMessage(vscode.l10n.t('PEM copied'), 3000);
}

/** Puts the SHA-1 thumbprint on the clipboard, as Windows and Exchange write it. */
export async function copyThumbprint(certificate: Certificate): Promise<void> {
  await vscode.env.clipboard.writeText(certificate.thumbprint);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Thumbprint copied'), 3000);
}

/** Asks where to, and writes the certificate as DER, which is what Windows and `Import-Certificate` want. */
export async function saveCertificate(certificate: Certificate): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = certificateFileName(1, certificate);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Certificate'),
    filters: { [vscode.l10n.t('Certificate (DER)')]: ['cer'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (target) {
    await vscode.workspace.fs.writeFile(target, certificate.der);
  }
}
