// The command line's text: the verdict first, then what was presented, then the path with its gap, then what to do.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, Link } from '../chain/analyze.js';
import type { Capture, CaptureFailure, Presented } from '../chain/capture.js';
import type { Finding } from '../finding.js';
import { printable } from '../text/printable.js';
import {
  bySeverity,
  countText,
  dateText,
  findingsOf,
  findingTitle,
  headline,
  isGap,
  missingName,
  offeredAt,
  orderedVerdicts,
  type PathStep,
  pathSteps,
  sessionText,
  shortName,
  verdictText,
} from './summary.js';

/** How text is written: ANSI colours only on a terminal; `width` in columns wraps messages, absent never does. */
export interface TextStyle {
  readonly color: boolean;
  readonly width?: number;
}

const ansi = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
type Ink = keyof typeof ansi;

const severityInk = { error: 'red', warning: 'yellow', information: 'dim' } as const;
const stateInk = { good: 'green', bad: 'red', unknown: 'yellow' } as const;

/** A capture and its judgement. `target` is what the user named: `mail.contoso.com:25`, a file. Ends with a line end. */
export function captureText(target: string, capture: Capture, analysis: ChainAnalysis, style: TextStyle): string {
  const { state, text } = headline(analysis);
  const session = printable(sessionText(capture));
  return lines(
    paint(printable(target), 'bold', style),
    paint(text, stateInk[state], style),
    ...(session === '' ? [] : [paint(session, 'dim', style)]),
    '',
    ...presentedLines(capture, analysis, style),
    ...pathLines(capture, analysis, style),
    ...trustLines(analysis),
    ...findingLines(analysis.findings, style, certificateText),
  );
}

/** Why nothing could be captured. Ends with a line end. */
export function failureText(target: string, failure: CaptureFailure, style: TextStyle): string {
  const shown = failure.transcript.slice(-12);
  return lines(
    paint(printable(target), 'bold', style),
    paint(l10n.t('Not inspected ({0}, {1})', failure.stage, failure.code), 'yellow', style),
    ...wrap(printable(failure.message), style, ''),
    ...(shown.length === 0 ? [] : ['', l10n.t('Last lines of the dialogue')]),
    ...shown.map((line) => paint(`  ${line.from === 'server' ? '<' : '>'} ${printable(line.text, 200)}`, 'dim', style)),
  );
}

/** Findings in a document, each with its place as editors count: from 1. Ends with a line end. */
export function findingsText(file: string, findings: readonly Finding[], style: TextStyle): string {
  const name = printable(file);
  if (findings.length === 0) {
    return lines(paint(name, 'bold', style), paint(l10n.t('Nothing found'), 'green', style));
  }
  const place = ({ range }: Finding) =>
    range ? `${name}:${range.start.line + 1}:${range.start.character + 1}` : undefined;
  return lines(
    paint(name, 'bold', style),
    paint(countText(findings), findings.some(({ severity }) => severity === 'error') ? 'red' : 'yellow', style),
    ...findingLines(findings, style, place),
  );
}

function presentedLines({ presented }: Capture, analysis: ChainAnalysis, style: TextStyle): readonly string[] {
  const title =
    presented.length === 1
      ? l10n.t('Presented: 1 certificate')
      : l10n.t('Presented: {0} certificates', presented.length);
  const names = presented.map((entry) =>
    entry.certificate ? printable(shortName(entry.certificate), 60) : l10n.t('(unreadable)'),
  );
  const column = Math.max(0, ...names.map((each) => each.length));
  const number = String(presented.length).length;
  const entries = presented.flatMap((entry, index) => {
    const remarks = findingsOf(index, entry, analysis.findings).map(({ code, severity }) =>
      paint(`[${findingTitle(code)}]`, severityInk[severity], style),
    );
    const place = `  ${String(index + 1).padStart(number)}  `;
    return [
      [
        `${place}${(names[index] ?? '').padEnd(column)}  ${entryText(entry, analysis.links[index])}`,
        ...new Set(remarks),
      ].join(' '),
      ...detailLines(entry).map((line) => paint(' '.repeat(place.length) + line, 'dim', style)),
    ];
  });
  return [paint(title, 'bold', style), ...entries, ''];
}

function entryText({ certificate, problem }: Presented, link: Link | undefined): string {
  if (!certificate) {
    return printable(problem, 200);
  }
  const until = l10n.t('until {0}', dateText(certificate.notAfter));
  return link ? `${roleText(link)}, ${until}` : until;
}

