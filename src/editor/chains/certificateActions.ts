import * as vscode from 'vscode';
import { certificateFileName } from '../../powershell/scripts/literal.js';
import type { Certificate } from '../../x509/certificate.js';
import { toPem } from '../../x509/container.js';
import { saveFile } from '../saving.js';
import { encodeCertificates } from './certificateFormats.js';

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

/** Asks where to, and writes the certificate in the format that the name's extension stands for. */
export async function saveCertificate(certificate: Certificate): Promise<void> {
  await saveFile({
    title: vscode.l10n.t('Save Certificate'),
    name: certificateFileName(1, certificate).replace(/\.cer$/, ''),
    kinds: [
      // What Windows and `Import-Certificate` want comes first.
      { label: vscode.l10n.t('Certificate (DER)'), extensions: ['cer', 'der'] },
      { label: vscode.l10n.t('Certificate (PEM)'), extensions: ['pem', 'crt'] },
      { label: vscode.l10n.t('PKCS#7'), extensions: ['p7b'] },
    ],
    content: (fileName) => encodeCertificates([certificate], fileName),
  });
}
