// What the chains view shows, as plain values: a server, what it presented, the path that should come of it, findings.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, Link } from '../../chain/analyze.js';
import type { Capture, CaptureOrigin, Presented, SmtpLine, TlsVersion } from '../../chain/capture.js';
import type { Finding, Severity } from '../../finding.js';
import { formatTarget } from '../../net/target.js';
import { bySeverity, countText, findingsOf, findingTitle, roleText } from '../../report/summary.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { printable } from '../../text/printable.js';
import { certificateLabel, certificateTooltip, validityWords } from './certificateRow.js';
import { type ChainNode, formatMoment, type Look } from './chainNode.js';
import type { Inspection } from './inspections.js';
import { pathNode } from './pathNode.js';

/** The row of an inspection with everything below it. `analysis` belongs to its capture. */
export function inspectionNode(inspection: Inspection, analysis: ChainAnalysis | undefined, look: Look): ChainNode {
  const { id, capture, failure, pending } = inspection;
  const label = inspectionLabel(inspection);
  const attempt = failure ? [failureNode(inspection, failure, look)] : [];
  if (!capture || !analysis) {
    const words = inspection.caller ? l10n.t('showed no certificate') : l10n.t('not reached');
    const description = pending ? l10n.t('inspecting…') : words;
    const failed = inspection.caller ? 'failed-client' : 'unreached-server';
    // A port scanner is no fault of anybody's.
    const severity = inspection.caller ? 'warning' : 'error';
    return {
      type: pending ? 'pending-server' : failed,
      id,
      inspectionId: id,
      label,
      description,
      icon: pending ? 'loading~spin' : 'debug-disconnect',
      ...(pending ? {} : { severity }),
      tooltip: escapeMarkdown(failure?.failure.message ?? description),
      expanded: true,
      children: pending ? [] : attempt,
    };
  }
  const state = headline(analysis);
  const words = [state.words, pending ? l10n.t('inspecting…') : formatMoment(capture.capturedAt, look)];
  if (failure && !pending) {
    words.splice(1, 0, l10n.t('last attempt failed'));
  }
  return {
    type: pending ? 'pending-server' : capture.origin.kind,
    id,
    inspectionId: id,
    label,
    description: words.join(' · '),
    icon: pending ? 'loading~spin' : originIcons[capture.origin.kind],
    ...(state.severity ? { severity: state.severity } : {}),
    tooltip: escapeMarkdown(`${label}${addressOf(capture)}: ${state.words}`),
    expanded: true,
    children: [
      ...attempt,
      presentedNode(id, capture, analysis, look),
      pathNode(id, capture.presented, analysis),
      ...(analysis.findings.length > 0 ? [findingsNode(id, analysis.findings)] : []),
    ],
  };
}

const originIcons: Readonly<Record<CaptureOrigin['kind'], string>> = {
  server: 'server',
  client: 'call-incoming',
  file: 'file',
};

/** What the row is called: the server, the sender or the file. */
export function inspectionLabel({ target, capture, caller, id }: Inspection): string {
  if (target) {
    const { signature, address } = target;
    const variant = [...(signature ? [signature.toUpperCase()] : []), ...(address ? [address] : [])];
    return printable([formatTarget(target), ...variant].join(' '));
  }
  const client = capture?.origin.kind === 'client' ? capture.origin : caller;
  if (client) {
    return printable(client.heloName ?? client.address, 200);
  }
  return printable(capture?.origin.kind === 'file' ? (capture.origin.path.split(/[\\/]/).pop() ?? id) : id);
}

/** A server that called names itself as it likes; the address tells where it called from. */
function addressOf({ origin }: Capture): string {
  return origin.kind === 'client' && origin.heloName !== undefined ? ` (${origin.address})` : '';
}

/** The worst that can be said of a chain, in words; a sound one is called complete. */
export function headline({ complete, findings }: ChainAnalysis): { words: string; severity?: Severity } {
  for (const severity of ['error', 'warning'] as const) {
    const worst = findings.filter((each) => each.severity === severity);
    const first = worst[0];
    if (first) {
      const words = findingTitle(first.code);
      return { severity, words: worst.length > 1 ? l10n.t('{0} and {1} more', words, worst.length - 1) : words };
    }
  }
  return { words: complete === null ? l10n.t('Cannot be judged') : l10n.t('Complete') };
}

const versionWords: Readonly<Record<TlsVersion, string>> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

