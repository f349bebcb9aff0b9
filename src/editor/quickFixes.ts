import * as vscode from 'vscode';
import type { ConnectorDiagnostics, ShownFinding } from './connectorDiagnostics.js';
import { toTextEdit } from './convert.js';

/** Repairs of the findings under the cursor, as the rules offer them. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  constructor(private readonly diagnostics: ConnectorDiagnostics) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.diagnostics
      .findings(document)
      .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
      .flatMap((each) => repairs(document, each));
  }
}

function repairs(document: vscode.TextDocument, { finding, diagnostic }: ShownFinding): vscode.CodeAction[] {
  const fixes = finding.fixes ?? [];
  return fixes.map(({ title, edits }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = fixes.length === 1;
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits.map(toTextEdit));
    return action;
  });
}
