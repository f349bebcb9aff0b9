// Windows' log of its certificate checks (CAPI2): what Event Viewer saves, wevtutil prints and Get-WinEvent gives.
// Only `Result` and the trust status of chains are verdicts; flags say what was asked for and are no errors.
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import type { Range, SourceText } from '../text/source.js';
import { attribute, descend, parseXml, type XmlElement } from '../text/xml.js';
import { resultVerdict, trustVerdict } from './capi2Codes.js';
import { describe } from './describe.js';
import type { Evidence, EvidenceCode } from './evidence.js';
import { isExchangeOnline } from './exchangeOnline.js';
import { meaningOf } from './meanings.js';

/** One event, as far as it matters. */
interface Capi2Event {
  readonly id: number;
  readonly at: string | undefined;
  readonly taskId: string | undefined;
  readonly chainRef: string | undefined;
  readonly subject: string | undefined;
  readonly thumbprints: readonly string[];
  readonly result: number | undefined;
  readonly resultText: string;
  /** Bits of all trust statuses of the chain. */
  readonly status: number;
  readonly url: string | undefined;
  readonly program: string | undefined;
  readonly range: Range;
}

const eventOpen = /<Event[\s>]/g;
const eventClose = '</Event>';
const fileRef = /^([0-9A-F]{40})\.cer$/i;
const hexadecimal = /^(?:0x)?[0-9a-f]{1,8}$/i;
const maxEvents = 200_000;
const maxProblems = 100;
const maxThumbprints = 20;
const retrievalEvents: ReadonlySet<number> = new Set([50, 51, 52, 53]);
const revocationEvents: ReadonlySet<number> = new Set([40, 41, 42]);

/** Whether a text holds events of this log. */
export function isCapi2(text: string): boolean {
  return (
    text.includes('<Event') &&
    /Microsoft-Windows-CAPI2|<CertGetCertificateChain|<CertVerifyCertificateChainPolicy/.test(text)
  );
}

function hexValue(text: string | undefined): number | undefined {
  return text !== undefined && hexadecimal.test(text.trim())
    ? Number.parseInt(text.trim().replace(/^0x/i, ''), 16)
    : undefined;
}

function* descendants(element: XmlElement): Generator<XmlElement> {
  for (const child of element.children) {
    yield child;
    yield* descendants(child);
  }
}

/** The chain's status is the union of its elements', but only the first chain's counts: others are lower quality. */
function statusOf(operation: XmlElement): number {
  const chain = descend(operation, 'CertificateChain');
  let status = hexValue(attribute(descend(chain, 'TrustStatus', 'ErrorStatus'), 'value')?.value) ?? 0;
  for (const element of chain?.children ?? []) {
    status |= hexValue(attribute(descend(element, 'TrustStatus', 'ErrorStatus'), 'value')?.value) ?? 0;
  }
  return status >>> 0;
}

function thumbprintsOf(operation: XmlElement): string[] {
  const found = new Set<string>();
  for (const element of descendants(operation)) {
    const thumbprint = fileRef.exec(attribute(element, 'fileRef')?.value ?? '')?.[1];
    if (thumbprint !== undefined && found.size < maxThumbprints) {
      found.add(thumbprint.toUpperCase());
    }
  }
  return [...found];
}

function toEvent(element: XmlElement, offset: number, source: SourceText): Capi2Event | undefined {
  const system = descend(element, 'System');
  const operation = descend(element, 'UserData')?.children[0];
  const id = Number(descend(system, 'EventID')?.text.trim() || Number.NaN);
  if (operation === undefined) {
    return undefined;
  }
  const result = descend(operation, 'Result');
  const verdict = attribute(result, 'value');
  const place = result === undefined ? { start: element.start, end: element.contentStart } : result;
  const correlation = descend(operation, 'CorrelationAuxInfo');
  const url = [...descendants(operation)].find(
    (each) => each.name === 'URL' || each.name === 'URLList' || each.name === 'Url',
  );
  return {
    id,
    at: attribute(descend(system, 'TimeCreated'), 'SystemTime')?.value,
    taskId: attribute(correlation, 'TaskId')?.value,
    chainRef: attribute(descend(operation, 'CertificateChain'), 'chainRef')?.value,
    subject: attribute(descend(operation, 'Certificate'), 'subjectName')?.value,
    thumbprints: thumbprintsOf(operation),
    result: hexValue(verdict?.value),
    resultText: result?.text.trim() ?? '',
    status: statusOf(operation),
    url: url?.text.trim() || undefined,
    program: attribute(descend(operation, 'EventAuxInfo'), 'ProcessName')?.value || undefined,
    range: source.range(offset + place.start, offset + place.end),
  };
}

interface Reading {
  readonly events: Capi2Event[];
  readonly problems: Finding[];
}

