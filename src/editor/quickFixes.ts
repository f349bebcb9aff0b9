import * as vscode from 'vscode';
import type { Connector } from '../connectors/connector.js';
import type { ConnectorDiagnostics, ShownFinding } from './connectorDiagnostics.js';
import { holderOf, placeOf, silence } from './connectorPlaces.js';
import { connectorTargets } from './connectorTargets.js';
import { toTextEdit } from './convert.js';

/** What can be done about the findings under the cursor: repair, inspect the server in question, silence. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  constructor(private readonly diagnostics: ConnectorDiagnostics) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.diagnostics.current(document);
    const touched = (shown?.findings ?? []).filter(({ diagnostic }) => diagnostic.range.intersection(range));
    if (!shown || touched.length === 0) {
      return [];
    }
    const places = shown.connectors.connectors.map(placeOf);
    return touched.flatMap((each) => {
      const { start } = each.diagnostic.range;
      const connector = holderOf(start, places);
      return [
        ...repairs(document, each),
        ...(connector ? inspections(connector, each) : []),
        ...silencing(document, each, connector),
      ];
    });
  }
}

function repairs(document: vscode.TextDocument, { finding, diagnostic }: ShownFinding): vscode.CodeAction[] {
  const fixes = finding.fixes ?? [];
  return fixes.map(({ title, edits }) => {
    const action = newAction(title, diagnostic);
    action.isPreferred = fixes.length === 1;
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits.map(toTextEdit));
    return action;
  });
}

/** Where a certificate's name is in question, seeing the certificate is the next step. */
function inspections(connector: Connector, { finding, diagnostic }: ShownFinding): vscode.CodeAction[] {
  const concernsCertificate = /^connector\.tls-.*certificate/.test(finding.code);
  if (!concernsCertificate || !vscode.workspace.isTrusted) {
    return [];
  }
  return connectorTargets(connector).map((target) => {
    const action = newAction(vscode.l10n.t('Inspect {0}', target), diagnostic);
    action.command = { command: 'chainmail.inspectServer', title: action.title, arguments: [target] };
    return action;
  });
}

// Plain JSON has no comments: the editor would call one an error.
const comments: Readonly<Record<string, string>> = { powershell: '#', jsonc: '//' };

function silencing(
  document: vscode.TextDocument,
  { finding, diagnostic }: ShownFinding,
  connector: Connector | undefined,
): vscode.CodeAction[] {
  const comment = comments[document.languageId];
  const lineAt = (line: number): string => document.lineAt(line).text;
  const edit = comment && silence(finding.code, diagnostic.range.start, connector?.range, comment, lineAt);
  if (!edit) {
    return [];
  }
  const action = newAction(vscode.l10n.t('Silence {0} here', finding.code), diagnostic);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, [toTextEdit(edit)]);
  return [action];
}

function newAction(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}
