// From a bounce, log or event to its causes: what was read first, then why, the likeliest first, each with the next step.
import * as l10n from '@vscode/l10n';
import type { Cause, Likelihood } from '../evidence/causes.js';
import type { Evidence, EvidenceDocument, SessionCount } from '../evidence/evidence.js';
import { printable } from '../text/printable.js';
import { type Ink, lines, paint, severityInk, type TextStyle, wrap } from './textStyle.js';

/** What is known of one document. */
export interface Explanation {
  /** The file's name, as the user wrote it. */
  readonly file: string;
  readonly document: EvidenceDocument;
  readonly causes: readonly Cause[];
  /** Whether the chain is behind it, in a sentence. */
  readonly verdict: string;
}

// A log may hold thousands of refusals of one kind; the first ones show what they are like.
const shownEvidence = 10;
const shownSessions = 10;

const likelihoodInk: Readonly<Record<Likelihood, Ink>> = { certain: 'red', likely: 'yellow', possible: 'dim' };

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

/** The explanation as text. Ends with a line end. */
export function explanationText({ file, document, causes, verdict }: Explanation, style: TextStyle): string {
  const { evidence, sessions = [], problems, omitted } = document;
  const hidden = Math.max(0, evidence.length - shownEvidence) + omitted;
  return lines(
    paint(printable(file), 'bold', style),
    paint(printable(evidence.length > 0 ? verdict : l10n.t('No refusal and no fault was found in it.')), 'bold', style),
    ...evidence.slice(0, shownEvidence).flatMap((each) => evidenceLines(each, style)),
    ...(hidden > 0 ? ['', l10n.t('… and {0} more like these', hidden)] : []),
    ...causes.flatMap((each, index) => causeLines(each, index, style)),
    ...sessionLines(sessions, style),
    ...problems.flatMap(({ message, range, severity }) => [
      '',
      paint(placed(range?.start.line, printable(message)), severityInk[severity], style),
    ]),
  );
}

function evidenceLines({ range, summary, at, peer, reply }: Evidence, style: TextStyle): readonly string[] {
  const circumstances = [at, peer].filter((each) => each !== undefined).join(', ');
  return [
    '',
    placed(range.start.line, circumstances === '' ? '' : printable(circumstances, 200)),
    ...wrap(printable(summary), style, '  '),
    ...(reply === undefined ? [] : [paint(`  < ${printable(reply, 300)}`, 'dim', style)]),
  ];
}

function placed(line: number | undefined, text: string): string {
  return line === undefined ? text : l10n.t('line {0}  {1}', line + 1, text).trimEnd();
}

function causeLines(cause: Cause, index: number, style: TextStyle): readonly string[] {
  const heading = `${index + 1}  ${paint(likelihoodText(cause.likelihood), likelihoodInk[cause.likelihood], style)}  ${cause.code}`;
  return [
    '',
    heading,
    ...wrap(printable(cause.explanation), style, '   '),
    ...(cause.confirm === undefined ? [] : wrap(l10n.t('To confirm: {0}', printable(cause.confirm)), style, '   ')),
    ...wrap(l10n.t('Next: {0}', printable(cause.next)), style, '   '),
  ];
}

function sessionLines(sessions: readonly SessionCount[], style: TextStyle): readonly string[] {
  if (sessions.length === 0) {
    return [];
  }
  const hidden = sessions.length - shownSessions;
  return [
    '',
    paint(l10n.t('Sessions by connector, remote host and certificate'), 'bold', style),
    ...sessions.slice(0, shownSessions).map(({ connector, remote, certificate, sessions: count, codes }) => {
      const refusals = Array.from(codes, ([code, times]) => `${code} ×${times}`).join(', ');
      const parts = [connector, remote, certificate?.thumbprint || certificate?.subject || '', refusals];
      return `  ${String(count).padStart(7)}  ${parts
        .filter((each) => each !== '')
        .map((each) => printable(each, 120))
        .join('  ')}`;
    }),
    ...(hidden > 0 ? [`  ${l10n.t('… and {0} more', hidden)}`] : []),
  ];
}