function presentedNode(id: string, capture: Capture, analysis: ChainAnalysis, look: Look): ChainNode {
  const { presented, tls, origin } = capture;
  const words = [
    presented.length === 1 ? l10n.t('1 certificate') : l10n.t('{0} certificates', presented.length),
    ...(tls ? [versionWords[tls.version]] : []),
    ...(origin.kind === 'server' ? [origin.security === 'implicit' ? l10n.t('TLS from the start') : 'STARTTLS'] : []),
  ];
  const links = new Map(analysis.links.map((each) => [each.index, each]));
  return {
    type: 'presented',
    id: `${id}/presented`,
    inspectionId: id,
    label: l10n.t('Presented'),
    description: words.join(', '),
    icon: 'list-ordered',
    tooltip: escapeMarkdown(l10n.t('What was sent, in the order on the wire, nothing added.')),
    expanded: true,
    children: presented.map((each, index) =>
      entryNode(
        `${id}/presented/${index}`,
        id,
        each,
        links.get(index),
        findingsOf(index, each, analysis.findings),
        look,
      ),
    ),
  };
}

// What the validity words or the role say already.
const saidOtherwise: ReadonlySet<string> = new Set([
  'certificate.expired',
  'certificate.not-yet-valid',
  'certificate.unreadable',
]);

function entryNode(
  id: string,
  inspectionId: string,
  { certificate, problem }: Presented,
  link: Link | undefined,
  findings: readonly Finding[],
  look: Look,
): ChainNode {
  const severity = bySeverity(findings)[0]?.severity;
  const common = { id, inspectionId, expanded: false, children: [], ...(severity ? { severity } : {}) };
  if (!certificate) {
    return {
      ...common,
      type: 'unreadable',
      label: l10n.t('Unreadable entry'),
      description: printable(problem ?? ''),
      icon: 'question',
      tooltip: escapeMarkdown(problem ?? ''),
    };
  }
  const role = link?.role ?? 'intermediate';
  const titles = findings.filter(({ code }) => !saidOtherwise.has(code)).map(({ code }) => findingTitle(code));
  return {
    ...common,
    type: 'certificate',
    label: certificateLabel(certificate),
    description: [roleText({ role }), validityWords(certificate, look), ...new Set(titles)].join(', '),
    icon: roleIcons[role],
    tooltip: certificateTooltip(certificate),
    certificate,
  };
}

const roleIcons: Readonly<Record<Link['role'], string>> = {
  leaf: 'mail',
  intermediate: 'link',
  root: 'shield',
  unreadable: 'question',
};

function findingsNode(id: string, findings: readonly Finding[]): ChainNode {
  return {
    type: 'findings',
    id: `${id}/findings`,
    inspectionId: id,
    label: l10n.t('Findings'),
    description: countText(findings),
    icon: 'checklist',
    tooltip: '',
    expanded: true,
    children: bySeverity(findings).map((each, index) => ({
      type: 'finding',
      id: `${id}/findings/${index}`,
      inspectionId: id,
      label: findingTitle(each.code),
      description: printable(each.message),
      icon: each.severity === 'information' ? 'info' : each.severity,
      severity: each.severity,
      tooltip: `${escapeMarkdown(each.message)}  \n${escapeMarkdown(each.code)}`,
      expanded: false,
      children: [],
      code: each.code,
    })),
  };
}

function failureNode(
  { id, caller }: Inspection,
  { at, failure }: NonNullable<Inspection['failure']>,
  look: Look,
): ChainNode {
  const { message, transcript } = failure;
  return {
    type: 'failure',
    id: `${id}/failure`,
    inspectionId: id,
    label: caller ? l10n.t('What happened') : l10n.t('Last attempt failed'),
    description: `${formatMoment(at, look)} · ${printable(message)}`,
    icon: 'warning',
    severity: 'warning',
    tooltip: escapeMarkdown(message),
    expanded: false,
    children: transcript.map((line, index) => lineNode(`${id}/failure/${index}`, id, line, caller !== undefined)),
  };
}

function lineNode(id: string, inspectionId: string, { from, text }: SmtpLine, called: boolean): ChainNode {
  const peer = called ? l10n.t('sending server') : l10n.t('server');
  const isOurs = (from === 'client') !== called;
  return {
    type: 'line',
    id,
    inspectionId,
    label: printable(text, 200),
    description: isOurs ? l10n.t('Chainmail') : peer,
    icon: isOurs ? 'arrow-right' : 'arrow-left',
    tooltip: escapeMarkdown(text),
    expanded: false,
    children: [],
  };
}
