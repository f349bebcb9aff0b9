// Protocol logs of Exchange's SMTP send and receive sides:
// date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
import type { StatedCertificate } from '../evidence.js';
import { classifyReply } from '../replies.js';
import { detached, type Session, type SessionTable } from '../sessions.js';
import { alternateNames, readCertificateRecord } from '../statedCertificate.js';
import { Columns } from './columns.js';
import type { LogDialect, Particulars, Recollection, Sighting } from './dialect.js';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const comma = 0x2c;
const quote = 0x22;
const four = 0x34;
const five = 0x35;
const star = 0x2a;
// The columns in their order.
const time = 0;
const connector = 1;
const sessionId = 2;
const sequence = 3;
const remote = 5;
const event = 6;
const data = 7;
const context = 8;
const maxCertificates = 1000;

const headLine =
  /^#Software:\s*Microsoft Exchange|^#Fields:\s*date-time,connector-id|^#Log-type:\s*SMTP (Send|Receive)/i;
const dataLine = /^"?\d{4}-\d\d-\d\dT[\d:.]+Z?"?,.*,[0-9A-F]{16},\d+,[^,]*,[^,]*,[-+<>*],/i;
const refusal = /^[45]\d\d[ -]/;
const greeting = /\bHello \[([^\]]{3,45})\]/;
const mailFrom = /^MAIL FROM:\s?<([^>]*)>/i;
const tlsError = 'TLS negotiation failed';
// Read only for what is reported: half of the lines that matter are of this kind.
const remoteRecord = ',Remote certificate S';
const unread: StatedCertificate = { subject: '', issuer: '', thumbprint: '', names: [] };

/** Recognises a protocol log by its head or by the shape of a line. */
export function exchangeLog(line: string, table: SessionTable): LogDialect | undefined {
  const head = headLine.exec(line);
  return head !== null || dataLine.test(line) ? new ExchangeLog(table, head?.[1]?.toLowerCase()) : undefined;
}

interface CertificateRecord {
  readonly data: string;
  readonly certificate: StatedCertificate | undefined;
}

class ExchangeLog implements LogDialect {
  readonly software = 'exchange';
  readonly blank = ' ';
  readonly signs: readonly string[];
  readonly #columns = new Columns(context + 1);
  readonly #certificates = new Map<string, CertificateRecord>();
  #last: CertificateRecord = { data: '', certificate: undefined };

  /** @param side `send` or `receive`, where the head tells: it says on which side of the dialogue replies stand. */
  constructor(
    private readonly table: SessionTable,
    side: string | undefined,
  ) {
    const replies: Readonly<Record<string, readonly string[]>> = { send: ['<'], receive: ['>'] };
    this.signs = [...(replies[side ?? ''] ?? ['<', '>']), '*'];
  }

  wants(text: string, at: number): boolean {
    if (text.charCodeAt(at - 1) !== comma) {
      return false;
    }
    const next = text.charCodeAt(at + 1);
    if (next !== comma) {
      // A line that ends here was cut off.
      return next === lineFeed || next === carriageReturn;
    }
    const first = text.charCodeAt(at + 2) === quote ? text.charCodeAt(at + 3) : text.charCodeAt(at + 2);
    if (text.charCodeAt(at) !== star) {
      return first === four || first === five;
    }
    // Certificates: in the data, or announced by a context without data. Failures, too, have a context alone.
    if (first !== comma) {
      return true;
    }
    const note = text.charCodeAt(at + 3) === quote ? at + 4 : at + 3;
    const digit = text.charCodeAt(note);
    return (
      digit === four ||
      digit === five ||
      text.startsWith(tlsError, note) ||
      text.startsWith('Sending c', note) ||
      text.startsWith('Remote c', note)
    );
  }

  takesHead(line: string): boolean {
    // The columns are always the same.
    return line.startsWith('#Fields: date-time');
  }

  read(line: string): Sighting | 'cut' | undefined {
    if (line.includes(remoteRecord)) {
      return undefined;
    }
    const columns = this.#columns;
    if (columns.take(line) <= data) {
      return 'cut';
    }
    const session = this.table.session(columns.text(sessionId), columns.text(connector), columns.text(remote));
    const isNote = columns.text(event) === '*';
    const place = isNote ? context : data;
    const text = columns.text(place);
    if (isNote) {
      this.#note(session, columns.text(data), text);
    }
    const said = (refusal.test(text) || (isNote && text.startsWith(tlsError))) && classifyReply(text);
    // This server itself demands TLS, which only helps those who are offered it.
    const isOwnDemand = said === 'evidence.starttls-not-offered' && columns.text(event) === '>';
    const code = isOwnDemand ? 'evidence.inbound-starttls' : said;
    return code ? { code, session, reply: text, start: columns.start(place) } : undefined;
  }

  particulars(line: string): Particulars {
    this.#columns.take(line);
    return { at: this.#columns.text(time), key: this.#columns.text(sessionId) };
  }

  recall(line: string, recalled: Recollection): boolean {
    const columns = this.#columns;
    if (columns.take(line) <= data) {
      return false;
    }
    const said = columns.text(data);
    const note = columns.text(context);
    if (note.startsWith('TLS protocol')) {
      recalled.secured = true;
    } else if (note.startsWith('Remote certificate ')) {
      recalled.remoteCertificate ??= this.#certificate(said);
    } else if (columns.text(event) !== '*') {
      const sender = mailFrom.exec(said)?.[1];
      recalled.sender ??= sender?.slice(sender.lastIndexOf('@') + 1).toLowerCase();
      recalled.sourceAddress ??= greeting.exec(said)?.[1];
    }
    const isFirst = columns.text(sequence) === '0';
    recalled.secured ??= isFirst ? false : undefined;
    return isFirst;
  }

  /** What the server notes beside the dialogue: a certificate in one record, or spread over several lines. */
  #note(session: Session, data: string, context: string): void {
    if (context.startsWith('Sending certificate')) {
      session.certificate = data === '' ? unread : (this.#certificate(data) ?? session.certificate);
    } else if (context === 'Remote certificate') {
      session.remoteCertificate = unread;
    } else if (context.startsWith('Certificate ')) {
      this.#piece(session, data.trim(), context.slice('Certificate '.length));
    }
  }

  #certificate(data: string): StatedCertificate | undefined {
    // A server sends the same certificate in session after session; to compare is cheaper than to hash.
    if (data === this.#last.data) {
      return this.#last.certificate;
    }
    const known = this.#certificates.get(data);
    if (known !== undefined) {
      this.#last = known;
      return known.certificate;
    }
    if (this.#certificates.size >= maxCertificates) {
      this.#certificates.clear();
    }
    const own = detached(data);
    this.#last = { data: own, certificate: readCertificateRecord(this.table.decode(own)) };
    this.#certificates.set(own, this.#last);
    return this.#last.certificate;
  }

  #piece(session: Session, data: string, name: string): void {
    const side = session.remoteCertificate === undefined ? 'certificate' : 'remoteCertificate';
    const before = session[side] ?? unread;
    const value = this.table.text(data);
    if (name === 'subject') {
      session[side] = { ...before, subject: value };
    } else if (name === 'issuer name') {
      session[side] = { ...before, issuer: value };
    } else if (name === 'thumbprint') {
      session[side] = { ...before, thumbprint: value.toUpperCase() };
    } else if (name === 'alternate names') {
      session[side] = { ...before, names: alternateNames(value) };
    }
  }
}
