import * as vscode from 'vscode';
import type { Connector } from '../connectors/connector.js';
import { inspectionLabel } from './chainTree.js';
import type { ConnectorDocuments } from './connectorDocuments.js';
import { type ConnectorPlace, hasScript } from './connectorScripts.js';
import { connectorTargets } from './connectorTargets.js';
import { toRange } from './convert.js';
import { isCaptured } from './inspections.js';
import type { Session } from './session.js';

/** Over each connector: inspect the servers that it names, write the scripts for them, and for the connector itself. */
export class ConnectorLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly documents: ConnectorDocuments,
    private readonly session: Session,
  ) {
    this.subscription = session.onDidChange(() => this.changed.fire());
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const connectors = this.documents.read(document)?.connectors ?? [];
    return connectors.flatMap((each) => {
      const { start } = toRange(each.range);
      const range = new vscode.Range(start, start);
      return [
        // An untrusted workspace must not bring about that servers are contacted.
        ...(vscode.workspace.isTrusted ? this.serverLenses(each, range) : []),
        ...(hasScript(each) ? [connectorScriptLens({ uri: document.uri, start }, range)] : []),
      ];
    });
  }

  /** The workspace came to be trusted: offer what was withheld. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private serverLenses(connector: Connector, range: vscode.Range): vscode.CodeLens[] {
    const targets = connectorTargets(connector);
    if (targets.length === 0) {
      return [];
    }
    const inspected = this.session.inspections.find(
      (each) => isCaptured(each) && targets.includes(inspectionLabel(each)),
    );
    return [
      ...targets.map(
        (target) =>
          new vscode.CodeLens(range, {
            title: vscode.l10n.t('Inspect {0}', target.replace(/:25$/, '')),
            command: 'chainmail.inspectServer',
            arguments: [target],
          }),
      ),
      new vscode.CodeLens(range, {
        title: vscode.l10n.t('Generate scripts'),
        command: 'chainmail.generateFixScripts',
        // None is inspected yet: the command does that first.
        arguments: [inspected?.id ?? { targets }],
      }),
    ];
  }
}

function connectorScriptLens(place: ConnectorPlace, range: vscode.Range): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    title: vscode.l10n.t('Connector script'),
    command: 'chainmail.generateConnectorScript',
    arguments: [place],
  });
}