function detailLines({ certificate }: Presented): readonly string[] {
  if (!certificate) {
    return [];
  }
  const { keyType, issuer, thumbprint } = certificate;
  const issuedBy = certificate.selfIssued
    ? l10n.t('issued by itself')
    : l10n.t('issued by {0}', printable(issuer.commonName ?? issuer.text, 60));
  return [[keyType.label, issuedBy, l10n.t('thumbprint {0}', thumbprint)].join(', ')];
}

/** The part that a presented certificate plays. */
export function roleText({ role }: Link): string {
  switch (role) {
    case 'leaf':
      return l10n.t('leaf');
    case 'intermediate':
      return l10n.t('intermediate');
    case 'root':
      return l10n.t('root');
    default:
      return l10n.t('unreadable');
  }
}

function pathLines({ presented }: Capture, analysis: ChainAnalysis, style: TextStyle): readonly string[] {
  const steps = pathSteps(analysis, presented);
  if (steps.length === 0) {
    return [];
  }
  const names = steps.map((step) => stepName(step));
  const column = Math.max(...names.map((each) => each.length));
  const completable = steps.some(isGap) && analysis.paths.length > 0;
  return [
    paint(l10n.t('Path'), 'bold', style),
    ...steps.map((step, at) => {
      const name = (names[at] ?? '').padEnd(column);
      const line = `${at === 0 ? '   ' : '  ^'} ${name}  ${stepText(step, analysis)}`;
      return isGap(step) ? paint(line, 'red', style) : line;
    }),
    ...(completable
      ? wrap(
          l10n.t('This computer can complete the path. The other side cannot: it has only what is sent.'),
          style,
          '  ',
        )
      : []),
    '',
  ];
}

function stepName(step: PathStep): string {
  return printable(step.kind === 'certificate' ? shortName(step.certificate) : missingName(step.missing), 60);
}

/** Where a step of the path comes from, or that it does not come at all. */
function stepText(step: PathStep, analysis: ChainAnalysis): string {
  const place = placeText(step, analysis);
  if (step.kind === 'missing') {
    return place;
  }
  const trusting = orderedVerdicts(analysis).filter(
    ({ verdict, root }) => verdict === 'trusted' && root?.sha256 === step.certificate.sha256,
  );
  const labels = trusting.map(({ label }) => printable(label, 60)).join(', ');
  return labels === '' ? place : `${place}, ${l10n.t('trusted by {0}', labels)}`;
}

function placeText(step: PathStep, analysis: ChainAnalysis): string {
  if (isGap(step)) {
    const url = offeredAt(step, analysis);
    return url === undefined ? l10n.t('NOT SENT') : l10n.t('NOT SENT, offered at {0}', printable(url, 200));
  }
  return step.kind === 'certificate' && step.index !== undefined
    ? l10n.t('presented as {0}', step.index + 1)
    : l10n.t('the other side has its own copy');
}

function trustLines(analysis: ChainAnalysis): readonly string[] {
  const verdicts = orderedVerdicts(analysis).map((each) => `${printable(each.label, 60)}: ${verdictText(each)}`);
  return verdicts.length === 0 ? [] : [l10n.t('The root for {0}', verdicts.join(', '))];
}

function findingLines(
  findings: readonly Finding[],
  style: TextStyle,
  place: (finding: Finding) => string | undefined,
): readonly string[] {
  return bySeverity(findings).flatMap((each) => {
    const where = place(each);
    const heading = `${paint(severityText(each), severityInk[each.severity], style)}  ${each.code}`;
    return [
      '',
      where === undefined ? heading : `${heading}  ${paint(where, 'dim', style)}`,
      ...wrap(printable(each.message), style, '  '),
      ...(each.fixes ?? []).flatMap((fix) => wrap(l10n.t('Quick fix: {0}', printable(fix.title)), style, '  ')),
    ];
  });
}

function certificateText({ index }: Finding): string | undefined {
  return index === undefined ? undefined : l10n.t('certificate {0}', index + 1);
}

/** A severity in words. */
export function severityText({ severity }: Finding): string {
  switch (severity) {
    case 'error':
      return l10n.t('error');
    case 'warning':
      return l10n.t('warning');
    default:
      return l10n.t('hint');
  }
}

function paint(text: string, ink: Ink, { color }: TextStyle): string {
  return color ? `\u001b[${ansi[ink]}m${text}\u001b[0m` : text;
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** Breaks a message between words; without a width it stays one line, which programs find easier to search. */
function wrap(text: string, { width }: TextStyle, indent: string): readonly string[] {
  if (width === undefined) {
    return [indent + text];
  }
  const room = Math.max(20, width - indent.length);
  const wrapped: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      wrapped.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...wrapped, indent + line];
}
