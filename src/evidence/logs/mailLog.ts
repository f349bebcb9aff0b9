// Logs of Postfix, Exim and Sendmail. None of them says which certificate was sent.
import type { EvidenceCode, Software } from '../evidence.js';
import { classifyReply } from '../replies.js';
import type { SessionTable } from '../sessions.js';
import type { LogDialect, Recollection, Sighting } from './dialect.js';

interface Grammar {
  readonly software: Software;
  /** Lines by which the log is recognised. */
  readonly line: RegExp;
  readonly signs: readonly string[];
  /** The part of a line that tells why a delivery failed; the first that fits. */
  readonly reasons: readonly RegExp[];
  /** Identifier of the message, the remote host, and the transport or service. */
  readonly id: RegExp;
  readonly remote: RegExp;
  readonly service: RegExp;
  /** The line that states the envelope sender. */
  readonly sender: RegExp;
  /** The lines of a TLS session. */
  readonly secured?: RegExp;
}

const grammars: readonly Grammar[] = [
  {
    software: 'postfix',
    line: /\bpostfix(?:-[\w.]+)?\/[\w/-]+\[\d+\]: /,
    signs: ['status=bounced', 'status=deferred', 'reject: RCPT'],
    reasons: [/(?:status=(?:bounced|deferred) \(|reject: RCPT from [^\s:]+: )(.*)$/],
    id: /\]: ([0-9A-Za-z]{6,20}|NOQUEUE): /,
    remote: /(?:relay=|RCPT from )([^[\s,]*)\[?/,
    service: /\b(postfix(?:-[\w.]+)?\/[\w/-]+)\[/,
    sender: /: from=<([^>]*)>, size=/,
  },
  {
    software: 'exim',
    line: /^(?:\S+ ){0,5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? .*(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?:<=|=>|->|==|\*\*|Completed)|\brejected (?:RCPT|MAIL|EHLO)\b)|\bexim4?\[\d+\]: /,
    signs: [
      'SMTP error from remote',
      'TLS session is required',
      'relay not permitted',
      'certificate verification failed',
    ],
    reasons: [
      /SMTP error from remote mail server after [^:]*(?::<[^>]*>)?(?: SIZE=\d+)?: (?:host \S+ \[\S+\]: )?(.*)$/,
      /: ((?:a )?TLS session.*|relay not permitted.*)$/,
    ],
    id: /(?:^|\s)([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) /,
    remote: /\bH=(?:\(\S*\) )?(\S+)/,
    service: /\bT=(\S+)/,
    sender: / <= (?:<>|(\S+))/,
    secured: /\bX=TLS/,
  },
  {
    software: 'sendmail',
    line: /\b(?:sendmail|sm-mta|sm-msp-queue|sm-que)\[\d+\]: /,
    signs: [', dsn=5.', ', dsn=4.', 'reject=5', 'reject=4'],
    reasons: [/\breply=(.*?)(?=, stat=|$)/, /\breject=(.*)$/, /\bstat=(?:Deferred: )?(.*)$/],
    id: /\]: ([0-9A-Za-z]{8,20}): /,
    remote: /\brelay=([^\s,[]+?)\.?(?=[\s,[])/,
    service: /\bmailer=([^\s,]+)/,
    sender: /: from=<?([^>,\s]*)>?, size=/,
  },
];

const dsn = /\bdsn=([45]\.\d+\.\d+)/;
const isoTime = /^(?:<\d+>)?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(?: ?(Z|[+-]\d\d:?\d\d))?/;

/** Recognises a log of one of the three by the shape of a line. */
export function mailLog(line: string, table: SessionTable): LogDialect | undefined {
  const grammar = grammars.find((each) => each.line.test(line));
  return grammar && new MailLog(grammar, table);
}

class MailLog implements LogDialect {
  readonly signs: readonly string[];

  constructor(
    private readonly grammar: Grammar,
    private readonly table: SessionTable,
  ) {
    this.signs = grammar.signs;
  }

  wants(): boolean {
    return true;
  }

  read(line: string): Sighting | undefined {
    const { software } = this.grammar;
    const reason = this.#reason(line);
    const code = reason && classifyFailure(reason.text, line);
    if (reason === undefined || code === undefined) {
      return undefined;
    }
    const id = this.grammar.id.exec(line)?.[1] ?? '';
    const remote = this.grammar.remote.exec(line)?.[1] ?? '';
    const service = this.grammar.service.exec(line)?.[1] ?? software;
    const isTls = this.grammar.secured?.test(line) ? true : undefined;
    return {
      code,
      software,
      reply: reason.text,
      before: line.slice(0, reason.start),
      at: timeOf(line),
      session: this.table.single(service, remote),
      key: id === 'NOQUEUE' ? '' : id,
      secured: isTls,
    };
  }

  #reason(line: string): { readonly text: string; readonly start: number } | undefined {
    for (const pattern of this.grammar.reasons) {
      const match = pattern.exec(line);
      if (match !== null) {
        const text = match[1] ?? '';
        return { text, start: match.index + match[0].length - text.length };
      }
    }
    return undefined;
  }

  recall(line: string, recalled: Recollection): boolean {
    const match = this.grammar.sender.exec(line);
    if (match === null) {
      return false;
    }
    const address = match[1] ?? '';
    recalled.sender = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    return true;
  }
}

/** The reply that a server `said`, wherever it stands in the reason; else the status code that the log gives apart. */
function classifyFailure(text: string, line: string): EvidenceCode | undefined {
  const said = text.indexOf(' said: ');
  const reply = said < 0 ? text : text.slice(said + ' said: '.length);
  const code = classifyReply(reply);
  if (code !== undefined) {
    return code;
  }
  const status = dsn.exec(line)?.[1];
  return status === undefined ? undefined : classifyReply(`${status} ${reply}`);
}

/** ISO 8601 where the line has a year; without a zone where it has none, since nothing tells which it was. */
function timeOf(line: string): string | undefined {
  const match = isoTime.exec(line);
  return match === null ? undefined : `${match[1]}T${match[2]}${match[3] ?? ''}`;
}
