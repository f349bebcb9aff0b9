import * as vscode from 'vscode';
import type { Capture } from '../../chain/capture.js';
import { messageHtml } from '../../report/page.js';
import { inspectionLabel } from './chainTree.js';
import { type CapturedInspection, isCaptured } from './inspections.js';
import type { Judge } from './judge.js';
import type { Session } from './session.js';

/** What a report is about. */
export interface ReportSubject {
  /** The row of the chains view whose newest capture is shown; absent for a file that is only looked at. */
  readonly id?: string;
  readonly label: string;
  readonly capture: Capture;
}

/** The view type of the panels that "Show Report" opens; menus are bound to it. */
const panelType = 'chainmail.report';

// The page is static: it needs no script and no file.
const webviewOptions: vscode.WebviewOptions = { enableScripts: false, localResourceRoots: [] };

/** Every page that shows a report, in a panel of its own or in the editor of a file; all follow what is known. */
export class ReportPages implements vscode.Disposable {
  private readonly pages = new Map<vscode.WebviewPanel, { subject: ReportSubject; readonly nonce: string }>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly session: Session,
    private readonly judge: Judge,
  ) {
    this.subscription = judge.onDidForget(() => this.refresh());
  }

  /** Opens the report of a row, or brings it to the front. */
  async show(row: CapturedInspection): Promise<void> {
    const open = [...this.pages].find(([, { subject }]) => subject.id === row.id)?.[0];
    if (open) {
      open.reveal();
      return;
    }
    const subject = { id: row.id, label: inspectionLabel(row), capture: row.capture };
    const panel = vscode.window.createWebviewPanel(
      panelType,
      vscode.l10n.t('Report on {0}', subject.label),
      vscode.ViewColumn.Active,
      { ...webviewOptions, enableFindWidget: true },
    );
    await this.fill(panel, subject);
  }

  /** Shows a report in a panel that somebody else made, until that is closed. */
  async fill(panel: vscode.WebviewPanel, subject: ReportSubject): Promise<void> {
    const page = this.pages.get(panel);
    if (page) {
      page.subject = subject;
    } else {
      panel.webview.options = webviewOptions;
      this.pages.set(panel, { subject, nonce: crypto.randomUUID() });
      panel.onDidDispose(() => this.pages.delete(panel));
    }
    await this.render(panel);
  }

  /** Says in a panel why it shows no report. */
  explain(panel: vscode.WebviewPanel, title: string, message: string): void {
    this.pages.delete(panel);
    panel.webview.options = webviewOptions;
    panel.webview.html = messageHtml(title, message, { nonce: crypto.randomUUID() });
  }

  /** The subject of the page in front. */
  get active(): ReportSubject | undefined {
    return [...this.pages].find(([panel]) => panel.active)?.[1].subject;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private refresh(): void {
    for (const [panel, page] of this.pages) {
      const row = page.subject.id === undefined ? undefined : this.session.find(page.subject.id);
      if (row && isCaptured(row)) {
        page.subject = { ...page.subject, capture: row.capture };
      }
      void this.render(panel);
    }
  }

  private async render(panel: vscode.WebviewPanel): Promise<void> {
    const page = this.pages.get(panel);
    if (!page) {
      return;
    }
    const { subject, nonce } = page;
    const { captureHtml } = await import('../../report/html.js');
    const html = captureHtml(subject.label, subject.capture, await this.judge.analyze(subject.capture), { nonce });
    // Meanwhile the panel may have been closed or given something else. The same text again would lose the place that
    // the reader has scrolled to.
    if (this.pages.get(panel)?.subject === subject && panel.webview.html !== html) {
      panel.webview.html = html;
    }
  }
}
