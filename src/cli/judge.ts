import * as l10n from '@vscode/l10n';
import type { ChainAnalysis } from '../chain/analyze.js';
import type { Capture } from '../chain/capture.js';
import type { Fetched } from '../net/aia.js';
import { type Fetching, type Judged, judgeCapture } from '../net/judgement.js';
import { loadTrustStore } from '../net/trustStores.js';
import { printable } from '../text/printable.js';
import type { TrustStore } from '../x509/trust.js';
import type { Arguments } from './arguments.js';
import { type Io, UsageError } from './io.js';

interface Options {
  readonly stores: readonly TrustStore[];
  readonly expectedNames: readonly string[];
  readonly at: Date | undefined;
  /** Absent with `--no-aia`. */
  readonly fetch: Fetching | undefined;
}

/** Judges captures by the options of one call: trust stores are read once, an issuer's address is asked once. */
export class Judge {
  private readonly judged: Judged = new Map();

  private constructor(
    private readonly options: Options,
    private readonly io: Io,
  ) {}

  /** Reads the judging options; a store that was named and cannot be read is a `UsageError`. */
  static async create(args: Arguments, io: Io): Promise<Judge> {
    const at = dateOption(args);
    const named = args.texts('trust');
    const names = named.length > 0 ? named : ['mozilla', 'system', 'microsoft'];
    const stores = await Promise.all(names.map((name) => loadTrustStore(name)));
    const unreadable = named.length > 0 ? stores.find((store) => store.unavailable !== undefined) : undefined;
    if (unreadable) {
      throw new UsageError(unreadable.unavailable ?? unreadable.id);
    }
    const fetch = args.flag('no-aia')
      ? undefined
      : {
          allowPrivate: args.flag('aia-allow-private'),
          signal: io.signal,
          downloads: new Map<string, Promise<Fetched>>(),
        };
    return new Judge({ stores, expectedNames: args.texts('expect'), at, fetch }, io);
  }

  /** The judgement on one capture. Addresses that gave nothing are named on standard error. */
  async judge(capture: Capture): Promise<ChainAnalysis> {
    const { stores, expectedNames, at, fetch } = this.options;
    const { analysis, attempts } = await judgeCapture(
      capture,
      { expectedNames, trustStores: stores, available: [], now: at ?? this.io.now() },
      fetch,
      this.judged,
    );
    for (const { url, outcome, reason } of attempts) {
      if (outcome !== 'fetched') {
        this.io.stderr.write(`${printable(l10n.t('No issuer from {0}: {1}', url, reason))}\n`);
      }
    }
    return analysis;
  }
}

function dateOption(args: Arguments): Date | undefined {
  const text = args.text('at');
  if (text === undefined) {
    return undefined;
  }
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime())) {
    throw new UsageError(l10n.t('--at takes a date such as 2026-12-31 or 2026-12-31T08:00:00Z, not "{0}".', text));
  }
  return date;
}
