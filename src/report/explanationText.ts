// The explanation for a terminal or a file.
import * as l10n from '@vscode/l10n';
import type { Cause, Likelihood } from '../evidence/causes.js';
import type { Evidence, EvidenceDocument } from '../evidence/evidence.js';
import { printable } from '../text/printable.js';
import {
  circumstances,
  type Explanation,
  evidenceExcerpt,
  likelihoodText,
  sessionExcerpt,
  sessionParts,
  sessionsTitle,
  verdictText,
} from './explanation.js';
import { type Ink, lines, paint, severityInk, type TextStyle, wrap } from './textStyle.js';

const likelihoodInk: Readonly<Record<Likelihood, Ink>> = { certain: 'red', likely: 'yellow', possible: 'dim' };

/** The explanation as text. Ends with a line end. */
export function explanationText(explanation: Explanation, style: TextStyle): string {
  const { name, document, causes } = explanation;
  const { items, more } = evidenceExcerpt(document);
  return lines(
    paint(printable(name), 'bold', style),
    paint(printable(verdictText(explanation)), 'bold', style),
    ...items.flatMap((each) => evidenceLines(each, style)),
    ...(more === undefined ? [] : ['', more]),
    ...causes.flatMap((each, index) => causeLines(each, index, style)),
    ...sessionLines(document, style),
    ...document.problems.flatMap(({ message, range, severity }) => [
      '',
      paint(placed(range?.start.line, printable(message)), severityInk[severity], style),
    ]),
  );
}

function evidenceLines(evidence: Evidence, style: TextStyle): readonly string[] {
  const { range, summary, reply } = evidence;
  return [
    '',
    placed(range.start.line, printable(circumstances(evidence), 200)),
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

function sessionLines(document: EvidenceDocument, style: TextStyle): readonly string[] {
  const { items, more } = sessionExcerpt(document);
  if (items.length === 0) {
    return [];
  }
  return [
    '',
    paint(sessionsTitle(), 'bold', style),
    ...items.map((each) => {
      const parts = sessionParts(each).map((part) => printable(part, 120));
      return `  ${String(each.sessions).padStart(7)}  ${parts.join('  ')}`;
    }),
    ...(more === undefined ? [] : [`  ${more}`]),
  ];
}
