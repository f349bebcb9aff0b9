import * as vscode from 'vscode';
import type { EvidenceDocument } from '../../evidence/evidence.js';
import type { Finding } from '../../finding.js';
import { printable } from '../../text/printable.js';
import { SourceText } from '../../text/source.js';
import { toRange, toSeverity } from '../convert.js';
import { readSettings } from '../settings.js';
import { applyOverrides } from '../severity.js';
import { foreignSchemes } from './connectorDocuments.js';

/** Documents of these languages are read; what stands in them decides. */
export const evidenceLanguages: readonly string[] = ['log', 'plaintext', 'xml', 'eml'];

// A log that somebody opens is longer than what somebody types, and is read as a whole each time.
const typingDelay = 500;

/** Longer ones are explained by the command, from the disk. */
const maximumLength = 4 * 1024 * 1024;

/** What was read from one version of a document. */
interface Shown {
  readonly version: number;
  readonly document: EvidenceDocument;
}

/** Marks what logs, events and bounces say, in open documents that are recognised as such. */
export class EvidenceDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('chainmail-evidence');
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly shown = new Map<string, Shown>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    /** The page that explains a finding code. */
    private readonly page: (code: string) => vscode.Uri,
  ) {
    this.subscriptions = [
      this.collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, typingDelay)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.clear(uri.toString())),
    ];
  }

  /** Reads every open document anew, soon: settings changed, or the extension just started. */
  checkAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      this.schedule(document, 0);
    }
  }

  /** What this version of a document says; nothing while a newer one waits to be read. */
  current(document: vscode.TextDocument): EvidenceDocument | undefined {
    const shown = this.shown.get(document.uri.toString());
    return shown?.version === document.version ? shown.document : undefined;
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    if (mayBeEvidence(document)) {
      this.timers.set(
        key,
        setTimeout(() => void this.check(document), delay),
      );
    } else {
      this.clear(key);
    }
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    this.timers.delete(key);
    const [{ readEvidence }, { evidenceFindings }] = await Promise.all([
      import('../../evidence/read.js'),
      import('../../evidence/evidence.js'),
    ]);
    const text = document.isClosed ? '' : document.getText();
    const read = text.length > maximumLength ? undefined : readEvidence(new SourceText(text));
    if (!read) {
      this.clear(key);
      return;
    }
    this.shown.set(key, { version: document.version, document: read });
    const findings = applyOverrides(evidenceFindings(read), readSettings().severity);
    this.collection.set(
      document.uri,
      findings.map((each) => this.toDiagnostic(each)),
    );
    this.tellMenus();
  }

  private clear(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (this.shown.delete(key)) {
      this.collection.delete(vscode.Uri.parse(key));
      this.tellMenus();
    }
  }

  /** Menus of documents depend on what was recognised: `resource in chainmail.evidence`. */
  private tellMenus(): void {
    void vscode.commands.executeCommand('setContext', 'chainmail.evidence', [...this.shown.keys()]);
  }

  private toDiagnostic({ code, message, range, severity }: Finding): vscode.Diagnostic {
    const place = range ? toRange(range) : new vscode.Range(0, 0, 0, 0);
    const diagnostic = new vscode.Diagnostic(place, printable(message), toSeverity(severity));
    diagnostic.source = 'Chainmail';
    diagnostic.code = { value: code, target: this.page(code) };
    return diagnostic;
  }
}

function mayBeEvidence({ isClosed, languageId, uri }: vscode.TextDocument): boolean {
  return !isClosed && evidenceLanguages.includes(languageId) && !foreignSchemes.has(uri.scheme);
}
