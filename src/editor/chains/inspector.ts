import * as vscode from 'vscode';
import type { Capture, CaptureFailure, CaptureResult } from '../../chain/capture.js';
import type { ProbeOptions } from '../../net/probe.js';
import { formatTarget } from '../../net/target.js';
import { printable } from '../../text/printable.js';
import { requireTrust, showProblem } from '../problem.js';
import { readSettings } from '../settings.js';
import type { ChainsView } from './chainsView.js';
import { type InspectionTarget, rowsOf, targetId } from './inspections.js';
import type { Judge } from './judge.js';
import type { Session } from './session.js';

/** Contacts servers for the user: one attempt a server at a time, shown in the view, cancellable. */
export class Inspector implements vscode.Disposable {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly session: Session,
    private readonly view: ChainsView,
    private readonly judge: Judge,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Inspects a server and shows the outcome. Resolves when its rows stand, to what came of it, empty where an attempt is
   * under way already; a failure is told, not thrown, unless the caller tells it. `first` brings the row to the top.
   */
  async inspect(target: InspectionTarget, { quiet = false, first = false } = {}): Promise<readonly CaptureResult[]> {
    const id = targetId(target);
    if (!(await requireTrust()) || this.running.has(id)) {
      return [];
    }
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      this.session.begin(target, { first });
      const results = await this.attempt(target, controller.signal);
      const failures = results.flatMap((each) => (each.ok || each.failure.code === 'cancelled' ? [] : [each.failure]));
      for (const failure of failures) {
        this.record(target, failure);
      }
      if (failures[0] && !quiet) {
        this.tell(target, failures[0]);
      }
      return results;
    } finally {
      this.running.delete(id);
      this.session.settle(id);
    }
  }

  private async attempt(target: InspectionTarget, signal: AbortSignal): Promise<readonly CaptureResult[]> {
    void this.view.reveal(targetId(target));
    const started = Date.now();
    const results = await vscode.window.withProgress({ location: { viewId: 'chainmail.chains' } }, () =>
      contact(target, { timeout: readSettings().timeout, signal, now: () => new Date() }),
    );
    this.session.end(target, results, new Date());
    const captures = results.flatMap((each) => (each.ok ? [each.capture] : []));
    for (const { presented } of captures) {
      this.log.info(`${formatTarget(target)}: ${presented.length} certificates in ${Date.now() - started} ms`);
    }
    const [row] = captures.length > 0 ? rowsOf(this.session.inspections, target) : [];
    if (row) {
      await this.view.reveal(row.id);
    }
    for (const capture of readSettings().fetchMissingIntermediates ? captures : []) {
      await this.fetchMissing(capture, signal);
    }
    return results;
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

  private record(target: InspectionTarget, { stage, code, message, transcript }: CaptureFailure): void {
    this.log.error(`${formatTarget(target)}: ${stage}, ${code}: ${printable(message)}`);
    for (const { from, text } of transcript) {
      this.log.info(`${from === 'server' ? '<' : '>'} ${printable(text)}`);
    }
  }

  private tell(target: InspectionTarget, { message }: CaptureFailure): void {
    // Not awaited: the command has done its work, however long the notification stays.
    void showProblem(
      message,
      { title: vscode.l10n.t('Try Again'), run: () => this.inspect(target) },
      { title: vscode.l10n.t('Show Log'), run: () => this.log.show() },
    );
  }
}

/** Every address of the server, or the one that is asked for. */
async function contact(target: InspectionTarget, options: ProbeOptions): Promise<readonly CaptureResult[]> {
  const { address } = target;
  if (address === undefined) {
    const { probeAddresses } = await import('../../net/probeAddresses.js');
    return probeAddresses(target, options);
  }
  const { probe } = await import('../../net/probe.js');
  return [await probe(target, { ...options, lookup: async () => [address] })];
}
