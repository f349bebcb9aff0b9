// The path that the presented certificates should form, and the gaps in it.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, MissingIssuer, PathSource } from '../chain/analyze.js';
import type { Presented } from '../chain/capture.js';
import type { Certificate } from '../x509/certificate.js';
import { orderedVerdicts, shortName } from './summary.js';

/** One step of the path that the presented certificates should form, from the leaf upwards. */
export type PathStep =
  | {
      readonly kind: 'certificate';
      readonly certificate: Certificate;
      readonly source: PathSource;
      /** Place among the presented ones. */
      readonly index?: number;
      /** The last step of a verified path: the other side has its own copy, so it need not be sent. */
      readonly anchor: boolean;
    }
  /** The gap: this issuer was not presented, and nobody here has its certificate. */
  | { readonly kind: 'missing'; readonly missing: MissingIssuer };

/** Whether a step was needed from the peer and did not come. */
export function isGap(step: PathStep): boolean {
  return step.kind === 'missing'
    ? step.missing.rootListedBy === undefined
    : step.source !== 'presented' && !step.anchor;
}

/** The best known path; where none reaches an anchor, as far as the presented certificates lead and the gap behind. */
export function pathSteps(analysis: ChainAnalysis, presented: readonly Presented[]): readonly PathStep[] {
  const [path] = analysis.paths;
  if (path) {
    return path.certificates.map((certificate, at) => ({
      kind: 'certificate',
      certificate,
      source: path.sources[at] ?? 'available',
      anchor: at === path.certificates.length - 1,
      ...placeOf(certificate, presented),
    }));
  }
  const steps: PathStep[] = [];
  let index = analysis.links.find(({ role }) => role === 'leaf')?.index;
  while (index !== undefined && steps.length < presented.length) {
    const certificate = presented[index]?.certificate;
    if (certificate) {
      steps.push({ kind: 'certificate', certificate, source: 'presented', index, anchor: false });
    }
    index = analysis.links[index]?.issuerIndex;
  }
  return [...steps, ...gapsBehind(steps, analysis)];
}

function gapsBehind(steps: readonly PathStep[], analysis: ChainAnalysis): readonly PathStep[] {
  const last = steps.at(-1);
  if (last?.kind !== 'certificate' || last.certificate.selfIssued) {
    return [];
  }
  return analysis.missing.map(
    (missing): PathStep =>
      missing.certificate
        ? { kind: 'certificate', certificate: missing.certificate, source: 'available', anchor: false }
        : { kind: 'missing', missing },
  );
}

function placeOf(certificate: Certificate, presented: readonly Presented[]): { readonly index?: number } {
  const index = presented.findIndex((each) => each.certificate?.sha256 === certificate.sha256);
  return index === -1 ? {} : { index };
}

/** The name of an issuer that was not presented. */
export function missingName({ subject }: MissingIssuer): string {
  return subject.commonName ?? subject.text;
}

/** Said of an issuer that probably need not be sent. */
export function probablyRootText({ rootListedBy }: MissingIssuer): string | undefined {
  return rootListedBy === undefined
    ? undefined
    : l10n.t('probably a root that {0} lists, which need not be sent', rootListedBy);
}

/** Where the certificate below a gap says that its issuer can be had: hostile text. */
export function offeredAt(step: PathStep, analysis: ChainAnalysis): string | undefined {
  const missing =
    step.kind === 'missing'
      ? step.missing
      : analysis.missing.find(({ subject }) => subject.text === step.certificate.subject.text);
  return missing?.caIssuers[0];
}

/** What a step is called in a list: hostile text. */
export function stepName(step: PathStep): string {
  return step.kind === 'certificate' ? shortName(step.certificate) : missingName(step.missing);
}

/** Where a step comes from, or that it does not come at all: hostile text. */
export function stepPlace(step: PathStep, analysis: ChainAnalysis): string {
  if (isGap(step)) {
    const url = offeredAt(step, analysis);
    return url === undefined ? l10n.t('NOT SENT') : l10n.t('NOT SENT, offered at {0}', url);
  }
  if (step.kind === 'missing') {
    return probablyRootText(step.missing) ?? '';
  }
  return step.index !== undefined
    ? l10n.t('presented as {0}', step.index + 1)
    : l10n.t('the other side has its own copy');
}

/** `stepPlace`, and which stores trust the certificate: hostile text. */
export function stepText(step: PathStep, analysis: ChainAnalysis): string {
  const trust = trustedBy(step, analysis);
  return trust === undefined ? stepPlace(step, analysis) : `${stepPlace(step, analysis)}, ${trust}`;
}

/** `stepText` in the few words that a box has room for: hostile text. */
export function stepCaption(step: PathStep, analysis: ChainAnalysis): string {
  return isGap(step) ? l10n.t('NOT SENT') : (trustedBy(step, analysis) ?? stepPlace(step, analysis));
}

function trustedBy(step: PathStep, analysis: ChainAnalysis): string | undefined {
  const trusting = orderedVerdicts(analysis).filter(
    ({ verdict, root }) =>
      verdict === 'trusted' && step.kind === 'certificate' && root?.sha256 === step.certificate.sha256,
  );
  const labels = trusting.map(({ label }) => label).join(', ');
  return labels === '' ? undefined : l10n.t('trusted by {0}', labels);
}

/** Said where this computer knows what the peer left out: the most frequent reason for "but it works here". */
export function completableText(steps: readonly PathStep[], analysis: ChainAnalysis): string | undefined {
  return steps.some(isGap) && analysis.paths.length > 0
    ? l10n.t('This computer can complete the path. The other side cannot: it has only what is sent.')
    : undefined;
}
