import * as vscode from 'vscode';
import { checkConnectors } from '../connectors/check.js';
import { type ConnectorDocument, readConnectors } from '../connectors/document.js';
import type { Finding } from '../finding.js';
import { SourceText } from '../text/source.js';
import { isCaptured } from './inspections.js';
import type { Session } from './session.js';
import { readSettings } from './settings.js';
import { applyOverrides } from './severity.js';

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

/** Connector documents of the editor: read once a version, judged by the session's captures. */
export class ConnectorDocuments {
  private readonly known = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly connectors: ConnectorDocument | undefined }
  >();

  constructor(private readonly session: Session) {}

  /** What an open document states; `undefined` when it is no connector document, whatever its extension. */
  read(document: vscode.TextDocument): ConnectorDocument | undefined {
    const known = this.known.get(document);
    if (known?.version === document.version) {
      return known.connectors;
    }
    const connectors = this.mayHoldConnectors(document) ? readText(document.getText(), document.uri.path) : undefined;
    this.known.set(document, { version: document.version, connectors });
    return connectors;
  }

  /** The findings as the user wants them weighed. */
  check(connectors: ConnectorDocument): readonly Finding[] {
    const captures = this.session.inspections.filter(isCaptured).map(({ capture }) => capture);
    const findings = checkConnectors(connectors, { captures, now: new Date() });
    return applyOverrides(findings, readSettings().severity);
  }

  private mayHoldConnectors(document: vscode.TextDocument): boolean {
    if (foreignSchemes.has(document.uri.scheme)) {
      return false;
    }
    return (
      languages.has(document.languageId) ||
      readSettings().connectorFiles.some((pattern) => vscode.languages.match({ pattern }, document) > 0)
    );
  }
}

/** Connectors of a text, `path` being its URI's. */
export function readText(text: string, path: string): ConnectorDocument | undefined {
  return text.length > maximumLength ? undefined : readConnectors(new SourceText(text), path.split('/').pop() ?? path);
}
