import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { FindingPages } from '../findingPages.js';
import { registerDocumentFeatures } from './documentFeatures.js';
import { nothingInspected, registerUnreachable } from './withoutNetwork.js';

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
