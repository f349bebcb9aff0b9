// From what was read and what was seen to what it means: the likeliest cause first, each with why and what to do.
import * as l10n from '@vscode/l10n';
import { type Cause, cause, type Likelihood } from './causes/cause.js';
import { chainCauses } from './causes/chainCauses.js';
import { type CauseQuestion, Clues } from './causes/clues.js';
import { connectorCauses } from './causes/connectorCauses.js';
import { replyCauses } from './causes/replyCauses.js';
import { causeCodes } from './causes/texts.js';

export type { Cause, CauseAction, Likelihood } from './causes/cause.js';
export type { CauseQuestion, JudgedCapture } from './causes/clues.js';
export type { CauseCode } from './causes/texts.js';

const weights: Readonly<Record<Likelihood, number>> = { certain: 0, likely: 1, possible: 2 };

/** What may always be behind a refusal, where nothing else is known. */
function usualCauses(clues: Clues): readonly Cause[] {
  const [evidence] = clues.refusals;
  if (evidence === undefined) {
    return [];
  }
  // What was seen says more than what is usual.
  const isSeen = clues.own.some(
    (each) => clues.showsChain(each) && (clues.isConclusive(each) || each.analysis.complete === true),
  );
  const usual = clues.refusals.some((each) => each.code === 'evidence.tenant-attribution')
    ? l10n.t(
        'The most frequent cause: the server sends its certificate without the intermediates, which Exchange Online does not fetch.',
      )
    : l10n.t(
        'If a connector knows the server by its certificate: without the intermediates, which Exchange Online does not fetch, it cannot.',
      );
  const chain = isSeen
    ? []
    : [cause(clues.sendsFile ? 'cause.leaf-only-file' : 'cause.intermediate-missing', 'possible', usual, { evidence })];
  const connectors =
    clues.inbound.length > 0
      ? []
      : [
          cause(
            'cause.name-not-covered',
            'possible',
            l10n.t('After a renewal the certificate may carry another name than the inbound connector expects.'),
            { evidence },
          ),
          cause(
            'cause.source-address',
            'possible',
            l10n.t('If the connector knows the server by its address, that may have changed.'),
            { evidence },
          ),
        ];
  return [...chain, ...connectors];
}

/** The causes of what is asked about, the likeliest first; one a code. Empty when there is nothing to explain. */
export function rankCauses(question: CauseQuestion): readonly Cause[] {
  const clues = new Clues(question);
  const best = new Map<string, Cause>();
  // What a reply states of itself explains no other refusal of the same log.
  const found = [...chainCauses(clues), ...connectorCauses(clues)];
  const usual = found.some((each) => each.likelihood === 'certain') ? [] : usualCauses(clues);
  for (const each of [...replyCauses(clues), ...found, ...usual]) {
    const known = best.get(each.code);
    if (known === undefined || weights[each.likelihood] < weights[known.likelihood]) {
      best.set(each.code, each);
    }
  }
  return [...best.values()].sort(
    (a, b) => weights[a.likelihood] - weights[b.likelihood] || causeCodes.indexOf(a.code) - causeCodes.indexOf(b.code),
  );
}

/** Whether the sender's certificate chain is behind it: known to be, known not to be, or not known. */
export interface ChainVerdict {
  readonly fault: boolean | null;
  /** A sentence. */
  readonly message: string;
}

// The other side's chain, and none that was sent.
const besideChain: ReadonlySet<string> = new Set(['cause.remote-chain', 'cause.no-tls']);

/** What is known of the sender's chain. */
export function chainVerdict(question: CauseQuestion): ChainVerdict {
  const clues = new Clues(question);
  const causes = chainCauses(clues);
  if (causes.some((each) => each.likelihood === 'certain')) {
    return { fault: true, message: l10n.t('What the server sends is at fault.') };
  }
  if (question.evidence.length > 0 && question.evidence.every((each) => each.code === 'evidence.other-status')) {
    return {
      fault: null,
      message: l10n.t('The error is none that is known here: read what the refusing server says.'),
    };
  }
  if (clues.isElsewhere) {
    return { fault: false, message: l10n.t('The chain that your server sends is not the cause.') };
  }
  if (clues.cleared !== undefined) {
    return {
      fault: false,
      message: l10n.t('The chain that your server sends is whole: look at names, connectors and addresses.'),
    };
  }
  if (clues.isInbound) {
    return {
      fault: null,
      message: l10n.t('Exchange Online rejects what your server presents when it receives mail: inspect that server.'),
    };
  }
  // A server may send another chain than it shows to those who call.
  const isLikely = causes.some((each) => each.likelihood === 'likely' && !besideChain.has(each.code));
  return {
    fault: null,
    message: isLikely
      ? l10n.t('What the server sends is likely at fault: do what is next, or wait for its connection to be sure.')
      : l10n.t('Whether the chain is the cause is not known yet: inspect the server, or wait for its connection.'),
  };
}
