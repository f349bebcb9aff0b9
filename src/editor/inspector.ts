import * as vscode from 'vscode';
import type { Capture, CaptureFailure } from '../chain/capture.js';
import type { ProbeTarget } from '../net/probe.js';
import { formatTarget } from '../net/target.js';
import { printable } from '../text/printable.js';
import type { ChainsView } from './chainsView.js';
import { targetId } from './inspections.js';
import type { Judge } from './judge.js';
import { requireTrust, showProblem } from './problem.js';
import type { Session } from './session.js';
import { readSettings } from './settings.js';

/** Contacts servers for the user: one attempt a server at a time, shown in the view, cancellable. */
export class Inspector implements vscode.Disposable {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly session: Session,
    private readonly view: ChainsView,
    private readonly judge: Judge,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Inspects a server and shows the outcome. Resolves when the row stands; a failure is told, not thrown. */
  async inspect(target: ProbeTarget): Promise<void> {
    const id = targetId(target);
    if (!(await requireTrust()) || this.running.has(id)) {
      return;
    }
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      await this.attempt(target, controller.signal);
    } finally {
      this.running.delete(id);
      this.session.settle(id);
    }
  }

  private async attempt(target: ProbeTarget, signal: AbortSignal): Promise<void> {
    this.session.begin(target);
    void this.view.reveal(targetId(target));
    const { probe } = await import('../net/probe.js');
    const started = Date.now();
    const result = await vscode.window.withProgress({ location: { viewId: 'chainmail.chains' } }, () =>
      probe(target, { timeout: readSettings().timeout, signal, now: () => new Date() }),
    );
    this.session.end(target, result, new Date());
    if (result.ok) {
      const { presented } = result.capture;
      this.log.info(`${formatTarget(target)}: ${presented.length} certificates in ${Date.now() - started} ms`);
      await this.view.reveal(targetId(target));
      if (readSettings().fetchMissingIntermediates) {
        await this.fetchMissing(result.capture, signal);
      }
    } else if (result.failure.code !== 'cancelled') {
      this.tell(target, result.failure);
    }
  }

  /** Fetches the issuers that were not sent and shows them. Resolves to what stood in the way, if nothing came of it. */
  async fetchMissing(capture: Capture, signal?: AbortSignal): Promise<string | undefined> {
    const attempts = await vscode.window.withProgress({ location: { viewId: 'chainmail.chains' } }, () =>
      this.judge.fetchMissing(capture, signal),
    );
    for (const { url, outcome, reason } of attempts) {
      this.log.info(printable(`${url}: ${outcome} ${reason}`));
    }
    this.view.refresh();
    return attempts.some(({ outcome }) => outcome === 'fetched') ? undefined : attempts[0]?.reason;
  }

  /** Ends the attempt of this row, if one is under way. */
  cancel(inspectionId: string): void {
    this.running.get(inspectionId)?.abort();
  }

  dispose(): void {
    for (const controller of this.running.values()) {
      controller.abort();
    }
  }

  private tell(target: ProbeTarget, failure: CaptureFailure): void {
    const name = formatTarget(target);
    this.log.error(`${name}: ${failure.stage}, ${failure.code}: ${printable(failure.message)}`);
    for (const { from, text } of failure.transcript) {
      this.log.info(`${from === 'server' ? '<' : '>'} ${printable(text)}`);
    }
    // Not awaited: the command has done its work, however long the notification stays.
    void showProblem(
      failure.message,
      { title: vscode.l10n.t('Try Again'), run: () => this.inspect(target) },
      { title: vscode.l10n.t('Show Log'), run: () => this.log.show() },
    );
  }
}
