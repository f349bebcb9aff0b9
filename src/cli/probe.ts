import { createReadStream } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { CaptureResult } from '../chain/capture.js';
import { analysisToJson, captureToJson } from '../chain/json.js';
import { hasErrors } from '../finding.js';
import { type FleetResult, probeFleet } from '../net/fleet.js';
import type { ProbeTarget } from '../net/probe.js';
import { formatTarget, smtpPort, type Target } from '../net/target.js';
import { captureText, failureText } from '../report/text.js';
import { printable } from '../text/printable.js';
import type { Arguments } from './arguments.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { Judge } from './judge.js';
import { JsonDocument, textStyle } from './output.js';
import { Progress } from './progress.js';
import { probeOptions, probingOptions, target } from './target.js';
import { Turns } from './turns.js';

const defaultConcurrency = 16;

/** What is inspected. The mail hosts of a domain are told in their order, whichever answers first. */
interface Inspected extends ProbeTarget {
  readonly place?: number;
  readonly turns?: Turns<FleetResult<Inspected>>;
}

/** `chainmail probe HOST[:PORT]…` */
export async function runProbe(args: Arguments, io: Io): Promise<number> {
  const named = args.positionals.map(target);
  if (named.length === 0 && args.texts('mx').length === 0 && args.text('from') === undefined) {
    throw new UsageError(l10n.t('Name a server: chainmail probe HOST[:PORT]…, --mx DOMAIN or --from FILE.'));
  }
  const run = new ProbeRun(args, io);
  const options = {
    ...probeOptions(args, io),
    concurrency: args.number('concurrency', defaultConcurrency, 1, 1000),
  };
  // Reading the trust stores and dialling wait for nothing of each other.
  const judge = Judge.create(args, io);
  judge.catch(() => undefined);
  try {
    for await (const completed of probeFleet(run.targets(named), options)) {
      const { turns, place = 0 } = completed.target;
      // Only those of the same domain wait: everything else is written as it completes.
      for (const { target, results } of turns?.take(place, completed) ?? [completed]) {
        for (const result of results) {
          await run.report(target, result, await judge);
        }
        run.finished();
      }
    }
    await judge;
  } catch (error) {
    run.breakOff();
    throw error;
  }
  return run.end();
}

/** One call: what it was asked for, and what has come of it so far. */
class ProbeRun {
  private readonly options: Omit<ProbeTarget, keyof Target>;
  private readonly json: JsonDocument | undefined;
  private readonly progress: Progress;
  private errors = false;
  private failures = false;
  private unreadable = false;

  constructor(
    private readonly args: Arguments,
    private readonly io: Io,
  ) {
    this.options = probingOptions(args);
    this.json = args.flag('json') ? new JsonDocument('probe', io.stdout) : undefined;
    this.progress = new Progress(io);
  }

  /** Every target, as it becomes known: lists and look-ups are read no faster than the servers are inspected. */
  async *targets(named: readonly Target[]): AsyncGenerator<Inspected> {
    for (const each of named) {
      yield this.next(each);
    }
    for (const domain of this.args.texts('mx')) {
      yield* this.mailHosts(domain);
    }
    const from = this.args.text('from');
    if (from !== undefined) {
      yield* this.listed(from);
    }
  }

  /** Writes one result in the form that was asked for. */
  async report(target: ProbeTarget, result: CaptureResult, judge: Judge): Promise<void> {
    const name = formatTarget(target);
    this.progress.clear();
    if (!result.ok) {
      this.failures = true;
      this.write(
        () => ({ target: name, ...result }),
        () => failureText(name, result.failure, textStyle(this.io)),
      );
    } else {
      const analysis = await judge.judge(result.capture);
      this.errors ||= hasErrors(analysis.findings);
      this.failures ||= analysis.complete === null;
      this.write(
        () => ({
          target: name,
          ok: true,
          capture: captureToJson(result.capture),
          analysis: analysisToJson(analysis),
        }),
        () => captureText(name, result.capture, analysis, textStyle(this.io)),
      );
    }
  }

  /** A target is told to its last address. */
  finished(): void {
    this.progress.done();
  }

  /** Ends the output where the run cannot go on. */
  breakOff(): void {
    this.progress.clear();
    this.json?.breakOff();
  }

  /** Ends the output; the exit status of the whole: what the user must correct first counts most. */
  end(): number {
    this.progress.clear();
    this.json?.end();
    if (!this.progress.any && !this.failures && !this.unreadable && !this.io.signal.aborted) {
      this.unreadable = true;
      this.problem(l10n.t('The list names no server, so that nothing was inspected.'));
    }
    if (this.io.signal.aborted) {
      this.failures = true;
      this.io.stderr.write(`${l10n.t('Cancelled: what was done until then is above.')}\n`);
    }
    if (this.unreadable) {
      return exitStatus.usage;
    }
    return this.errors ? exitStatus.errorFinding : this.failures ? exitStatus.undetermined : exitStatus.clean;
  }

  private next(target: Target): Inspected {
    this.progress.started();
    return { ...this.options, ...target };
  }

  private async *mailHosts(domain: string): AsyncGenerator<Inspected> {
    const { mailHosts, maximumMailHosts } = await import('../net/mx.js');
    const { timeout } = probeOptions(this.args, this.io);
    const found = await mailHosts(domain, { timeout, signal: this.io.signal });
    if (!found.ok) {
      this.failures = true;
      this.problem(found.reason);
      return;
    }
    if (found.hosts.length > maximumMailHosts) {
      this.problem(
        l10n.t('{0} has {1} mail hosts. The first {2} are inspected.', domain, found.hosts.length, maximumMailHosts),
      );
    }
    const turns = new Turns<FleetResult<Inspected>>();
    for (const [place, host] of found.hosts.slice(0, maximumMailHosts).entries()) {
      yield { ...this.next({ host, port: smtpPort }), place, turns };
    }
  }

  private async *listed(file: string): AsyncGenerator<ProbeTarget> {
    const { readTargetList } = await import('../net/targetList.js');
    const chunks = file === '-' ? this.io.stdin() : createReadStream(file);
    try {
      for await (const listed of readTargetList(chunks)) {
        // The rest may be half a line.
        if (this.io.signal.aborted) {
          return;
        }
        if (listed.ok) {
          yield this.next(listed.target);
        } else {
          this.unreadable ||= listed.problem === 'invalid';
          this.problem(l10n.t('{0}, line {1}: {2}', file, listed.line, listed.reason));
        }
      }
    } catch (error) {
      throw error instanceof Error && 'syscall' in error
        ? new UsageError(l10n.t('{0} cannot be read: {1}', file, error.message))
        : error;
    }
  }

  private problem(text: string): void {
    this.progress.clear();
    this.io.stderr.write(`${printable(text)}\n`);
  }

  private write(result: () => object, text: () => string): void {
    if (this.args.flag('ndjson')) {
      this.io.stdout.write(`${JSON.stringify(result())}\n`);
    } else if (this.json) {
      this.json.add(result());
    } else {
      this.io.stdout.write(`${text()}\n`);
    }
  }
}
