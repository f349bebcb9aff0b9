// From a bounce, log or event to its causes: what every form of the explanation says.
import * as l10n from '@vscode/l10n';
import type { Cause, ChainVerdict, Likelihood } from '../evidence/causes.js';
import type { Evidence, EvidenceDocument, SessionCount } from '../evidence/evidence.js';

/** What is known of one document. */
export interface Explanation {
  /** What was read, as the user knows it: a file's name. */
  readonly name: string;
  readonly document: EvidenceDocument;
  readonly causes: readonly Cause[];
  /** Whether the chain is behind it. */
  readonly verdict: ChainVerdict;
}

// A log may hold thousands of refusals of one kind; the first ones show what they are like.
const shownEvidence = 10;
const shownSessions = 10;

/** How sure a cause is, for people. */
export function likelihoodText(likelihood: Likelihood): string {
  switch (likelihood) {
    case 'certain':
      return l10n.t('certain');
    case 'likely':
      return l10n.t('likely');
    case 'possible':
      return l10n.t('possible');
  }
}

/** Whether the chain is behind it, in a sentence that stands before everything else. */
export function verdictText({ document, verdict }: Explanation): string {
  if (document.evidence.length > 0) {
    return verdict.message;
  }
  if (document.kind === 'ndr') {
    return l10n.t('This is a bounce, but no error that is known here: read in it what the refusing server says.');
  }
  if (hasOthers(document)) {
    return l10n.t('No error that is known here was found in it; errors of other kinds were counted.');
  }
  return isClear(document)
    ? l10n.t('No refusal and no fault was found in it.')
    : l10n.t('No refusal and no fault was found in what could be read of it.');
}

/** Whether everything was read and nothing was found; a bounce is a refusal, known or not. */
export function isClear(document: EvidenceDocument): boolean {
  const { evidence, kind, problems } = document;
  return evidence.length === 0 && kind !== 'ndr' && problems.length === 0 && !hasOthers(document);
}

/** Whether a log tells of errors that were counted only. */
function hasOthers({ sessions = [] }: EvidenceDocument): boolean {
  return sessions.some(({ codes }) => codes.size > 0);
}

/** The first items of a list, and a sentence on how many more there are. */
export interface Excerpt<T> {
  readonly items: readonly T[];
  readonly more?: string;
}

/** The first pieces of evidence; those that were only counted are among the rest. */
export function evidenceExcerpt({ evidence, omitted }: EvidenceDocument): Excerpt<Evidence> {
  const hidden = Math.max(0, evidence.length - shownEvidence) + omitted;
  const items = evidence.slice(0, shownEvidence);
  return hidden > 0 ? { items, more: l10n.t('… and {0} more like these', hidden) } : { items };
}

/** The sessions of a log that were refused most. */
export function sessionExcerpt({ sessions = [] }: EvidenceDocument): Excerpt<SessionCount> {
  const hidden = sessions.length - shownSessions;
  const items = sessions.slice(0, shownSessions);
  return hidden > 0 ? { items, more: l10n.t('… and {0} more', hidden) } : { items };
}

/** The heading of the sessions. */
export function sessionsTitle(): string {
  return l10n.t('Sessions by connector, remote host and certificate');
}

/** Connector, remote host, certificate and refusals of a group of sessions, as far as they are known: hostile text. */
export function sessionParts({ connector, remote, certificate, codes }: SessionCount): readonly string[] {
  const refusals = Array.from(codes, ([code, times]) => `${code} ×${times}`).join(', ');
  return [connector, remote, certificate?.thumbprint || certificate?.subject || '', refusals].filter(
    (each) => each !== '',
  );
}

/** When it happened and with whom, as far as it is known: hostile text. */
export function circumstances({ at, peer }: Evidence): string {
  return [at, peer].filter((each) => each !== undefined).join(', ');
}
