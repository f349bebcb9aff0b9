// Logs of Postfix, Exim and Sendmail. None of them says which certificate was sent.
import type { EvidenceCode, Software } from '../evidence.js';
import { classifyReply } from '../replies.js';
import type { SessionTable } from '../sessions.js';
import type { LogDialect, Particulars, Recollection, Sighting } from './dialect.js';

interface Grammar {
  readonly software: Software;
  /** Lines by which the log is recognised. */
  readonly line: RegExp;
  /**
   * Each is a pass over the text: as few as can be, with a rare first letter, and at most six letters, for which
   * engines only look for the first.
   */
  readonly signs: readonly string[];
  /** Signs that count only where a four or five follows, as every failure's status code begins. */
  readonly statuses: readonly string[];
  /** What the reason of a failed delivery stands behind; the first that fits. */
  readonly reasons: readonly RegExp[];
  /** What the reply stands behind within the reason, if not at its beginning. */
  readonly said?: string;
  /** What follows the reason, if it does not reach to the end of the line. */
  readonly end?: string;
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
    // A delivery, and what is known of a client behind the refusal of a recipient.
    signs: [', dsn=', '; from'],
    statuses: [', dsn='],
    reasons: [/, dsn=\S+ status=(?:bounced|deferred) \(/, / reject: RCPT from \S+: /],
    said: ' said: ',
    id: /\]: ([0-9A-Za-z]{6,20}|NOQUEUE): /,
    remote: /(?: relay=|RCPT from )([^[\s,]*)/,
    service: /\b(postfix(?:-[\w.]+)?\/[\w/-]+)\[/,
    sender: /: from=<([^>]*)>, size=/,
  },
  {
    software: 'exim',
    line: /^(?:\S+ ){0,5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? .*(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?:<=|=>|->|==|\*\*|Completed)|\brejected (?:RCPT|MAIL|EHLO)\b)|\bexim4?\[\d+\]: /,
    // `SMTP error from remote`, `TLS session`, `rejected RCPT <address>: relay not permitted`.
    signs: ['SMTP e', 'LS ses', 'RCPT <'],
    statuses: [],
    reasons: [
      /SMTP error from remote mail server after [^:]*(?::<[^>]*>)?(?: SIZE=\d+)?: (?:host \S+ \[\S+\]: )?/,
      /: (?=(?:a )?TLS session|relay not permitted)/,
    ],
    id: /(?:^|\s)([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) /,
    remote: / H=(?:\(\S*\) )?(\S+)/,
    service: / T=(\S+)/,
    sender: / <= (?:<>|(\S+))/,
    secured: /\bX=TLS/,
  },
  {
    software: 'sendmail',
    line: /\b(?:sendmail|sm-mta|sm-msp-queue|sm-que)\[\d+\]: /,
    signs: ['dsn=', 'ject='],
    statuses: ['dsn=', 'ject='],
    reasons: [/, (?:reply|reject)=/, /, stat=(?:Deferred: )?/],
    end: ', stat=',
    id: /\]: ([0-9A-Za-z]{8,20}): /,
    remote: / relay=([^\s,[]*[^\s,[.])/,
    service: / mailer=([^\s,]+)/,
    sender: /: from=<?([^>,\s]*)>?, size=/,
  },
];

const four = 0x34;
const five = 0x35;
const dsn = /\bdsn=([45]\.\d+\.\d+)/;
const isoTime = /^(?:<\d+>)?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(?: ?(Z|[+-]\d\d:?\d\d))?/;

/** Recognises a log of one of the three by the shape of a line. */
export function mailLog(line: string, table: SessionTable): LogDialect | undefined {
  const grammar = grammars.find((each) => each.line.test(line));
  return grammar && new MailLog(grammar, table);
}

class MailLog implements LogDialect {
  readonly software: Software;
  readonly blank = ' ';
  readonly signs: readonly string[];

  constructor(
    private readonly grammar: Grammar,
    private readonly table: SessionTable,
  ) {
    this.software = grammar.software;
    this.signs = grammar.signs;
  }

  wants(text: string, at: number): boolean {
    const status = this.grammar.statuses.find((sign) => text.startsWith(sign, at));
    return status === undefined || isFailure(text.charCodeAt(at + status.length));
  }

  takesHead(): boolean {
    return false;
  }

  read(line: string): Sighting | undefined {
    const start = this.#reasonStart(line);
    const end = this.grammar.end === undefined || start < 0 ? -1 : line.indexOf(this.grammar.end, start);
    const text = line.slice(start, end < 0 ? undefined : end);
    const code = start < 0 ? undefined : classifyFailure(text, line, this.grammar.said);
    if (code === undefined) {
      return undefined;
    }
    const remote = this.grammar.remote.exec(line)?.[1] ?? '';
    const service = this.grammar.service.exec(line)?.[1] ?? this.software;
    return { code, session: this.table.single(service, remote), reply: text, start };
  }

  particulars(line: string): Particulars {
    const id = this.grammar.id.exec(line)?.[1] ?? '';
    return {
      at: timeOf(line),
      key: id === 'NOQUEUE' ? '' : id,
      secured: this.grammar.secured?.test(line) ? true : undefined,
    };
  }

  #reasonStart(line: string): number {
    for (const pattern of this.grammar.reasons) {
      const match = pattern.exec(line);
      if (match !== null) {
        return match.index + match[0].length;
      }
    }
    return -1;
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

/** The reply that a server said, wherever it stands in the reason; else the status code that the log gives apart. */
function classifyFailure(text: string, line: string, said: string | undefined): EvidenceCode | undefined {
  const at = said === undefined ? -1 : text.indexOf(said);
  const reply = said === undefined || at < 0 ? text : text.slice(at + said.length);
  const code = classifyReply(reply);
  if (code !== undefined && code !== 'evidence.other-status') {
    return code;
  }
  const status = dsn.exec(line)?.[1];
  return status === undefined ? code : classifyReply(`${status} ${reply}`);
}

function isFailure(digit: number): boolean {
  return digit === four || digit === five;
}

/** ISO 8601 where the line has a year; without a zone where it has none, since nothing tells which it was. */
function timeOf(line: string): string | undefined {
  const match = isoTime.exec(line);
  return match === null ? undefined : `${match[1]}T${match[2]}${match[3] ?? ''}`;
}
