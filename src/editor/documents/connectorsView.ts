import * as vscode from 'vscode';
import { toRange } from '../convert.js';
import type { ConnectorFiles } from './connectorFiles.js';
import type { ConnectorJudge } from './connectorJudge.js';
import { type ConnectorRow, connectorFileRow } from './connectorTree.js';

/** A row: a file, or one connector of it. */
export type ConnectorNode =
  | {
      readonly type: 'connector-file';
      readonly uri: vscode.Uri;
      readonly description: string;
      readonly children: readonly ConnectorNode[];
    }
  | {
      readonly type: 'connector';
      readonly uri: vscode.Uri;
      readonly row: ConnectorRow;
      /** Of the servers that it names, for the commands that inspect first. */
      readonly targets: readonly string[];
    };

/** The view `chainmail.connectors`: the workspace's connectors by file, with their state. */
export class ConnectorsView implements vscode.TreeDataProvider<ConnectorNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly files: ConnectorFiles,
    private readonly judge: ConnectorJudge,
  ) {
    this.subscriptions = [
      this.changed,
      vscode.window.registerTreeDataProvider('chainmail.connectors', this),
      files.onDidChange(() => this.changed.fire()),
      judge.onDidChange(() => this.changed.fire()),
    ];
  }

  /** Builds the rows anew; the files are read again only where they changed. */
  refresh(): void {
    this.changed.fire();
  }

  async getChildren(node?: ConnectorNode): Promise<ConnectorNode[]> {
    if (node) {
      return node.type === 'connector-file' ? [...node.children] : [];
    }
    return (await this.files.all()).map(({ uri, connectors }) => {
      const { description, connectors: rows } = connectorFileRow(connectors, this.judge.check(connectors, uri));
      const children = rows.map((row): ConnectorNode => ({ type: 'connector', uri, row, targets: row.targets }));
      return { type: 'connector-file', uri, description, children };
    });
  }

  getTreeItem(node: ConnectorNode): vscode.TreeItem {
    return node.type === 'connector-file' ? fileItem(node.uri, node.description) : connectorItem(node);
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }
}

function fileItem(uri: vscode.Uri, state: string): vscode.TreeItem {
  // The resource gives the label, the file icon and the decoration of its problems.
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const path = vscode.workspace.asRelativePath(uri);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'connector-file';
  // Servers' configurations have the same name, each in a folder of its own.
  const folder = path.split(/[\\/]/).slice(0, -1).join('/');
  item.description = folder === '' ? state : `${state} · ${folder}`;
  item.accessibilityInformation = { label: `${path}, ${state}` };
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  return item;
}

function connectorItem({ uri, row }: Extract<ConnectorNode, { type: 'connector' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  const { start } = toRange(row.range);
  item.contextValue = row.hasScript ? 'scriptable-connector' : 'connector';
  item.iconPath = new vscode.ThemeIcon(row.icon);
  item.description = row.description;
  item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [uri, { selection: new vscode.Range(start, start) }],
  };
  return item;
}
