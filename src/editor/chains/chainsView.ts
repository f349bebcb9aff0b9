import * as vscode from 'vscode';
import type { ChainNode } from './chainNode.js';
import { inspectionNode } from './chainTree.js';
import type { Judge } from './judge.js';
import { listenerNode } from './listenerNode.js';
import type { Listening } from './listening.js';
import type { Session } from './session.js';

const viewId = 'chainmail.chains';

// Colours repeat what the words say.
const colours = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  information: undefined,
} as const;

/** The view `chainmail.chains`: each inspected server, sender or file with its chain, and the listener while it listens. */
export class ChainsView implements vscode.TreeDataProvider<ChainNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly parents = new WeakMap<ChainNode, ChainNode>();
  private roots: Promise<readonly ChainNode[]> | undefined;
  private readonly view: vscode.TreeView<ChainNode>;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly session: Session,
    private readonly judge: Judge,
    private readonly listening: Listening,
  ) {
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.subscriptions = [
      this.view,
      this.changed,
      session.onDidChange(() => {
        judge.forget();
        this.refresh();
      }),
      listening.onDidChange(() => this.refresh()),
      // Time passes while the view is hidden: validity and "today" are judged anew.
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) {
          judge.forget();
          this.refresh();
        }
      }),
    ];
  }

  /** Builds the rows anew from what the session holds now. */
  refresh(): void {
    this.roots = undefined;
    this.changed.fire();
  }

  /** Shows the row of an inspection, opening the view if need be; the focus stays where it is. */
  async reveal(inspectionId: string): Promise<void> {
    const root = (await this.getRoots()).find((each) => each.inspectionId === inspectionId);
    if (root) {
      await this.view.reveal(root, { select: true, focus: false, expand: true });
    }
  }

  async getChildren(node?: ChainNode): Promise<ChainNode[]> {
    return [...(node ? node.children : await this.getRoots())];
  }

  getParent(node: ChainNode): ChainNode | undefined {
    return this.parents.get(node);
  }

  getTreeItem(node: ChainNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.description = node.description;
    item.contextValue = node.type;
    const colour = node.severity && colours[node.severity];
    item.iconPath = new vscode.ThemeIcon(node.icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
    item.accessibilityInformation = {
      label: node.description === '' ? node.label : `${node.label}, ${node.description}`,
    };
    // Neither trusted nor HTML: certificate text stays text, and the escaping in markdown.ts is the first wall.
    item.tooltip = node.tooltip === '' ? undefined : new vscode.MarkdownString(node.tooltip);
    return item;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private getRoots(): Promise<readonly ChainNode[]> {
    this.roots ??= this.buildRoots();
    return this.roots;
  }

  private async buildRoots(): Promise<readonly ChainNode[]> {
    const look = { now: new Date(), locale: vscode.env.language };
    const roots = await Promise.all(
      this.session.inspections.map(async (each, index) => {
        const node = inspectionNode(each, each.capture && (await this.judge.analyze(each.capture)), look);
        // After a reload the others would push the newest out of sight.
        return { ...node, expanded: index === 0 };
      }),
    );
    for (const root of roots) {
      this.adopt(root);
    }
    const { state } = this.listening;
    return state ? [listenerNode(state, look.now), ...roots] : roots;
  }

  private adopt(parent: ChainNode): void {
    for (const child of parent.children) {
      this.parents.set(child, parent);
      this.adopt(child);
    }
  }
}

function collapsibleState({ children, expanded }: ChainNode): vscode.TreeItemCollapsibleState {
  if (children.length === 0) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
