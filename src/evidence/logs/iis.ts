// W3C extended logs of IIS SMTP. The columns stand in a `#Fields` line, which may change inside a file; blanks within a
// value are written as `+`. A record of an outbound connection has its kind where the user name stands.
import { classifyReply } from '../replies.js';
import type { SessionTable } from '../sessions.js';
import type { LogDialect, Recollection, Sighting } from './dialect.js';

const fieldsLine = /^#Fields:\s*(.*\bc-ip\b.*)$/i;
const headLine = /^#Software:\s*(?:Microsoft )?Internet Information/i;
const dataLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:OutboundConnection(?:Command|Response) |\S+ SMTPSVC\d)/;
// What IIS writes unless told otherwise, for a piece of a log without its head.
const usualFields =
  'date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status';
const reply = /^[45]\d\d[+ -]/;
const greeting = /\bHello \[([^\]]{3,45})\]/;
const sender = /^FROM:\s?<([^>]*)>/i;

/** Recognises a log of IIS SMTP by its head or by the shape of a line. */
export function iisLog(line: string, table: SessionTable): LogDialect | undefined {
  return headLine.test(line) || fieldsLine.test(line) || dataLine.test(line) ? new IisLog(table, line) : undefined;
}

class IisLog implements LogDialect {
  /** Enhanced status codes behind a reply code, and the refusals of this server itself. */
  readonly signs: readonly string[] = ['+5.', '+4.', '> 550 ', '> 554 ', '#Fields:'];
  #columns: ReadonlyMap<string, number> = columnsOf(usualFields);

  constructor(
    private readonly table: SessionTable,
    line: string,
  ) {
    this.#readFields(line);
  }

  wants(): boolean {
    return true;
  }

  read(line: string): Sighting | undefined {
    if (this.#readFields(line)) {
      return undefined;
    }
    const columns = line.split(' ');
    const value = (name: string) => columns[this.#columns.get(name) ?? -1] ?? '';
    const query = value('cs-uri-query');
    const address = value('c-ip');
    const isOutbound = value('cs-username') === 'OutboundConnectionResponse' || reply.test(query);
    const text = isOutbound ? query.replaceAll('+', ' ') : '';
    const isOwn = !isOutbound && /^55[04]$/.test(value('sc-status')) && /^rcpt$/i.test(value('cs-method'));
    const code = isOwn ? 'evidence.relay-denied' : reply.test(text) ? classifyReply(text) : undefined;
    if (code === undefined || address === '') {
      return undefined;
    }
    const place = this.#columns.get(isOwn ? 'sc-status' : 'cs-uri-query') ?? 0;
    const before = columns.slice(0, place).join(' ');
    const date = value('date');
    return {
      code,
      software: 'iis',
      reply: isOwn ? value('sc-status') : text,
      before: `${before}${place > 0 ? ' ' : ''}`,
      // The W3C format is in UTC.
      at: date === '' ? undefined : `${date}T${value('time')}Z`,
      session: this.table.session(`${address} ${value('s-sitename')}`, value('s-sitename'), address),
      key: ` ${address} `,
    };
  }

  recall(line: string, recalled: Recollection): boolean {
    const columns = line.split(' ');
    const query = (columns[this.#columns.get('cs-uri-query') ?? -1] ?? '').replaceAll('+', ' ').trim();
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

  #readFields(line: string): boolean {
    const fields = fieldsLine.exec(line)?.[1];
    this.#columns = fields === undefined ? this.#columns : columnsOf(fields);
    return fields !== undefined;
  }
}

function columnsOf(fields: string): ReadonlyMap<string, number> {
  const names = fields.trim().toLowerCase().split(/\s+/);
  return new Map(names.map((name, i) => [name, i]));
}
