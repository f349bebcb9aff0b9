import * as vscode from 'vscode';
import { certainEdits } from '../../connectors/fixAll.js';
import { toTextEdit } from '../convert.js';
import type { ConnectorDocuments } from './connectorDocuments.js';
import type { ConnectorJudge } from './connectorJudge.js';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('chainmail');

/**
 * Applies every fix that is certain at once, when asked, and on saving only where the user's `editor.codeActionsOnSave`
 * names Chainmail: `source.fixAll` is set for linters, whose owner never meant a mail server's configuration.
 */
export class FixAll implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [fixAllKind] };

  constructor(
    private readonly documents: ConnectorDocuments,
    private readonly judge: ConnectorJudge,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { only, triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const asked =
      only !== undefined &&
      (fixAllKind.contains(only) ||
        (only.contains(fixAllKind) && (triggerKind === vscode.CodeActionTriggerKind.Invoke || namedOnSave(document))));
    // Read anew: what is shown may lag behind what is saved.
    const connectors = asked ? this.documents.read(document) : undefined;
    const edits = connectors ? certainEdits(this.judge.check(connectors, document.uri)) : [];
    if (edits.length === 0) {
      return [];
    }
    const action = new vscode.CodeAction(vscode.l10n.t('Apply every repair that is certain'), fixAllKind);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits.map(toTextEdit));
    return [action];
  }
}

/** Of two kinds of which one contains the other, the editor asks for the wider alone. */
function namedOnSave(document: vscode.TextDocument): boolean {
  const kinds: unknown = vscode.workspace.getConfiguration('editor', document).get('codeActionsOnSave');
  if (Array.isArray(kinds)) {
    return kinds.includes(fixAllKind.value);
  }
  const when = kinds instanceof Object ? Object.entries(kinds).find(([kind]) => kind === fixAllKind.value)?.[1] : false;
  return when === 'explicit' || when === 'always' || when === true;
}
