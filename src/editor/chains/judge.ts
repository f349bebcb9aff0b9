import * as vscode from 'vscode';
import type { ChainAnalysis } from '../../chain/analyze.js';
import type { Capture } from '../../chain/capture.js';
import type { FetchAttempt, Fetched } from '../../net/aia.js';
import type { IssuerFolder } from '../../net/issuerFolder.js';
import type { Circumstances } from '../../net/judgement.js';
import type { Certificate } from '../../x509/certificate.js';
import type { TrustStore } from '../../x509/trust.js';
import { readSettings } from '../settings.js';
import { applyOverrides } from '../severity.js';
import type { Judging } from './inspected.js';
import type { Session } from './session.js';

/** Judges the session's captures by the user's trust stores and settings; remembers until something changes. */
export class Judge implements Judging, vscode.Disposable {
  private readonly forgotten = new vscode.EventEmitter<void>();
  /** Judgements given until now may no longer hold. */
  readonly onDidForget = this.forgotten.event;
  private stores: Promise<readonly TrustStore[]> | undefined;
  private analyses = new Map<Capture, Promise<ChainAnalysis>>();

  constructor(
    private readonly session: Session,
    /** Issuers fetched earlier, in this window or another. */
    private readonly issuers: IssuerFolder,
  ) {}

  /** The judgement as of now, by what is known here: nothing is fetched. */
  analyze(capture: Capture): Promise<ChainAnalysis> {
    const known = this.analyses.get(capture);
    if (known) {
      return known;
    }
    const analysis = this.judge(capture);
    this.analyses.set(capture, analysis);
    return analysis;
  }

  /** Fetches the missing issuers from where the certificates say they are, and remembers them. Never rejects. */
  async fetchMissing(capture: Capture, signal?: AbortSignal): Promise<readonly FetchAttempt[]> {
    const downloads = new Map<string, Promise<Fetched>>();
    const fetching = { allowPrivate: false, memory: this.issuers, downloads, ...(signal ? { signal } : {}) };
    const { judgeCapture } = await import('../../net/judgement.js');
    const { attempts } = await judgeCapture(capture, await this.circumstances(capture), fetching);
    this.forget();
    return attempts;
  }

  /** Other captures may hold what is missing here, and time passes: judge again. */
  forget(): void {
    this.analyses = new Map();
    this.forgotten.fire();
  }

  dispose(): void {
    this.forgotten.dispose();
  }

  /** The settings changed: read the trust stores again, too. */
  forgetStores(): void {
    this.stores = undefined;
    this.forget();
  }

  private async judge(capture: Capture): Promise<ChainAnalysis> {
    const { judgeCapture } = await import('../../net/judgement.js');
    const { analysis } = await judgeCapture(capture, await this.circumstances(capture), undefined);
    return { ...analysis, findings: applyOverrides(analysis.findings, readSettings().severity) };
  }

  private async circumstances(capture: Capture): Promise<Circumstances> {
    const { trustStores, expiryWarningDays } = readSettings();
    const { loadTrustStore } = await import('../../net/trustStores.js');
    this.stores ??= Promise.all(trustStores.map((each) => loadTrustStore(each)));
    return {
      trustStores: await this.stores,
      available: [...this.otherCertificates(capture), ...(await this.issuers.certificates())],
      // The editor does not know by which name the other side will look.
      expectedNames: [],
      expiryWarningDays,
      now: new Date(),
    };
  }

  private otherCertificates(capture: Capture): readonly Certificate[] {
    return this.session.inspections
      .filter((each) => each.capture !== capture)
      .flatMap((each) => each.capture?.presented ?? [])
      .flatMap(({ certificate }) => certificate ?? []);
  }
}
