// W3C extended logs of IIS SMTP. The columns stand in a `#Fields` line, which may change inside a file; blanks within a
// value are written as `+`. A record of an outbound connection has its kind where the user name stands.
import { classifyReply } from '../replies.js';
import type { SessionTable } from '../sessions.js';
import { Columns } from './columns.js';
import type { LogDialect, Particulars, Recollection, Sighting } from './dialect.js';

const fieldsLine = /^#Fields:\s*(.*\bc-ip\b.*)$/i;
const headLine = /^#Software:\s*(?:Microsoft )?Internet Information/i;
const dataLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:OutboundConnection(?:Command|Response) |\S+ SMTPSVC\d)/;
// What IIS writes unless told otherwise, for a piece of a log without its head.
const usualFields =
  'date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status';
const plus = 0x2b;
const blank = 0x20;
const reply = /^[45]\d\d[+ -]/;
const greeting = /\bHello \[([^\]]{3,45})\]/;
const sender = /^FROM:\s?<([^>]*)>/i;

/** Recognises a log of IIS SMTP by its head or by the shape of a line. */
export function iisLog(line: string, table: SessionTable): LogDialect | undefined {
  return headLine.test(line) || fieldsLine.test(line) || dataLine.test(line) ? new IisLog(table, line) : undefined;
}

/** Where the columns stand that are read; -1: the log lacks it. */
interface Places {
  readonly date: number;
  readonly time: number;
  readonly address: number;
  readonly user: number;
  readonly site: number;
  readonly method: number;
  readonly query: number;
  readonly status: number;
}

class IisLog implements LogDialect {
  readonly software = 'iis';
  readonly blank = '+';
  /** Enhanced status codes behind a reply code, and the refusals of this server itself. */
  readonly signs: readonly string[] = ['+5.', '+4.', '> 55'];
  #places: Places = placesOf(usualFields);
  #columns = columnsFor(this.#places);

  constructor(
    private readonly table: SessionTable,
    line: string,
  ) {
    this.takesHead(line);
  }

  wants(text: string, at: number): boolean {
    return text.charCodeAt(at) === plus || text.charCodeAt(at + '> 550'.length) === blank;
  }

  takesHead(line: string): boolean {
    const fields = fieldsLine.exec(line)?.[1];
    if (fields !== undefined) {
      this.#places = placesOf(fields);
      this.#columns = columnsFor(this.#places);
    }
    return fields !== undefined;
  }

  read(line: string): Sighting | 'cut' | undefined {
    const columns = this.#columns;
    const { address: addressAt, site: siteAt, query: queryAt, status } = this.#places;
    if (columns.take(line) < columns.most) {
      return 'cut';
    }
    const query = columns.text(queryAt);
    const address = columns.text(addressAt);
    const isReply = reply.test(query);
    const isOwn = !isReply && this.#isOwnRefusal();
    const code = isOwn ? 'evidence.relay-denied' : isReply ? classifyReply(query) : undefined;
    if (code === undefined || address === '') {
      return undefined;
    }
    // Nothing in a line tells one session with a host from the next.
    const session = this.table.single(columns.text(siteAt), address);
    return isOwn
      ? { code, session, reply: columns.text(status), start: columns.start(status) }
      : { code, session, reply: query, start: columns.start(queryAt) };
  }

  particulars(line: string): Particulars {
    this.#columns.take(line);
    const { date, time, address } = this.#places;
    const day = this.#columns.text(date);
    // The W3C format is in UTC.
    const at = day === '' ? undefined : `${day}T${this.#columns.text(time)}Z`;
    return { at, key: ` ${this.#columns.text(address)} ` };
  }

  recall(line: string, recalled: Recollection): boolean {
    this.#columns.take(line);
    const query = this.#columns.text(this.#places.query).replaceAll('+', ' ').trim();
    const from = sender.exec(query)?.[1];
    recalled.sender ??= from?.slice(from.lastIndexOf('@') + 1).toLowerCase();
    recalled.sourceAddress ??= greeting.exec(query)?.[1];
    const isReady = query.startsWith('220');
    if (isReady && / 2\.0\.0 /.test(query)) {
      // The answer to STARTTLS; without an enhanced code it is the greeting.
      recalled.secured ??= true;
      return false;
    }
    recalled.secured ??= isReady ? false : undefined;
    return isReady;
  }

  /** Whether this server itself refused a recipient. */
  #isOwnRefusal(): boolean {
    const { user, method, status } = this.#places;
    if (this.#columns.text(user) === 'OutboundConnectionResponse') {
      return false;
    }
    return /^55[04]$/.test(this.#columns.text(status)) && /^rcpt$/i.test(this.#columns.text(method));
  }
}

function placesOf(fields: string): Places {
  const names = fields.trim().toLowerCase().split(/\s+/);
  return {
    date: names.indexOf('date'),
    time: names.indexOf('time'),
    address: names.indexOf('c-ip'),
    user: names.indexOf('cs-username'),
    site: names.indexOf('s-sitename'),
    method: names.indexOf('cs-method'),
    query: names.indexOf('cs-uri-query'),
    status: names.indexOf('sc-status'),
  };
}

function columnsFor(places: Places): Columns {
  return new Columns(Math.max(...Object.values(places)) + 1, ' ', false);
}
