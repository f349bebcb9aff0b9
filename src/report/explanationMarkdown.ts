// The explanation as Markdown, for a ticket.
import * as l10n from '@vscode/l10n';
import type { Cause } from '../evidence/causes.js';
import type { Evidence, EvidenceDocument } from '../evidence/evidence.js';
import { codeSpan, escapeMarkdown } from '../text/markdown.js';
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

/** The explanation as Markdown. Ends with a line end. */
export function explanationMarkdown(explanation: Explanation): string {
  const { name, document, causes } = explanation;
  return `${[
    `# ${escapeMarkdown(name)}`,
    `**${escapeMarkdown(verdictText(explanation))}**`,
    ...evidenceParts(document),
    ...causeParts(causes),
    ...sessionParagraphs(document),
    ...problemParts(document),
  ].join('\n\n')}\n`;
}

function evidenceParts(document: EvidenceDocument): readonly string[] {
  const { items, more } = evidenceExcerpt(document);
  if (items.length === 0) {
    return [];
  }
  return [
    `## ${l10n.t('What was read')}`,
    items.map(evidenceItem).join('\n'),
    ...(more === undefined ? [] : [escapeMarkdown(more)]),
  ];
}

function evidenceItem(evidence: Evidence): string {
  const { range, summary, reply } = evidence;
  const place = [l10n.t('line {0}', range.start.line + 1), circumstances(evidence)].filter((each) => each !== '');
  return [
    `- ${escapeMarkdown(summary)}  `,
    `  ${escapeMarkdown(place.join(' · '))}${reply === undefined ? '' : '  '}`,
    ...(reply === undefined ? [] : [`  ${codeSpan(reply)}`]),
  ].join('\n');
}

function causeParts(causes: readonly Cause[]): readonly string[] {
  if (causes.length === 0) {
    return [];
  }
  return [`## ${l10n.t('Why, the likeliest cause first')}`, causes.map(causeItem).join('\n')];
}

function causeItem({ likelihood, explanation, confirm, next, code }: Cause, index: number): string {
  const number = `${index + 1}. `;
  const indent = ' '.repeat(number.length);
  const paragraphs = [
    `**${escapeMarkdown(likelihoodText(likelihood))}:** ${escapeMarkdown(explanation)} ${codeSpan(code)}`,
    escapeMarkdown(l10n.t('Next: {0}', next)),
    ...(confirm === undefined ? [] : [escapeMarkdown(l10n.t('To confirm: {0}', confirm))]),
  ];
  return number + paragraphs.join(`  \n${indent}`);
}

function sessionParagraphs(document: EvidenceDocument): readonly string[] {
  const { items, more } = sessionExcerpt(document);
  if (items.length === 0) {
    return [];
  }
  const lines = items.map((each) => `- ${each.sessions}: ${escapeMarkdown(sessionParts(each).join(' · '))}`);
  return [`## ${sessionsTitle()}`, lines.join('\n'), ...(more === undefined ? [] : [escapeMarkdown(more)])];
}

function problemParts({ problems }: EvidenceDocument): readonly string[] {
  if (problems.length === 0) {
    return [];
  }
  const lines = problems.map(({ message, range }) => {
    const place = range === undefined ? [] : [l10n.t('line {0}', range.start.line + 1)];
    return `- ${[...place, message].map(escapeMarkdown).join(' ')}`;
  });
  return [`## ${l10n.t('What could not be read')}`, lines.join('\n')];
}
