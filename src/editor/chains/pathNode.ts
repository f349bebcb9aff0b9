import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, MissingIssuer, StoreVerdict } from '../../chain/analyze.js';
import type { Presented } from '../../chain/capture.js';
import { isGap, missingName, offeredAt, type PathStep, pathSteps, probablyRootText } from '../../report/path.js';
import { orderedVerdicts } from '../../report/summary.js';
import { printable } from '../../text/printable.js';
import { factsToMarkdown } from '../markdown.js';
import { certificateLabel, certificateTooltip } from './certificateRow.js';
import type { ChainNode } from './chainNode.js';

type Row = Pick<ChainNode, 'type' | 'label' | 'description' | 'icon' | 'tooltip'> &
  Partial<Pick<ChainNode, 'severity' | 'certificate'>>;

/** The path from the leaf to a root, with what was not sent standing where it is missing. */
export function pathNode(id: string, presented: readonly Presented[], analysis: ChainAnalysis): ChainNode {
  return {
    type: 'path',
    id: `${id}/path`,
    inspectionId: id,
    label: l10n.t('Path'),
    description: pathWords(analysis),
    icon: 'type-hierarchy',
    ...(analysis.complete === false ? { severity: 'error' } : {}),
    tooltip: '',
    expanded: true,
    children: pathSteps(analysis, presented).map((step, index) => ({
      ...stepRow(step, index, analysis),
      id: `${id}/path/${index}`,
      inspectionId: id,
      expanded: false,
      children: [],
    })),
  };
}

function pathWords({ complete }: ChainAnalysis): string {
  if (complete === null) {
    return l10n.t('cannot be judged');
  }
  return complete ? l10n.t('complete') : l10n.t('broken for Exchange Online');
}

function stepRow(step: PathStep, index: number, analysis: ChainAnalysis): Row {
  if (step.kind === 'missing') {
    return missingRow(step.missing, probablyRootText(step.missing) ?? notSent(offeredAt(step, analysis)));
  }
  const { certificate } = step;
  const row = { label: certificateLabel(certificate), tooltip: certificateTooltip(certificate), certificate };
  if (isGap(step)) {
    const description = notSent(offeredAt(step, analysis));
    return { ...row, type: 'missing-certificate', description, icon: 'debug-disconnect', severity: 'error' };
  }
  const presented = step.source === 'presented' ? [l10n.t('presented')] : [];
  if (index > 0 && (step.anchor || certificate.selfIssued)) {
    const trust = trustWords(orderedVerdicts(analysis));
    return {
      ...row,
      type: 'certificate',
      description: [...presented, trust.words].join(', '),
      icon: 'shield',
      ...(trust.trusted ? {} : { severity: 'error' }),
    };
  }
  return { ...row, type: 'certificate', description: presented.join(), icon: index === 0 ? 'mail' : 'link' };
}

function missingRow(missing: MissingIssuer, description: string): Row {
  const { subject, authorityKeyId, caIssuers, neededBy, rootListedBy } = missing;
  return {
    type: 'missing-issuer',
    label: printable(missingName(missing), 200),
    description,
    ...(rootListedBy === undefined ? { icon: 'debug-disconnect', severity: 'error' } : { icon: 'shield' }),
    tooltip: factsToMarkdown([
      [l10n.t('Not sent'), subject.text],
      [l10n.t('Key identifier'), authorityKeyId ?? ''],
      [l10n.t('Issuer of'), neededBy.subject.text],
      [l10n.t('Offered at'), caIssuers.join(', ')],
    ]),
  };
}

function notSent(url: string | undefined): string {
  return url === undefined ? l10n.t('not sent') : l10n.t('not sent · {0}', printable(url, 200));
}

function trustWords(verdicts: readonly StoreVerdict[]): { words: string; trusted: boolean } {
  const stores = (wanted: StoreVerdict['verdict']): string =>
    verdicts
      .filter(({ verdict }) => verdict === wanted)
      .map(({ label }) => printable(label))
      .join(', ');
  const [trusted, blocked] = [stores('trusted'), stores('blocked')];
  const words = [
    ...(blocked ? [l10n.t('blocked by {0}', blocked)] : []),
    trusted ? l10n.t('trusted by {0}', trusted) : l10n.t('not trusted'),
  ];
  return { words: words.join(', '), trusted: trusted !== '' };
}
