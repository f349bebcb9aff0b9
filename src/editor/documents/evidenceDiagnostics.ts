import * as vscode from 'vscode';
import type { EvidenceDocument } from '../../evidence/evidence.js';
import type { Finding } from '../../finding.js';
import { printable } from '../../text/printable.js';
import { SourceText } from '../../text/source.js';
import { toRange, toSeverity } from '../convert.js';
import { readSettings } from '../settings.js';
import { applyOverrides } from '../severity.js';
import { foreignSchemes } from './connectorDocuments.js';
import { DocumentTimers } from './documentTimers.js';

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
  private readonly timers = new DocumentTimers();
  private readonly shown = new Map<string, Shown>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    /** The page that explains a finding code. */
    private readonly page: (code: string) => vscode.Uri,
  ) {
    this.subscriptions = [
      this.collection,
      this.timers,
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, typingDelay)),
      vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)),
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
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    if (mayBeEvidence(document)) {
      this.timers.start(document, delay, () => void this.check(document));
    } else {
      this.clear(document);
    }
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const [{ readEvidence }, { evidenceFindings }] = await Promise.all([
      import('../../evidence/read.js'),
      import('../../evidence/evidence.js'),
    ]);
    // Meanwhile it may have been closed, or be of another language.
    const text = mayBeEvidence(document) ? document.getText() : '';
    const read = text.length > maximumLength ? undefined : readEvidence(new SourceText(text));
    if (!read) {
      this.clear(document);
      return;
    }
    this.shown.set(document.uri.toString(), { version: document.version, document: read });
    const findings = applyOverrides(evidenceFindings(read), readSettings().severity);
    this.collection.set(
      document.uri,
      findings.map((each) => this.toDiagnostic(each)),
    );
    this.tellMenus();
  }

  private clear(document: vscode.TextDocument): void {
    this.timers.stop(document);
    if (this.shown.delete(document.uri.toString())) {
      this.collection.delete(document.uri);
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
