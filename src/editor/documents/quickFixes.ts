import * as vscode from 'vscode';
import type { Connector } from '../../connectors/connector.js';
import { type ConnectorDocument, type DocumentFormat, formatOf } from '../../connectors/document.js';
import { inspectionLabel } from '../chains/chainTree.js';
import type { Inspected } from '../chains/inspected.js';
import { isCaptured } from '../chains/inspections.js';
import { toTextEdit } from '../convert.js';
import { hasScript } from './connectorAnswers.js';
import type { ConnectorDiagnostics, ShownFinding } from './connectorDiagnostics.js';
import { holderOf, placeOf, silence } from './connectorPlaces.js';
import type { ConnectorPlace } from './connectorScripts.js';
import { connectorTargets } from './connectorTargets.js';

/** What can be done about the findings under the cursor: repair, inspect the server in question, silence. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  constructor(
    private readonly diagnostics: ConnectorDiagnostics,
    private readonly inspected: Inspected,
  ) {}

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
        ...(connector && this.inspected.canInspect ? inspections(connector, each) : []),
        ...(connector ? this.scripts(connector, each, document.uri) : []),
        ...silencing(document, each, shown.connectors, connector),
      ];
    });
  }

  /** For the inspected servers of the connector, and for the connector itself. */
  private scripts(connector: Connector, { diagnostic }: ShownFinding, uri: vscode.Uri): vscode.CodeAction[] {
    const targets = connectorTargets(connector);
    const rows = this.inspected.inspections.filter(
      (each) => isCaptured(each) && targets.includes(inspectionLabel(each)),
    );
    const actions = rows.map((row) => {
      const title = vscode.l10n.t('Generate scripts for {0}', inspectionLabel(row));
      return newCommand(title, diagnostic, 'chainmail.generateFixScripts', row.id);
    });
    if (hasScript(connector)) {
      const place: ConnectorPlace = { uri, start: connector.range.start };
      const title = vscode.l10n.t('Generate connector script');
      actions.push(newCommand(title, diagnostic, 'chainmail.generateConnectorScript', place));
    }
    return actions;
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
  if (!concernsCertificate) {
    return [];
  }
  return connectorTargets(connector).map((target) =>
    newCommand(vscode.l10n.t('Inspect {0}', target), diagnostic, 'chainmail.inspectServer', target),
  );
}

// A connector there is a whole file, whose lines stand alone.
const lineFormats: ReadonlySet<DocumentFormat> = new Set(['postfix', 'exim', 'sendmail']);

function silencing(
  document: vscode.TextDocument,
  { finding, diagnostic }: ShownFinding,
  connectors: ConnectorDocument,
  connector: Connector | undefined,
): vscode.CodeAction[] {
  // Plain JSON has no comments: the editor would call one an error.
  const comment = document.languageId === 'json' ? undefined : formatOf(connectors)?.comments?.[0];
  const statement = lineFormats.has(connectors.format) ? undefined : connector?.range;
  const lineAt = (line: number): string => document.lineAt(line).text;
  const edit = comment && silence(finding.code, diagnostic.range.start, statement, comment, lineAt);
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

/** An action that runs a command. */
export function newCommand(
  title: string,
  diagnostic: vscode.Diagnostic,
  command: string,
  argument: unknown,
): vscode.CodeAction {
  const action = newAction(title, diagnostic);
  action.command = { command, title, arguments: [argument] };
  return action;
}
