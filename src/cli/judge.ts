import * as l10n from '@vscode/l10n';
import { analyzeChain, type ChainAnalysis } from '../chain/analyze.js';
import type { Capture } from '../chain/capture.js';
import { loadTrustStore } from '../net/trustStores.js';
import type { TrustStore } from '../x509/trust.js';
import type { Arguments } from './arguments.js';
import { type Io, UsageError } from './io.js';

/** Judges captures by the options of one call: the trust stores are read once. */
export class Judge {
  private constructor(
    private readonly stores: readonly TrustStore[],
    private readonly expectedNames: readonly string[],
    private readonly at: Date | undefined,
    private readonly io: Io,
  ) {}

  /** Reads `--trust`, `--expect` and `--at`; a store that was named and cannot be read is a `UsageError`. */
  static async create(args: Arguments, io: Io): Promise<Judge> {
    const at = dateOption(args);
    const named = args.texts('trust');
    const stores = await Promise.all(
      (named.length > 0 ? named : ['mozilla', 'system', 'microsoft']).map((name) => loadTrustStore(name)),
    );
    const unreadable = named.length > 0 ? stores.find((store) => store.unavailable !== undefined) : undefined;
    if (unreadable) {
      throw new UsageError(
        l10n.t('The trust store {0} cannot be read: {1}', unreadable.id, unreadable.unavailable ?? ''),
      );
    }
    return new Judge(stores, args.texts('expect'), at, io);
  }

  judge(capture: Capture): ChainAnalysis {
    return analyzeChain({
      presented: capture.presented,
      purpose: capture.origin.kind === 'client' ? 'clientAuth' : 'serverAuth',
      leafFirst: capture.origin.kind !== 'file',
      expectedNames: this.expectedNames,
      trustStores: this.stores,
      available: [],
      now: this.at ?? this.io.now(),
    });
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
