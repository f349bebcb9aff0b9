// What every form of the report says: the state in words first, then each certificate's part.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, Link, StoreVerdict } from '../chain/analyze.js';
import type { Capture, Presented } from '../chain/capture.js';
import type { Finding, FindingCode } from '../finding.js';
import { printable } from '../text/printable.js';
import type { Certificate } from '../x509/certificate.js';

/** A name short enough for a list: the common name, else the first host name, else the whole subject. */
export function shortName(certificate: Certificate): string {
  return certificate.subject.commonName ?? certificate.dnsNames[0] ?? certificate.subject.text;
}

/** What a presented entry is called in a list: hostile text. */
export function entryName({ certificate }: Presented): string {
  return certificate ? shortName(certificate) : l10n.t('(unreadable)');
}

/** An entry's part and how long it is valid, or why it is no certificate: hostile text. */
export function entryText({ certificate, problem }: Presented, link: Link | undefined): string {
  if (!certificate) {
    return problem;
  }
  const until = l10n.t('until {0}', dateText(certificate.notAfter));
  return link ? `${roleText(link)}, ${until}` : until;
}

/** How many entries were presented, as a heading. */
export function presentedTitle({ length }: readonly Presented[]): string {
  return length === 1 ? l10n.t('Presented: 1 certificate') : l10n.t('Presented: {0} certificates', length);
}

/** The heading over the certificates in their order. */
export function orderTitle({ origin }: Capture): string {
  return origin.kind === 'file' ? l10n.t('In the file, in this order') : l10n.t('Sent, in this order');
}

/** The part that a presented certificate plays. */
export function roleText({ role }: Pick<Link, 'role'>): string {
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

/** Microsoft's verdict first, since Exchange Online judges by it. */
export function orderedVerdicts(analysis: ChainAnalysis): readonly StoreVerdict[] {
  return [...analysis.verdicts].sort(
    (a, b) => Number(b.trustStore === 'microsoft') - Number(a.trustStore === 'microsoft'),
  );
}

/** A verdict in words. */
function verdictText({ verdict }: StoreVerdict): string {
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

/** The state of a capture: `good` needs no action, `doubtful` has warnings, `unknown` could not be judged. */
export interface Headline {
  readonly state: 'good' | 'doubtful' | 'bad' | 'unknown';
  readonly text: string;
}

/** The verdict in words, before anything else is said. */
export function headline(analysis: ChainAnalysis): Headline {
  const errors = analysis.findings.filter(({ severity }) => severity === 'error');
  const [missing] = analysis.missing;
  const titles = new Set(
    errors.map(({ code }) =>
      code === 'chain.intermediate-missing' && missing
        ? l10n.t('Intermediate not sent: {0}', printable(missing.subject.commonName ?? missing.subject.text, 60))
        : findingTitle(code),
    ),
  );
  if (titles.size > 0) {
    return { state: 'bad', text: [...titles].join('; ') };
  }
  switch (analysis.complete) {
    case true:
      return completeHeadline(analysis);
    case false:
      return { state: 'bad', text: l10n.t('Incomplete: no trusted root can be reached') };
    default:
      return { state: 'unknown', text: l10n.t('Undetermined: it cannot be known whether the chain is complete') };
  }
}

function completeHeadline(analysis: ChainAnalysis): Headline {
  const microsoft = analysis.verdicts.find(({ trustStore }) => trustStore === 'microsoft')?.verdict;
  const doubts = new Set([
    ...(microsoft === 'blocked' ? [l10n.t('Microsoft blocks its root')] : []),
    ...(microsoft === 'unlisted' ? [l10n.t('Microsoft does not list its root')] : []),
    ...analysis.findings
      .filter(({ severity, code }) => severity === 'warning' && code !== 'chain.root-unknown')
      .map(({ code }) => findingTitle(code)),
  ]);
  return doubts.size > 0
    ? { state: 'doubtful', text: l10n.t('Complete, but: {0}', [...doubts].join('; ')) }
    : { state: 'good', text: l10n.t('Complete: nothing that the other side needs is missing') };
}

/** What the stores say of the root, in one line: hostile text. */
export function rootText(analysis: ChainAnalysis): string | undefined {
  const verdicts = orderedVerdicts(analysis);
  if (verdicts.length === 0) {
    return undefined;
  }
  const text = l10n.t('The root for {0}', verdicts.map((each) => `${each.label}: ${verdictText(each)}`).join(', '));
  const decides = verdicts[0]?.trustStore === 'microsoft' && /^(blocked|unlisted)$/.test(verdicts[0].verdict);
  return decides ? l10n.t("{0}. Exchange Online goes by Microsoft's verdict.", text) : text;
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
    case 'chain.root-not-at-hand':
      return l10n.t('Root not at hand');
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
    case 'capture.address-unreached':
      return l10n.t('Address not reached');
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

/** A moment to the minute: `2026-11-25 09:30 UTC`. */
export function momentText(date: Date): string {
  return Number.isNaN(date.getTime())
    ? l10n.t('unknown date')
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

// A certificate of a shared host may name hundreds.
const maximumNames = 20;

/** What identifies a certificate, as labels and values; empty values say nothing. Hostile text. */
export function certificateFacts(certificate: Certificate): readonly (readonly [label: string, value: string])[] {
  const { dnsNames } = certificate;
  const more = dnsNames.length > maximumNames ? [l10n.t('and {0} more', dnsNames.length - maximumNames)] : [];
  return [
    [l10n.t('Subject'), certificate.subject.text],
    [l10n.t('Issuer'), certificate.issuer.text],
    [l10n.t('Names'), [...dnsNames.slice(0, maximumNames), ...more].join(', ')],
    [l10n.t('Valid'), l10n.t('{0} to {1}', momentText(certificate.notBefore), momentText(certificate.notAfter))],
    [l10n.t('Purposes'), (certificate.extendedKeyUsage ?? []).join(', ')],
    [l10n.t('Key'), certificate.keyType.label],
    [l10n.t('Signature'), certificate.signatureAlgorithm],
    [l10n.t('Serial number'), certificate.serialNumber],
    [l10n.t('Thumbprint'), certificate.thumbprint],
    [l10n.t('SHA-256'), certificate.sha256],
  ];
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
