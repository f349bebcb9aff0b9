import * as vscode from 'vscode';
import type { ConnectorDocument } from '../../connectors/document.js';
import type { Finding } from '../../finding.js';
import { printable } from '../../text/printable.js';
import { toRange, toSeverity } from '../convert.js';
import type { ConnectorDocuments } from './connectorDocuments.js';
import type { ConnectorJudge } from './connectorJudge.js';
import { DocumentTimers } from './documentTimers.js';

/** Long enough to type on, short enough not to be noticed. */
const typingDelay = 200;

/** A finding and the diagnostic that shows it. */
export interface ShownFinding {
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
}

/** The problems of one version of a document. */
export interface Shown {
  readonly version: number;
  readonly connectors: ConnectorDocument;
  readonly findings: readonly ShownFinding[];
}

/** Keeps the problems of open connector documents up to date. */
export class ConnectorDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('chainmail');
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** The problems of a document were judged anew. */
  readonly onDidChange = this.changed.event;
  private readonly timers = new DocumentTimers();
  private readonly shown = new Map<string, Shown>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly documents: ConnectorDocuments,
    private readonly judge: ConnectorJudge,
    /** The page that explains a finding code. */
    private readonly page: (code: string) => vscode.Uri,
  ) {
    this.subscriptions = [
      this.collection,
      this.timers,
      this.changed,
      judge.onDidChange(() => this.checkAll()),
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, typingDelay)),
      vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)),
    ];
  }

  /** Judges every open document anew, soon: captures or settings changed, or the extension just started. */
  checkAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      this.schedule(document, 0);
    }
  }

  /** What is shown for this version of a document; nothing while a newer one waits to be judged. */
  current(document: vscode.TextDocument): Shown | undefined {
    const shown = this.shown.get(document.uri.toString());
    return shown?.version === document.version ? shown : undefined;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    this.timers.start(document, delay, () => this.check(document));
  }

  private check(document: vscode.TextDocument): void {
    this.timers.stop(document);
    const connectors = document.isClosed ? undefined : this.documents.read(document);
    if (!connectors) {
      this.clear(document);
      return;
    }
    const findings = this.judge
      .check(connectors, document.uri)
      .map((finding) => ({ finding, diagnostic: this.toDiagnostic(finding, document.uri) }));
    this.shown.set(document.uri.toString(), { version: document.version, connectors, findings });
    this.collection.set(
      document.uri,
      findings.map(({ diagnostic }) => diagnostic),
    );
    this.changed.fire(document.uri);
  }

  private clear(document: vscode.TextDocument): void {
    this.timers.stop(document);
    if (this.shown.delete(document.uri.toString())) {
      this.collection.delete(document.uri);
      this.changed.fire(document.uri);
    }
  }

  private toDiagnostic(finding: Finding, uri: vscode.Uri): vscode.Diagnostic {
    const range = finding.range ? toRange(finding.range) : new vscode.Range(0, 0, 0, 0);
    const diagnostic = new vscode.Diagnostic(range, printable(finding.message), toSeverity(finding.severity));
    diagnostic.source = 'Chainmail';
    diagnostic.code = { value: finding.code, target: this.page(finding.code) };
    diagnostic.relatedInformation = (finding.related ?? []).flatMap(({ message, range: place }) =>
      place
        ? [new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, toRange(place)), printable(message))]
        : [],
    );
    return diagnostic;
  }
}
