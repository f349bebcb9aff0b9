// Reads logs of mail servers as they stream by. The lines that matter are rare, so the text is searched for the signs
// that they carry and only those lines are taken apart; everything kept between chunks is bounded.
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import { describe } from './describe.js';
import type { Evidence, SessionCount } from './evidence.js';
import type { LogDialect, Recollection, Sighting } from './logs/dialect.js';
import { exchangeLog } from './logs/exchange.js';
import { iisLog } from './logs/iis.js';
import { LineWalk, lineEnd, linesWith, Signs } from './logs/lines.js';
import { mailLog } from './logs/mailLog.js';
import { detached, SessionTable } from './sessions.js';

/** How to read a log. */
export interface LogOptions {
  /** The chunks are bytes decoded one to one (`latin1`), so that lines outside ASCII are UTF-8 still to be decoded. */
  readonly bytes?: boolean;
  /** Evidence beyond it is counted only. Default 1000. */
  readonly limit?: number;
}

const maxLine = 65_536;
// Some hundred open sessions with what they have said so far.
const maxPast = 1 << 19;
const maxProblems = 100;
// One sign for all that begin a head or change it: each sign is a pass over the text.
const headSign = '#';
const headers = ['#Software:', '#Log-type:', '#Fields:'];
const hash = 0x23;
const outsideAscii = /[\x80-\xff]/;

/** Decodes a line whose bytes were taken as characters; what is no UTF-8 stays. */
function fromUtf8(text: string): string {
  if (!outsideAscii.test(text)) {
    return text;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (unit) => unit.charCodeAt(0)));
  } catch {
    return text;
  }
}

/** The dialect that a line betrays, if it does. */
function dialectOf(line: string, table: SessionTable): LogDialect | undefined {
  return exchangeLog(line, table) ?? iisLog(line, table) ?? mailLog(line, table);
}

function overlong(): string {
  return l10n.t('This line is longer than 64 KB: only its beginning was read.');
}

/** Reads chunks of a log and yields what they say. One reader a log. */
export class SmtpLogReader {
  readonly #table: SessionTable;
  readonly #limit: number;
  readonly #problems: Finding[] = [];
  #dialect: LogDialect | undefined;
  #carry = '';
  #overlong = false;
  #line = 0;
  #found = 0;
  readonly #past: string[] = [];
  #pastLength = 0;

  constructor(options: LogOptions = {}) {
    this.#limit = options.limit ?? 1000;
    this.#table = new SessionTable(options.bytes ? fromUtf8 : undefined);
  }

  /** Whether any line so far belongs to a known kind of log. */
  get recognised(): boolean {
    return this.#dialect !== undefined;
  }

  /** Sessions by connector, remote host and certificate, most refused first. Complete after `end`. */
  get sessions(): SessionCount[] {
    return this.#table.counts();
  }

  get problems(): readonly Finding[] {
    return this.#problems;
  }

  /** How many were found beyond the limit. */
  get omitted(): number {
    return Math.max(0, this.#found - this.#limit);
  }

  /** Reads the next piece of the log, cut anywhere. */
  push(chunk: string): Evidence[] {
    const found: Evidence[] = [];
    const first = chunk.indexOf('\n');
    if (first < 0) {
      this.#keep(chunk);
      return found;
    }
    this.#keep(chunk.slice(0, first + 1));
    this.#flush(found);
    const last = chunk.lastIndexOf('\n');
    this.#scan(chunk, first + 1, last + 1, found);
    this.#remember(chunk.slice(first + 1, last + 1));
    this.#keep(chunk.slice(last + 1));
    return found;
  }

  /** Reads a last line without an end. */
  end(): Evidence[] {
    const found: Evidence[] = [];
    const line = this.#carry.trimEnd();
    if (this.#dialect === undefined || this.#overlong || line === '' || line.startsWith(headSign)) {
      this.#flush(found);
    } else {
      // A log that was cut off ends anywhere, so that its last line need not carry a sign.
      this.#take(this.#dialect, line, '', found);
    }
    this.#table.close();
    return found;
  }

  #keep(text: string): void {
    if (this.#carry.length + text.length > maxLine) {
      this.#overlong = true;
      this.#carry += text.slice(0, Math.max(0, maxLine - this.#carry.length));
    } else {
      this.#carry += text;
    }
    this.#carry = detached(this.#carry);
  }

