import * as vscode from 'vscode';

/** GitHub's anchor of a heading that is a code: lower case, without its dots. */
function anchor(code: string): string {
  return code.replaceAll('.', '');
}

/** Where each finding code is explained: published with the sources, and a copy within the extension. */
export class FindingPages {
  constructor(private readonly extension: vscode.Extension<unknown>) {}

  /** The published page, for links that other programs follow. */
  published(code: string): vscode.Uri {
    return vscode.Uri.parse(`${this.repository()}/blob/main/docs/findings.md#${anchor(code)}`);
  }

  /** Opens the extension's own copy, which needs no network. */
  async show(code: string): Promise<void> {
    const page = vscode.Uri.joinPath(this.extension.extensionUri, 'docs', 'findings.md');
    await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment: anchor(code) }));
  }

  private repository(): string {
    const manifest: { readonly repository?: { readonly url?: unknown } } = this.extension.packageJSON;
    const url = manifest.repository?.url;
    return typeof url === 'string' ? url.replace(/\.git$/, '') : '';
  }
}
