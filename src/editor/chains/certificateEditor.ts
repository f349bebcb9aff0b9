import * as vscode from 'vscode';
import { watchFile } from '../watchFile.js';
import { type FileReading, fileName, readCertificateFile } from './certificateFiles.js';
import type { ReportPages } from './reportPages.js';

// One for files that are binary as a rule, which it opens, and one for text, which it offers to open.
const viewTypes = ['chainmail.certificates', 'chainmail.certificatesInText'];

/**
 * Shows the chain in a certificate file in place of its bytes. Opening a file contacts nobody, whatever addresses its
 * certificates name: missing issuers are fetched when the file is inspected.
 */
export class CertificateEditor implements vscode.CustomReadonlyEditorProvider {
  constructor(private readonly pages: ReportPages) {}

  /** Registers the editor for all of its view types. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(
      ...viewTypes.map((viewType) =>
        vscode.window.registerCustomEditorProvider(viewType, this, {
          supportsMultipleEditorsPerDocument: true,
          webviewOptions: { enableFindWidget: true },
        }),
      ),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const watcher = watchFile(uri);
    let closed = false;
    panel.onDidDispose(() => {
      closed = true;
      watcher.dispose();
    });
    const show = async (): Promise<void> => {
      const reading = await readCertificateFile(uri);
      if (!closed) {
        await this.show(uri, reading, panel);
      }
    };
    watcher.onDidChange(show);
    watcher.onDidCreate(show);
    await show();
  }

  private async show(uri: vscode.Uri, reading: FileReading, panel: vscode.WebviewPanel): Promise<void> {
    if (reading.ok) {
      await this.pages.fill(panel, { label: fileName(uri), capture: reading.capture });
    } else {
      const next = reading.cancelled ? ` ${vscode.l10n.t('Close this tab and open the file again to enter it.')}` : '';
      this.pages.explain(panel, fileName(uri), reading.reason + next);
    }
  }
}
