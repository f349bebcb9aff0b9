import * as vscode from 'vscode';
import { type Judgement, judgeConnectors } from '../../connectors/check.js';
import type { ConnectorDocument } from '../../connectors/document.js';
import { type StoredCertificate, storedCertificates } from '../../connectors/listedCertificate.js';
import type { Finding } from '../../finding.js';
import type { SourceText } from '../../text/source.js';
import type { CertificateResult } from '../../x509/certificate.js';
import type { Inspected } from '../chains/inspected.js';
import { isCaptured } from '../chains/inspections.js';
import { readSettings } from '../settings.js';
import { applyOverrides } from '../severity.js';
import type { ConnectorFiles } from './connectorFiles.js';
import { type ReadCredentials, ReferencedFiles } from './referencedFiles.js';

/** How certificates are read; a browser does without. */
export interface CertificateReading {
  readonly readCertificate: (der: Uint8Array) => CertificateResult;
  readonly readCredentialFile: ReadCredentials;
}

/** Under what a document was judged, and how. */
interface Judged {
  readonly files: ReadonlyMap<string, unknown> | undefined;
  readonly now: Date;
  readonly judgement: Judgement;
}

// Milliseconds for which what was found while somebody types is taken for found now.
const lasting = 60_000;

/** Judges connector documents by what is known beside their text: captures, listed certificates, files they name. */
export class ConnectorJudge implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Findings given until now may no longer hold. */
  readonly onDidChange = this.changed.event;
  private readonly references: ReferencedFiles | undefined;
  /** Of the listings in a folder: those elsewhere may be another server's. */
  private stored: ReadonlyMap<string, readonly StoredCertificate[]> = new Map();
  /** By the text that was last read as a whole; forgotten when what is known beside the documents changes. */
  private judged = new WeakMap<SourceText, Judged>();
  private looking: Promise<void> | undefined;
  private looks = 0;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly inspected: Inspected,
    private readonly files: ConnectorFiles,
    private readonly load: (() => Promise<CertificateReading>) | undefined,
  ) {
    this.references = load && new ReferencedFiles(async () => (await load()).readCredentialFile);
    this.subscriptions = [
      this.changed,
      this.onDidChange(() => {
        this.judged = new WeakMap();
      }),
      inspected.onDidChange(() => this.changed.fire()),
      files.onDidChange(() => this.lookAgain()),
      // A listing from elsewhere holds while it is open.
      vscode.workspace.onDidCloseTextDocument(() => this.lookAgain()),
      ...(this.references ? [this.references, this.references.onDidChange(() => this.changed.fire())] : []),
    ];
  }

  /** The findings as the user wants them weighed, by what is known now. What is learnt later is told as a change. */
  check(document: ConnectorDocument, uri: vscode.Uri): readonly Finding[] {
    if (document.certificates) {
      this.looking = this.lookForListings();
    } else if (document.connectors.some(({ platform }) => platform === 'ExchangeServer')) {
      this.looking ??= this.lookForListings();
    }
    const captures = this.inspected.inspections.filter(isCaptured).map(({ capture }) => capture);
    const named = this.references?.of(uri, document.connectors);
    const before = this.judgedBefore(document, named);
    const now = before?.now ?? new Date();
    const circumstances = {
      captures,
      stored: this.stored.get(folderOf(uri)) ?? [],
      file: (path: string) => named?.get(path),
      now,
    };
    const judgement = judgeConnectors(document, circumstances, before?.judgement);
    this.judged.set(document.whole ?? document.source, { files: named, now, judgement });
    return applyOverrides(judgement.findings, readSettings().severity);
  }

  /** How a version of the document was judged under the same circumstances. */
  private judgedBefore(document: ConnectorDocument, files: Judged['files']): Judged | undefined {
    const before = this.judged.get(document.whole ?? document.source);
    const isSame = before?.files === files || (before?.files?.size === 0 && files?.size === 0);
    return before && isSame && Date.now() - before.now.getTime() < lasting ? before : undefined;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private lookAgain(): void {
    if (this.looking) {
      this.looking = this.lookForListings();
    }
  }

  /** Listings of a server's certificates (Get-ExchangeCertificate) among the workspace's files and the open documents. */
  private async lookForListings(): Promise<void> {
    this.looks += 1;
    const look = this.looks;
    const listings = (await this.files.all()).filter(({ connectors }) => connectors.certificates);
    const reading = listings.length > 0 ? await this.load?.() : undefined;
    const stored = new Map<string, StoredCertificate[]>();
    for (const { uri, connectors } of listings) {
      const read = storedCertificates(connectors.certificates ?? [], reading?.readCertificate ?? unread);
      stored.set(folderOf(uri), [...(stored.get(folderOf(uri)) ?? []), ...read]);
    }
    if (look !== this.looks) {
      // A later look knows better.
      return;
    }
    const isNews = summary(stored) !== summary(this.stored);
    this.stored = stored;
    if (isNews) {
      this.changed.fire();
    }
  }
}

function folderOf(uri: vscode.Uri): string {
  return vscode.Uri.joinPath(uri, '..').toString();
}

function summary(stored: ReadonlyMap<string, readonly StoredCertificate[]>): string {
  return JSON.stringify(Array.from(stored, ([folder, all]) => [folder, all.map(({ thumbprint }) => thumbprint)]));
}

function unread(): CertificateResult {
  return { ok: false, reason: '' };
}
