import * as vscode from 'vscode';
import type { Connector } from '../../connectors/connector.js';
import type { Inspected } from '../chains/inspected.js';
import { toRange } from '../convert.js';
import { hasScript } from './connectorAnswers.js';
import type { ConnectorDocuments } from './connectorDocuments.js';
import type { ConnectorPlace } from './connectorScripts.js';
import { connectorTargets } from './connectorTargets.js';

// Milliseconds until a workbench that is busy with its own start listens.
const settled = 5_000;

/** Over each connector: inspect the servers that it names, write the scripts for them, and for the connector itself. */
export class ConnectorLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  // An editor that is open while the extension starts does not always ask for what is offered anew: measured in one of
  // three starts of a busy browser. Told once more, it does.
  private readonly reminder = setTimeout(() => this.changed.fire(), settled);

  constructor(
    private readonly documents: ConnectorDocuments,
    private readonly inspected: Inspected,
  ) {}

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const connectors = this.documents.read(document)?.connectors ?? [];
    return connectors.flatMap((each) => {
      const { start } = toRange(each.range);
      const range = new vscode.Range(start, start);
      return [
        ...(this.inspected.canInspect ? this.serverLenses(each, range) : []),
        ...(hasScript(each) ? [connectorScriptLens({ uri: document.uri, start }, range)] : []),
      ];
    });
  }

  /** The workspace came to be trusted, or other documents are looked at: offer what was withheld. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.reminder);
    this.changed.dispose();
  }

  private serverLenses(connector: Connector, range: vscode.Range): vscode.CodeLens[] {
    const targets = connectorTargets(connector);
    if (targets.length === 0) {
      return [];
    }
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
        arguments: [{ targets }],
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
