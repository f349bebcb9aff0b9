// The command line's text: the verdict first, then what was presented, then the path with its gap, then what to do.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis } from '../chain/analyze.js';
import type { Capture, CaptureFailure, Presented } from '../chain/capture.js';
import type { Finding } from '../finding.js';
import { printable } from '../text/printable.js';
import { completableText, isGap, pathSteps, stepName, stepText } from './path.js';
import {
  bySeverity,
  countText,
  entryName,
  entryText,
  findingsOf,
  findingTitle,
  headline,
  presentedTitle,
  rootText,
  sessionText,
  severityText,
} from './summary.js';
import { lines, paint, severityInk, type TextStyle, wrap } from './textStyle.js';

export type { TextStyle } from './textStyle.js';

const stateInk = { good: 'green', doubtful: 'yellow', bad: 'red', unknown: 'yellow' } as const;

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

/**
 * Findings in a document of so many connectors, each with its place as editors count: from 1. A listing of certificates
 * states no connector. Ends with a line end.
 */
export function findingsText(file: string, connectors: number, findings: readonly Finding[], style: TextStyle): string {
  const name = printable(file);
  if (findings.length === 0) {
    return lines(paint(name, 'bold', style), paint(clearText(connectors), connectors > 0 ? 'green' : 'dim', style));
  }
  const place = ({ range }: Finding) =>
    range ? `${name}:${range.start.line + 1}:${range.start.character + 1}` : undefined;
  return lines(
    paint(name, 'bold', style),
    paint(countText(findings), findings.some(({ severity }) => severity === 'error') ? 'red' : 'yellow', style),
    ...findingLines(findings, style, place),
  );
}

function clearText(connectors: number): string {
  switch (connectors) {
    case 0:
      return l10n.t('Certificates, and no connector to judge: name the file of the connectors as well');
    case 1:
      return l10n.t('Nothing wrong found in 1 connector');
    default:
      return l10n.t('Nothing wrong found in {0} connectors', connectors);
  }
}

function presentedLines({ presented }: Capture, analysis: ChainAnalysis, style: TextStyle): readonly string[] {
  const names = presented.map((entry) => printable(entryName(entry), 60));
  const column = Math.max(0, ...names.map((each) => each.length));
  const number = String(presented.length).length;
  const entries = presented.flatMap((entry, index) => {
    const remarks = findingsOf(index, entry, analysis.findings).map(({ code, severity }) =>
      paint(`[${findingTitle(code)}]`, severityInk[severity], style),
    );
    const place = `  ${String(index + 1).padStart(number)}  `;
    return [
      [
        `${place}${(names[index] ?? '').padEnd(column)}  ${printable(entryText(entry, analysis.links[index]), 300)}`,
        ...new Set(remarks),
      ].join(' '),
      ...detailLines(entry).map((line) => paint(' '.repeat(place.length) + line, 'dim', style)),
    ];
  });
  return [paint(presentedTitle(presented), 'bold', style), ...entries, ''];
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

function pathLines({ presented }: Capture, analysis: ChainAnalysis, style: TextStyle): readonly string[] {
  const steps = pathSteps(analysis, presented);
  if (steps.length === 0) {
    return [];
  }
  const names = steps.map((step) => printable(stepName(step), 60));
  const column = Math.max(...names.map((each) => each.length));
  const completable = completableText(steps, analysis);
  return [
    paint(l10n.t('Path'), 'bold', style),
    ...steps.map((step, at) => {
      const name = (names[at] ?? '').padEnd(column);
      const line = `${at === 0 ? '   ' : '  ^'} ${name}  ${printable(stepText(step, analysis), 300)}`;
      return isGap(step) ? paint(line, 'red', style) : line;
    }),
    ...(completable === undefined ? [] : wrap(completable, style, '  ')),
    '',
  ];
}

function trustLines(analysis: ChainAnalysis): readonly string[] {
  const text = rootText(analysis);
  return text === undefined ? [] : [printable(text)];
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
