import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerDocumentFeatures } from './editor/documents/documentFeatures.js';
import { nothingInspected, registerUnreachable } from './editor/documents/withoutNetwork.js';
import { FindingPages } from './editor/findingPages.js';

/** The entry in a browser: what works on documents. Everything else says where it works. */
export function activate({ extension, subscriptions }: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const { judge, ...inspected } = nothingInspected();
  subscriptions.push(
    registerDocumentFeatures({ extension, pages: new FindingPages(extension), inspected, judge }),
    registerUnreachable(extension),
  );
}
