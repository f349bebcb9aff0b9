import * as vscode from 'vscode';
import type { ConnectorFiles } from './connectorFiles.js';
import type { ConnectorNode } from './connectorsView.js';

/** Registers the commands of the connectors view and its rows. */
export function registerConnectorCommands(files: ConnectorFiles): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('chainmail.refreshConnectors', () => files.refresh()),
    vscode.commands.registerCommand('chainmail.inspectConnector', (node?: ConnectorNode) =>
      node?.type === 'connector' && node.row.target
        ? vscode.commands.executeCommand('chainmail.inspectServer', node.row.target)
        : undefined,
    ),
  );
}