/** Each event stands alone, so that one that is cut off or broken does not take the others with it. */
function readEvents(source: SourceText): Reading {
  const { text } = source;
  const events: Capi2Event[] = [];
  const problems: Finding[] = [];
  const report = (message: string, at: number) => {
    if (problems.length < maxProblems) {
      problems.push(finding('evidence.unreadable', message, { range: source.range(at, at) }));
    }
  };
  const starts = [...text.matchAll(eventOpen)].slice(0, maxEvents).map((match) => match.index);
  for (const [i, start] of starts.entries()) {
    const next = starts[i + 1] ?? text.length;
    const close = text.indexOf(eventClose, start);
    const end = close < 0 || close > next ? next : close + eventClose.length;
    const document = parseXml(text.slice(start, end));
    const element = document.roots[0];
    const event = element && toEvent(element, start, source);
    if (document.problem !== undefined) {
      report(l10n.t('This event holds a document type or is nested too deeply: it was not read to its end.'), start);
    } else if (element?.closed === false) {
      report(l10n.t('This event is cut off: what stands here was read.'), start);
    }
    if (event !== undefined) {
      events.push(event);
    }
  }
  return { events, problems };
}

function isRefused(event: Capi2Event): boolean {
  return event.result !== undefined && event.result !== 0;
}

/** Event 30 judges the chain that event 11 built: the same chain, or the same task where the reference is missing. */
function groupsOf(events: readonly Capi2Event[]): Capi2Event[][] {
  const groups: Capi2Event[][] = [];
  const byKey = new Map<string, Capi2Event[]>();
  for (const event of events) {
    const keys = [event.chainRef, event.taskId].filter((key) => key !== undefined && key !== '');
    const known = keys.map((key) => byKey.get(key ?? '')).find((group) => group !== undefined);
    const group = known ?? [];
    if (known === undefined) {
      groups.push(group);
    }
    group.push(event);
    for (const key of keys) {
      byKey.set(key ?? '', group);
    }
  }
  return groups;
}

/** The trust status of all chains of a group. */
function statusIn(group: readonly Capi2Event[]): number {
  return group.reduce((bits, event) => bits | event.status, 0) >>> 0;
}

function codeOf(group: readonly Capi2Event[], main: Capi2Event): EvidenceCode {
  if (retrievalEvents.has(main.id)) {
    return 'evidence.retrieval-failed';
  }
  const own = main.result === undefined ? undefined : resultVerdict(main.result)?.code;
  // The same HRESULT stands for an unknown root and for a missing intermediate; the chain's status tells them apart.
  if (own === undefined || own === 'evidence.chain-untrusted' || own === 'evidence.chain-incomplete') {
    return (
      trustVerdict(statusIn(group)).code ??
      own ??
      (revocationEvents.has(main.id) ? 'evidence.revocation-unknown' : 'evidence.chain-invalid')
    );
  }
  return own;
}

const ownChain: ReadonlySet<EvidenceCode> = new Set([
  'evidence.chain-untrusted',
  'evidence.chain-incomplete',
  'evidence.chain-expired',
  'evidence.chain-name',
]);

/** Windows judges both sides alike; a certificate of Exchange Online is never the sender's. */
function sideOf(code: EvidenceCode, { subject = '' }: Capi2Event): EvidenceCode {
  return ownChain.has(code) && isExchangeOnline(subject.replace(/^\*\./, '')) ? 'evidence.remote-certificate' : code;
}

function summarize(code: EvidenceCode, group: readonly Capi2Event[], main: Capi2Event): string {
  const result = main.result ?? 0;
  const name = resultVerdict(result)?.name;
  const digits = result.toString(16).toUpperCase().padStart(8, '0');
  const verdict = [name === undefined ? digits : `${digits} ${name}`, ...trustVerdict(statusIn(group)).names].join(
    ', ',
  );
  const { meaning } = meaningOf(code);
  const url = group.find((event) => event.url !== undefined && isRefused(event))?.url;
  const about = main.subject === undefined ? `${meaning} (${verdict})` : `${main.subject}: ${meaning} (${verdict})`;
  return url === undefined ? about : `${about} ${l10n.t('It tried {0}.', url)}`;
}

function toEvidence(group: readonly Capi2Event[]): Evidence | undefined {
  const refused = group.filter(isRefused);
  // The verdict of the policy check is the last word, then that of the chain, then the steps on the way.
  const rank = (event: Capi2Event) => [30, 11].indexOf(event.id) + 1 || 3;
  const main = refused.sort((a, b) => rank(a) - rank(b))[0];
  if (main === undefined) {
    return undefined;
  }
  const code = sideOf(codeOf(group, main), main);
  const thumbprints = [...new Set([main, ...group].flatMap((event) => event.thumbprints))];
  return describe({
    kind: 'capi2',
    code,
    at: main.at,
    thumbprints,
    summary: summarize(code, group, main),
    trustErrors: trustVerdict(statusIn(group)).names,
    program: main.program,
    range: main.range,
    reply: `${main.result?.toString(16).toUpperCase()} ${main.resultText}`.trim(),
  });
}

/** What the events of a CAPI2 log say: one piece of evidence a chain that was refused. */
export function readCapi2(source: SourceText): {
  readonly evidence: Evidence[];
  readonly problems: Finding[];
  readonly events: number;
} {
  const { events, problems } = readEvents(source);
  const evidence = groupsOf(events)
    .map(toEvidence)
    .filter((each) => each !== undefined);
  return { evidence, problems, events: events.length };
}
