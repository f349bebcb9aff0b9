import * as vscode from 'vscode';
import type { ConnectorFiles } from './connectorFiles.js';
import type { ConnectorNode } from './connectorsView.js';

/** Registers the commands of the connectors view and its rows. */
export function registerConnectorCommands(files: ConnectorFiles): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('chainmail.refreshConnectors', () => files.refresh()),
    vscode.commands.registerCommand('chainmail.inspectConnector', (node?: ConnectorNode) =>
      // Where the connector names no server, the command asks for one.
      node?.type === 'connector'
        ? vscode.commands.executeCommand('chainmail.inspectServer', node.targets[0])
        : undefined,
    ),
  );
}
