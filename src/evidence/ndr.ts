// Bounces: whatever software and language wrapped it, the reply of the server that refused stands in them verbatim.
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import type { SourceText } from '../text/source.js';
import { describe } from './describe.js';
import type { Evidence, EvidenceCode, Software } from './evidence.js';
import { readableText } from './mailText.js';
import type { MappedText } from './mappedText.js';
import { classifyPhrase, classifyStatus } from './replies.js';
import { statusMeaning } from './status.js';

const maxText = 4_000_000;
const maxReply = 1000;
const maxAnchors = 5000;
const maxOthers = 20;
const other: EvidenceCode = 'evidence.other-status';

// An enhanced status code as servers and bounces write it: `550 5.7.64`, `#550 5.7.64`, `#5.7.64 smtp;550 5.7.64`,
// `Status: 5.7.64`, `dsn=5.7.64`, and `The server response was: 5.7.64` as .NET says. Blanks come from wrapping. Or words that need no code.
const anchor =
  /(?<lead>\b[45]\d\d[ -]{1,3}#?|#|\bStatus: ?|\bresponse was: ?|\bdsn=|\bsmtp; ?)?(?<![\d.])(?<status>[45]\. ?\d{1,3}\. ?\d{1,3})(?![\d]|\.\d)|(?<phrase>TenantAttribution|TLS negotiation failed with error|could not find a certificate that contains|Certificate validation failure, ?Reason|TLS is required, but was not offered|a TLS session is required|TLS session: \(certificate verification failed\)|Server certificate not (?:trusted|verified)|Cannot start TLS: handshake failure)/g;
// `[host]`, `[host time session]`; one or two groups.
const bracket =
  /\[([A-Za-z0-9][\w.-]{2,252}\.[A-Za-z]{2,})(?: {1,3}(\d{4}-\d\d-\d\dT[\d:.]+Z) {1,3}([0-9A-Fa-f]{16}))?\]/g;
const remoteHost = /^Remote-MTA: ?(?:dns; ?)?\[?([^\s()[\];,]+)/im;
// Postfix: `host NAME[ADDRESS] said:`; the queue and message trace of Exchange: `{FQDN=NAME}`.
const saidHost = /(?:\bhost |\{FQDN=)([A-Za-z0-9][\w.-]*\.[A-Za-z]{2,}) ?[[}]/;
const recipientOfBounce = /^To: ?.{0,200}?[^\s<>@]@([A-Za-z0-9.-]+)/im;
const arrival = /^(?:Last-Attempt-Date|Arrival-Date|Date): ?(.{10,60})$/im;
const software: readonly (readonly [RegExp, Software])[] = [
  [/\(in reply to [A-Z ]+ command\)|This is the mail system at host|^X-Postfix-Queue-ID:/im, 'postfix'],
  [
    /This message was created automatically by mail delivery software|SMTP error from remote mail server after|^X-Failed-Recipients:/im,
    'exim',
  ],
  [/----- (?:The following addresses had permanent fatal errors|Transcript of session follows) -----/, 'sendmail'],
  [/Diagnostic information for administrators|#< ?#?[45]\.|^X-MS-Exchange-/im, 'exchange'],
];

interface Sighted {
  readonly code: EvidenceCode;
  /** Where the code says less than the status does. */
  readonly summary?: string;
  readonly reply: string;
  /** Offset in the readable text. */
  readonly at: number;
}

/** What one occurrence says; a code without the words or marks of SMTP around it is only a number. */
function readAnchor(text: string, match: RegExpMatchArray): Sighted | undefined {
  const { lead, status, phrase } = match.groups ?? {};
  const at = match.index ?? 0;
  const paragraphEnd = text.indexOf('\n', at);
  const reply = text.slice(at, Math.min(paragraphEnd < 0 ? text.length : paragraphEnd, at + maxReply)).trimEnd();
  const plain = status?.replaceAll(' ', '');
  const code = phrase === undefined && plain !== undefined ? classifyStatus(plain, reply) : undefined;
  const said = code === undefined || lead === undefined ? classifyPhrase(reply) : undefined;
  if (lead === undefined && said === undefined) {
    return undefined;
  }
  const found = code ?? said;
  if (found !== undefined) {
    return { code: found, reply, at };
  }
  const isStated = plain !== undefined && isStatement(text, at, lead ?? '', plain);
  return isStated ? { code: other, summary: statusMeaning(plain), reply, at } : undefined;
}

/** Whether a status that is not in the catalogue stands as servers and bounces write one, and as no text by chance does. */
function isStatement(text: string, at: number, lead: string, status: string): boolean {
  if (lead.startsWith('Status:')) {
    return at === 0 || text[at - 1] === '\n';
  }
  return lead.startsWith('smtp') || lead.startsWith('response') || (/^\d/.test(lead) && lead[0] === status[0]);
}

/** Replies that quote another server's reply: what they quote is no finding of its own. */
const quoting: ReadonlySet<EvidenceCode> = new Set([
  'evidence.downstream-relay',
  'evidence.inbound-certificate',
  'evidence.inbound-starttls',
]);

/** The most telling occurrence of each code; of others than are known only where there is none that is. */
function sightings(text: string): Sighted[] {
  const best = new Map<string, Sighted>();
  let quotedUntil = 0;
  let anchors = 0;
  for (const match of text.matchAll(anchor)) {
    anchors += 1;
    const sighted = anchors > maxAnchors || match.index < quotedUntil ? undefined : readAnchor(text, match);
    if (sighted === undefined) {
      continue;
    }
    if (quoting.has(sighted.code)) {
      quotedUntil = sighted.at + sighted.reply.length;
    }
    const key = sighted.summary ?? sighted.code;
    const known = best.get(key);
    if (known === undefined || detail(sighted) > detail(known)) {
      best.set(key, sighted);
    }
  }
  const found = [...best.values()].sort((a, b) => a.at - b.at);
  const told = found.filter(({ code }) => code !== other);
  return told.length > 0 ? told : found.slice(0, maxOthers);
}

/** The diagnostic field says more than the human text above it, and that more than the bare status. */
function detail({ reply }: Sighted): number {
  return (reply.search(bracket) >= 0 ? 2 : 0) + (/^#?[45]\d\d[ -]/.test(reply) ? 1 : 0);
}

function isoDate(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function toEvidence(sighted: Sighted, mapped: MappedText, source: SourceText): Evidence {
  const { text } = mapped;
  const groups = [...sighted.reply.matchAll(bracket)];
  const stated = groups.find((group) => group[2] !== undefined);
  const { start, end } = mapped.source(sighted.at, sighted.at + sighted.reply.length);
  const sender = recipientOfBounce.exec(text)?.[1]?.toLowerCase();
  return describe({
    kind: 'ndr',
    code: sighted.code,
    ...(sighted.summary !== undefined && { summary: sighted.summary }),
    at: isoDate(stated?.[2]) ?? isoDate(arrival.exec(text)?.[1]),
    peer: remoteHost.exec(text)?.[1] ?? saidHost.exec(text)?.[1] ?? groups[0]?.[1],
    range: source.range(start, end),
    reply: sighted.reply,
    software: software.find(([words]) => words.test(text))?.[1],
    sender,
  });
}

/** What a bounce says, in order; one piece of evidence for each code that occurs. Takes any text. */
export function readBounce(source: SourceText): { readonly evidence: Evidence[]; readonly problems: Finding[] } {
  const mapped = readableText(source.text.slice(0, maxText));
  const evidence = sightings(mapped.text).map((sighted) => toEvidence(sighted, mapped, source));
  const problems: Finding[] = [];
  if (source.text.length > maxText) {
    const message = l10n.t('This text is longer than 4 MB: only its beginning was read as a bounce.');
    problems.push(finding('evidence.unreadable', message, { range: source.range(maxText, maxText) }));
  }
  return { evidence, problems };
}
