// The report as Markdown, for a ticket: readable as plain text too, with the picture drawn in characters.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, MissingIssuer } from '../chain/analyze.js';
import type { Capture, Presented } from '../chain/capture.js';
import type { Finding } from '../finding.js';
import { codeBlock, codeSpan, escapeMarkdown } from '../text/markdown.js';
import { fit, maximumDrawn, pictureRows } from './layout.js';
import { completableText, isGap, missingName, pathSteps, probablyRootText, stepName, stepText } from './path.js';
import {
  bySeverity,
  certificateFacts,
  countText,
  entryName,
  entryText,
  findingTitle,
  headline,
  momentText,
  orderTitle,
  presentedTitle,
  rootText,
  sessionText,
  severityText,
} from './summary.js';

/** A report on one capture. `target` is what the user named: `mail.contoso.com:25`, a file. Ends with a line end. */
export function captureMarkdown(target: string, capture: Capture, analysis: ChainAnalysis): string {
  const facts = [countText(analysis.findings), sessionText(capture), momentText(capture.capturedAt)];
  return `${[
    `# ${escapeMarkdown(target)}`,
    `**${escapeMarkdown(headline(analysis).text)}**`,
    escapeMarkdown(facts.filter((each) => each !== '').join(' · ')),
    codeBlock(pictureLines(capture, analysis)),
    ...findingParts(analysis.findings),
    ...missingParts(analysis.missing),
    ...pathParts(capture, analysis),
    ...presentedParts(capture, analysis),
    ...transcriptParts(capture),
  ].join('\n\n')}\n`;
}

const columns = 36;

/** Left what was sent, in wire order, right the path that it should form. */
function pictureLines(capture: Capture, analysis: ChainAnalysis): readonly string[] {
  const { presented } = capture;
  const rows = pictureRows(pathSteps(analysis, presented), presented).map(({ entry, step }) => {
    const sent = entry === undefined ? undefined : presented[entry];
    const gap = step !== undefined && isGap(step);
    const left = sent && entry !== undefined ? `${entry + 1} ${entryName(sent)}` : gap ? '- - - - - - -' : '';
    const right = step && (gap ? `[ ${stepName(step)} ] ${l10n.t('NOT SENT')}` : stepName(step));
    const origin = step?.kind === 'certificate' && step.index !== undefined ? ` (${step.index + 1})` : '';
    return `${padded(left)}  ${fit(right ?? '', columns * 2)}${origin}`.trimEnd();
  });
  const more = presented.length - maximumDrawn;
  return [
    `${padded(orderTitle(capture))}  ${l10n.t('Path that it should form')}`,
    '',
    ...rows,
    ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
  ];
}

function padded(text: string): string {
  return fit(text, columns).padEnd(columns);
}

function findingParts(findings: readonly Finding[]): readonly string[] {
  const title = `## ${l10n.t('What to do')}`;
  if (findings.length === 0) {
    return [title, l10n.t('Nothing: no fault was found.')];
  }
  return [
    title,
    ...bySeverity(findings).map((each) => {
      const heading = `- **${severityText(each)}: ${findingTitle(each.code)}** ${codeSpan(each.code)}  `;
      const related = (each.related ?? []).map(({ message }) => `  - ${escapeMarkdown(message)}`);
      return [heading, `  ${escapeMarkdown(each.message)}`, ...related].join('\n');
    }),
  ];
}

function missingParts(missing: readonly MissingIssuer[]): readonly string[] {
  if (missing.length === 0) {
    return [];
  }
  const facts = missing.map((each) => [
    `### ${escapeMarkdown(missingName(each))}`,
    factList([
      [l10n.t('Subject'), each.subject.text],
      [l10n.t('Key identifier'), each.authorityKeyId ?? ''],
      [l10n.t('Needed by'), each.neededBy.subject.text],
      [l10n.t('Remark'), probablyRootText(each) ?? ''],
      ...each.caIssuers.slice(0, maximumDrawn).map((url): Fact => [l10n.t('Offered at'), url]),
    ]),
  ]);
  return [`## ${l10n.t('Not sent')}`, ...facts.flat()];
}

function pathParts({ presented }: Capture, analysis: ChainAnalysis): readonly string[] {
  const steps = pathSteps(analysis, presented);
  if (steps.length === 0) {
    return [];
  }
  const lines = steps.map((step, at) => {
    const text = `${codeSpan(stepName(step))}, ${escapeMarkdown(stepText(step, analysis))}`;
    return `${at + 1}. ${isGap(step) ? `**${text}**` : text}`;
  });
  const completable = completableText(steps, analysis);
  const root = rootText(analysis);
  return [
    `## ${l10n.t('Path')}`,
    lines.join('\n'),
    ...(completable === undefined ? [] : [completable]),
    ...(root === undefined ? [] : [escapeMarkdown(root)]),
  ];
}

function presentedParts({ presented }: Capture, analysis: ChainAnalysis): readonly string[] {
  const more = presented.length - maximumDrawn;
  const item = (entry: Presented, index: number) => [
    `### ${index + 1}\\. ${escapeMarkdown(entryName(entry))}`,
    escapeMarkdown(entryText(entry, analysis.links[index])),
    ...(entry.certificate ? [factList(certificateFacts(entry.certificate))] : []),
  ];
  return [
    `## ${presentedTitle(presented)}`,
    ...presented.slice(0, maximumDrawn).flatMap(item),
    ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
  ];
}

type Fact = readonly [label: string, value: string];

function factList(facts: readonly Fact[]): string {
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `- ${label}: ${codeSpan(value)}`)
    .join('\n');
}

function transcriptParts({ transcript }: Capture): readonly string[] {
  if (transcript.length === 0) {
    return [];
  }
  const lines = transcript.map(({ from, text }) => `${from === 'server' ? 'S' : 'C'}: ${text}`);
  return [`## ${l10n.t('Dialogue')}`, codeBlock(lines), l10n.t('S is the server, C the client.')];
}