  #flush(found: Evidence[]): void {
    if (this.#carry === '') {
      return;
    }
    const text = this.#carry;
    this.#carry = '';
    if (this.#overlong) {
      this.#overlong = false;
      this.#problem(overlong());
      // Its line end was cut off, too, and must be counted.
      this.#scan(`${text}\n`, 0, text.length + 1, found);
      return;
    }
    this.#scan(text, 0, text.length, found);
    this.#remember(text);
  }

  #problem(message: string): void {
    if (this.#problems.length < maxProblems) {
      const position = { line: this.#line, character: 0 };
      this.#problems.push(finding('evidence.unreadable', message, { range: { start: position, end: position } }));
    }
  }

  #scan(text: string, start: number, end: number, found: Evidence[]): void {
    let from = start;
    while (from < end) {
      from =
        this.#dialect === undefined
          ? this.#recognise(text, from, end)
          : this.#search(this.#dialect, text, from, end, found);
    }
  }

  /** Looks for the first line of a known kind; returns where to go on. */
  #recognise(text: string, start: number, end: number): number {
    let from = start;
    while (from < end) {
      const stop = lineEnd(text, from, end);
      this.#dialect = dialectOf(text.slice(from, Math.min(stop, from + maxLine)), this.#table);
      if (this.#dialect !== undefined) {
        return from;
      }
      this.#line += 1;
      from = stop + 1;
    }
    return from;
  }

  /** Reads the lines that carry a sign, up to a header that may name another kind of log; returns where to go on. */
  #search(dialect: LogDialect, text: string, start: number, end: number, found: Evidence[]): number {
    const signs = new Signs([headSign, ...dialect.signs], text, start);
    const walk = new LineWalk(text, start, this.#line);
    let from = start;
    for (let at = signs.next(from); at < end; at = signs.next(from)) {
      const isHead = text.charCodeAt(at) === hash && headers.some((each) => text.startsWith(each, at));
      if (!isHead && !dialect.wants(text, at)) {
        from = at + 1;
        continue;
      }
      walk.to(at);
      this.#line = walk.number;
      const stop = lineEnd(text, at, end);
      const line = this.#trimmed(text.slice(walk.start, stop));
      if (isHead && !dialect.takesHead(line)) {
        this.#dialect = dialectOf(line, this.#table) ?? dialect;
        this.#line += 1;
        return stop + 1;
      }
      if (!isHead) {
        this.#take(dialect, line, text.slice(Math.max(start, walk.start - maxPast), walk.start), found);
      }
      from = stop + 1;
    }
    walk.to(end);
    this.#line = walk.number;
    return end;
  }

  /** Reads a line. `before` is what stands before it, as far as that is not remembered. */
  #take(dialect: LogDialect, line: string, before: string, found: Evidence[]): void {
    const sighting = dialect.read(line);
    if (sighting === 'cut') {
      this.#problem(l10n.t('This line lacks columns: it was cut off. What it said is not known.'));
    } else if (sighting !== undefined && this.#counted(sighting)) {
      found.push(this.#describe(dialect, sighting, line, before));
    }
  }

  /** Counts it; whether it is still to be told. Users who are unknown and mailboxes that are full are not. */
  #counted({ session, code }: Sighting): boolean {
    this.#table.note(session, code);
    if (code === 'evidence.other-status') {
      return false;
    }
    this.#found += 1;
    return this.#found <= this.#limit;
  }

  #describe(dialect: LogDialect, sighting: Sighting, text: string, before: string): Evidence {
    const { session, code } = sighting;
    const { at, key, secured: isSecured } = dialect.particulars(text);
    const recalled: Recollection = {};
    if (key !== '') {
      this.#recall(dialect, key, before, recalled);
    }
    const line = this.#line;
    const start = this.#table.decode(text.slice(0, sighting.start)).length;
    const reply = this.#table.decode(sighting.reply).replaceAll(dialect.blank, ' ');
    const range = { start: { line, character: start }, end: { line, character: start + reply.length } };
    const secured = isSecured ?? recalled.secured;
    const said = { ...session, ...recalled, secured, code, software: dialect.software, at };
    return describe({ kind: 'smtp-log', ...said, reply, peer: session.remote, range });
  }

  /** Goes back through the lines of a session to its beginning, or as far as the memory reaches. */
  #recall(dialect: LogDialect, key: string, before: string, recalled: Recollection): void {
    for (let i = this.#past.length; i >= 0; i--) {
      for (const line of linesWith(key, this.#past[i] ?? before)) {
        if (dialect.recall(line, recalled)) {
          return;
        }
      }
    }
  }

  /** Keeps the last texts, where the beginnings of open sessions are looked up. */
  #remember(text: string): void {
    this.#past.push(text.length > maxPast ? text.slice(-maxPast) : text);
    this.#pastLength += text.length;
    while (this.#pastLength > maxPast && this.#past.length > 1) {
      this.#pastLength -= this.#past.shift()?.length ?? 0;
    }
  }

  /** The line without its end and within the limit of length. */
  #trimmed(raw: string): string {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (text.length > maxLine) {
      this.#problem(overlong());
      return text.slice(0, maxLine);
    }
    return text;
  }
}
