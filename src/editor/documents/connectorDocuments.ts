import * as vscode from 'vscode';
import { type ConnectorDocument, readConnectors } from '../../connectors/document.js';
import { afterTyping, type Change, spanning } from '../../connectors/typing.js';
import { SourceText } from '../../text/source.js';
import { readSettings } from '../settings.js';

// Documents of these languages are judged by their content; others only where the user names their files.
const languages: ReadonlySet<string> = new Set(['powershell', 'json', 'jsonc']);

/** Views of files that stand elsewhere, and panes that are no documents of the user. */
export const foreignSchemes: ReadonlySet<string> = new Set([
  'output',
  'git',
  'scm',
  'vscode',
  'search-editor',
  'comment',
]);

/** An export of every connector that an organisation can have stays far below; larger texts are none. */
export const maximumLength = 32 * 1024 * 1024;

/** What a version of a document states. */
interface Version {
  readonly version: number;
  readonly connectors: ConnectorDocument | undefined;
}

/** Connector documents of the editor, read once a version; what was typed since then is read alone where that is enough. */
export class ConnectorDocuments implements vscode.Disposable {
  private readonly known = new WeakMap<vscode.TextDocument, Version>();
  /** What changed since a document was read, up to a version. */
  private readonly typed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly change: Change }>();
  private readonly subscription = vscode.workspace.onDidChangeTextDocument((event) => this.note(event));

  /** What an open document states; `undefined` when it is no connector document, whatever its extension. */
  read(document: vscode.TextDocument): ConnectorDocument | undefined {
    // Asked each time: the language and the settings change without a new version of the document.
    if (!mayHoldConnectors(document)) {
      return undefined;
    }
    const known = this.known.get(document);
    if (known?.version === document.version) {
      return known.connectors;
    }
    const text = document.getText();
    const typed = this.typed.get(document);
    const connectors =
      (known?.connectors && typed?.version === document.version
        ? afterTyping(known.connectors, text, typed.change, nameOf(document.uri.path))
        : undefined) ?? readText(text, document.uri.path);
    this.known.set(document, { version: document.version, connectors });
    this.typed.delete(document);
    return connectors;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private note({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const known = this.known.get(document);
    if (!known?.connectors || known.version === document.version) {
      return;
    }
    // In the order in which they lead from the text before to that of now.
    let change = this.typed.get(document)?.change;
    for (const { rangeOffset: start, rangeLength, text } of contentChanges) {
      change = spanning(change, { start, end: start + rangeLength, newEnd: start + text.length });
    }
    if (change) {
      this.typed.set(document, { version: document.version, change });
    }
  }
}

function mayHoldConnectors(document: vscode.TextDocument): boolean {
  if (foreignSchemes.has(document.uri.scheme)) {
    return false;
  }
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return (
    languages.has(document.languageId) ||
    readSettings().connectorFiles.some(
      (pattern) =>
        vscode.languages.match({ pattern }, document) > 0 ||
        // A glob that begins with a folder's name begins in the workspace, as it does for those who search files by it.
        (folder !== undefined &&
          vscode.languages.match({ pattern: new vscode.RelativePattern(folder, pattern) }, document) > 0),
    )
  );
}

/** Connectors of a text, `path` being its URI's. */
export function readText(text: string, path: string): ConnectorDocument | undefined {
  return text.length > maximumLength ? undefined : readConnectors(new SourceText(text), nameOf(path));
}

function nameOf(path: string): string {
  return path.split('/').pop() ?? path;
}
