import * as vscode from 'vscode';
import type { ConnectorDocument } from '../../connectors/document.js';
import { decodeText } from '../../text/decode.js';
import { readSettings } from '../settings.js';
import { type ConnectorDocuments, maximumLength, readText } from './connectorDocuments.js';

/** More files than that are no configuration but an archive. */
const maximumFiles = 200;

/** A file or open document that states connectors. */
export interface ConnectorFile {
  readonly uri: vscode.Uri;
  readonly connectors: ConnectorDocument;
}

/** The workspace's connector files: found by the user's globs, judged by their content, read once until they change. */
export class ConnectorFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** A file came, went or changed. */
  readonly onDidChange = this.changed.event;
  private found: Promise<readonly vscode.Uri[]> | undefined;
  private readonly contents = new Map<string, Promise<ConnectorDocument | undefined>>();
  private watchers: readonly vscode.Disposable[] = [];
  private readonly folders: vscode.Disposable;

  constructor(private readonly documents: ConnectorDocuments) {
    this.folders = vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh());
  }

  /** All of them, open documents as they are typed. Watches from the first call on. */
  async all(): Promise<readonly ConnectorFile[]> {
    this.found ??= this.find();
    const open = new Map(vscode.workspace.textDocuments.map((each) => [each.uri.toString(), each]));
    const files = new Map<string, ConnectorFile>();
    for (const document of open.values()) {
      const connectors = this.documents.read(document);
      if (connectors) {
        files.set(document.uri.toString(), { uri: document.uri, connectors });
      }
    }
    for (const uri of await this.found) {
      const connectors = open.has(uri.toString()) ? undefined : await this.content(uri);
      if (connectors) {
        files.set(uri.toString(), { uri, connectors });
      }
    }
    return [...files.values()].sort((a, b) => a.uri.path.localeCompare(b.uri.path));
  }

  /** Looks for files anew: the globs or the folders changed, or the user asks. */
  refresh(): void {
    this.unwatch();
    this.found = undefined;
    this.contents.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.folders.dispose();
    this.unwatch();
    this.changed.dispose();
  }

  private async find(): Promise<readonly vscode.Uri[]> {
    const patterns = readSettings().connectorFiles;
    this.watchers = patterns.map((each) => this.watch(each));
    const found = await Promise.all(
      patterns.map((each) => vscode.workspace.findFiles(each, '**/node_modules/**', maximumFiles)),
    );
    const unique = new Map(found.flat().map((uri) => [uri.toString(), uri]));
    return [...unique.values()].slice(0, maximumFiles);
  }

  private watch(pattern: string): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate(() => this.refresh());
    watcher.onDidDelete(() => this.refresh());
    watcher.onDidChange((uri) => {
      this.contents.delete(uri.toString());
      this.changed.fire();
    });
    return watcher;
  }

  private unwatch(): void {
    for (const each of this.watchers) {
      each.dispose();
    }
    this.watchers = [];
  }

  private content(uri: vscode.Uri): Promise<ConnectorDocument | undefined> {
    const key = uri.toString();
    const content = this.contents.get(key) ?? readFile(uri);
    this.contents.set(key, content);
    return content;
  }
}

async function readFile(uri: vscode.Uri): Promise<ConnectorDocument | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > maximumLength ? undefined : readText(decodeText(await vscode.workspace.fs.readFile(uri)), uri.path);
  } catch {
    // Gone or not readable: it is no connector file then, and the editor itself says so to whoever opens it.
    return undefined;
  }
}
