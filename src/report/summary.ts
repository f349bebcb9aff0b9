// What every form of the report says first: the state in words, and the path with its gap.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, MissingIssuer, PathSource, StoreVerdict } from '../chain/analyze.js';
import type { Capture, Presented } from '../chain/capture.js';
import type { Finding, FindingCode } from '../finding.js';
import { printable } from '../text/printable.js';
import type { Certificate } from '../x509/certificate.js';

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
  return step.kind === 'missing' || (step.source !== 'presented' && !step.anchor);
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

/** A name short enough for a list: the common name, else the first host name, else the whole subject. */
export function shortName(certificate: Certificate): string {
  return certificate.subject.commonName ?? certificate.dnsNames[0] ?? certificate.subject.text;
}

/** The name of an issuer that was not presented. */
export function missingName({ subject }: MissingIssuer): string {
  return subject.commonName ?? subject.text;
}

/** Where the certificate below a gap says that its issuer can be had: hostile text. */
export function offeredAt(step: PathStep, analysis: ChainAnalysis): string | undefined {
  const missing =
    step.kind === 'missing'
      ? step.missing
      : analysis.missing.find(({ subject }) => subject.text === step.certificate.subject.text);
  return missing?.caIssuers[0];
}

/** Microsoft's verdict first, since Exchange Online judges by it. */
export function orderedVerdicts(analysis: ChainAnalysis): readonly StoreVerdict[] {
  return [...analysis.verdicts].sort(
    (a, b) => Number(b.trustStore === 'microsoft') - Number(a.trustStore === 'microsoft'),
  );
}

/** A verdict in words. */
export function verdictText({ verdict }: StoreVerdict): string {
  switch (verdict) {
    case 'trusted':
      return l10n.t('trusted');
    case 'blocked':
      return l10n.t('blocked');
    case 'unlisted':
      return l10n.t('not listed');
    default:
      return l10n.t('unknown');
  }
}

/** The state of a capture: `good` needs no action, `unknown` could not be judged. */
export interface Headline {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly text: string;
}

/** The verdict in words, before anything else is said. */
export function headline(analysis: ChainAnalysis): Headline {
  const errors = analysis.findings.filter(({ severity }) => severity === 'error');
  const [missing] = analysis.missing;
  const titles = new Set(
    errors.map(({ code }) =>
      code === 'chain.intermediate-missing' && missing
        ? l10n.t('Intermediate not sent: {0}', printable(missingName(missing), 60))
        : findingTitle(code),
    ),
  );
  if (titles.size > 0) {
    return { state: 'bad', text: [...titles].join('; ') };
  }
  switch (analysis.complete) {
    case true:
      return { state: 'good', text: l10n.t('Complete: nothing that the other side needs is missing') };
    case false:
      return { state: 'bad', text: l10n.t('Incomplete: no trusted root can be reached') };
    default:
      return { state: 'unknown', text: l10n.t('Undetermined: it cannot be known whether the chain is complete') };
  }
}

/** A finding in two to four words. */
export function findingTitle(code: FindingCode): string {
  switch (code) {
    case 'chain.intermediate-missing':
      return l10n.t('Intermediate not sent');
    case 'chain.root-unknown':
      return l10n.t('Root not trusted');
    case 'chain.self-signed':
      return l10n.t('Self-signed certificate');
    case 'chain.misordered':
      return l10n.t('Wrong order');
    case 'chain.duplicate':
      return l10n.t('Sent twice');
    case 'chain.unrelated':
      return l10n.t('Not part of the chain');
    case 'chain.root-sent':
      return l10n.t('Root sent along');
    case 'chain.signature-invalid':
      return l10n.t('Invalid signature');
    case 'chain.constraint-violated':
      return l10n.t('Issuing rule violated');
    case 'certificate.expired':
      return l10n.t('Expired');
    case 'certificate.not-yet-valid':
      return l10n.t('Not yet valid');
    case 'certificate.expires-soon':
      return l10n.t('Expires soon');
    case 'certificate.name-mismatch':
      return l10n.t('Name not covered');
    case 'certificate.purpose-missing':
      return l10n.t('Purpose missing');
    case 'certificate.weak-key':
      return l10n.t('Weak key');
    case 'certificate.weak-signature':
      return l10n.t('Weak signature');
    case 'certificate.unreadable':
      return l10n.t('Unreadable certificate');
    case 'capture.no-client-certificate':
      return l10n.t('No client certificate');
    case 'capture.possession-unproven':
      return l10n.t('Private key not proved');
    case 'capture.session-resumed':
      return l10n.t('Session resumed');
    default:
      // Findings in documents stand beside the text that they speak of; their code is title enough.
      return code;
  }
}

/** How many findings of each severity there are, in words; empty when there are none. */
export function countText(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']) => findings.filter((each) => each.severity === severity).length;
  const errors = count('error');
  const warnings = count('warning');
  const hints = count('information');
  return [
    ...(errors > 0 ? [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)] : []),
    ...(warnings > 0 ? [warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)] : []),
    ...(hints > 0 ? [hints === 1 ? l10n.t('1 hint') : l10n.t('{0} hints', hints)] : []),
  ].join(', ');
}

/** The findings that speak of one presented entry. */
export function findingsOf(index: number, entry: Presented, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((each) =>
    each.index === undefined
      ? each.sha256 !== undefined && each.sha256 === entry.certificate?.sha256
      : each.index === index,
  );
}

/** The most severe findings first, otherwise in their order. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const rank = { error: 0, warning: 1, information: 2 };
  return [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** A date as people under pressure can compare it: `2027-03-01`, UTC. */
export function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? l10n.t('unknown date') : date.toISOString().slice(0, 10);
}

/** How the certificates were obtained: `TLS 1.3, STARTTLS, 192.0.2.7`. */
export function sessionText({ origin, tls }: Capture): string {
  const version = tls?.version.replace(/^TLSv1$/, 'TLSv1.0').replace('TLSv', 'TLS ');
  const parts = [version, tls?.cipher];
  if (origin.kind === 'server') {
    parts.push(origin.security === 'starttls' ? 'STARTTLS' : l10n.t('implicit TLS'), origin.address);
  } else if (origin.kind === 'client') {
    parts.push(origin.heloName === undefined ? undefined : l10n.t('introduced itself as {0}', origin.heloName));
  }
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
