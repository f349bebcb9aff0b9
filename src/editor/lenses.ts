import * as vscode from 'vscode';
import type { Connector } from '../connectors/connector.js';
import { inspectionLabel } from './chainTree.js';
import type { ConnectorDocuments } from './connectorDocuments.js';
import { connectorTargets } from './connectorTargets.js';
import { toRange } from './convert.js';
import { isCaptured } from './inspections.js';
import type { Session } from './session.js';

/** Over each connector: inspect the servers that it names, and write the scripts for them. */
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
    // Lenses contact servers, which an untrusted workspace must not bring about.
    const connectors = vscode.workspace.isTrusted ? this.documents.read(document)?.connectors : undefined;
    return (connectors ?? []).flatMap((each) => this.lenses(each));
  }

  /** The workspace came to be trusted: offer what was withheld. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private lenses(connector: Connector): vscode.CodeLens[] {
    const targets = connectorTargets(connector);
    if (targets.length === 0) {
      return [];
    }
    const { start } = toRange(connector.range);
    const range = new vscode.Range(start, start);
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
