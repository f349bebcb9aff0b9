// Protocol logs of Exchange's SMTP send and receive sides:
// date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
import type { StatedCertificate } from '../evidence.js';
import { classifyReply } from '../replies.js';
import { detached, type Session, type SessionTable } from '../sessions.js';
import { alternateNames, readCertificateRecord } from '../statedCertificate.js';
import type { LogDialect, Recollection, Sighting } from './dialect.js';

const comma = 0x2c;
const quote = 0x22;
const four = 0x34;
const five = 0x35;
const star = 0x2a;
const columns = 9;
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

interface Column {
  readonly text: string;
  readonly start: number;
}

/** Takes a line apart; quoted columns hold commas, and double their quotes. */
function split(line: string): Column[] {
  const found: Column[] = [];
  let start = 0;
  while (found.length < columns && start <= line.length) {
    if (line.charCodeAt(start) === quote) {
      let end = line.indexOf('"', start + 1);
      while (end >= 0 && line.charCodeAt(end + 1) === quote) {
        end = line.indexOf('"', end + 2);
      }
      const stop = end < 0 ? line.length : end;
      found.push({ text: line.slice(start + 1, stop).replaceAll('""', '"'), start: start + 1 });
      start = stop + 2;
    } else {
      const end = line.indexOf(',', start);
      const stop = end < 0 ? line.length : end;
      found.push({ text: line.slice(start, stop), start });
      start = stop + 1;
    }
  }
  return found;
}

class ExchangeLog implements LogDialect {
  readonly signs: readonly string[];
  readonly #certificates = new Map<string, StatedCertificate | undefined>();

  /** @param side `send` or `receive`, where the head tells: it says on which side of the dialogue replies stand. */
  constructor(
    private readonly table: SessionTable,
    side: string | undefined,
  ) {
    const replies: Readonly<Record<string, readonly string[]>> = { send: ['<'], receive: ['>'] };
    this.signs = [...(replies[side ?? ''] ?? ['<', '>']), '*'];
  }

  wants(text: string, at: number): boolean {
    if (text.charCodeAt(at - 1) !== comma || text.charCodeAt(at + 1) !== comma) {
      return false;
    }
    const first = text.charCodeAt(at + 2) === quote ? text.charCodeAt(at + 3) : text.charCodeAt(at + 2);
    if (text.charCodeAt(at) !== star) {
      return first === four || first === five;
    }
    // Certificates: in the data, or announced by a context without data. Failures of TLS, too, have a context alone.
    return (
      first !== comma ||
      text.startsWith(tlsError, at + 3) ||
      text.startsWith('Sending c', at + 3) ||
      text.startsWith('Remote c', at + 3)
    );
  }

  read(line: string): Sighting | undefined {
    if (line.includes(remoteRecord)) {
      return undefined;
    }
    const [time, connector, id, , , remote, event, data, context] = split(line);
    if (connector === undefined || id === undefined || remote === undefined || data === undefined) {
      return undefined;
    }
    const session = this.table.session(id.text, connector.text, remote.text);
    const isNote = event?.text === '*';
    if (isNote) {
      this.#note(session, data.text, context?.text ?? '');
    }
    const place = isNote ? (context ?? data) : data;
    const code = (isNote ? place.text.startsWith(tlsError) : refusal.test(place.text)) && classifyReply(place.text);
    const before = line.slice(0, place.start);
    return code
      ? { code, software: 'exchange', reply: place.text, before, at: time?.text, session, key: id.text }
      : undefined;
  }

  recall(line: string, recalled: Recollection): boolean {
    const [, , , sequence, , , event, data, context] = split(line);
    if (data === undefined) {
      return false;
    }
    if (context?.text.startsWith('TLS protocol')) {
      recalled.secured = true;
    } else if (context?.text.startsWith('Remote certificate ')) {
      recalled.remoteCertificate ??= this.#certificate(data.text);
    } else if (event?.text !== '*') {
      const sender = mailFrom.exec(data.text)?.[1];
      recalled.sender ??= sender?.slice(sender.lastIndexOf('@') + 1).toLowerCase();
      recalled.sourceAddress ??= greeting.exec(data.text)?.[1];
    }
    const isFirst = sequence?.text === '0';
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
    const known = this.#certificates.get(data);
    if (known !== undefined || this.#certificates.has(data)) {
      return known;
    }
    if (this.#certificates.size >= maxCertificates) {
      this.#certificates.clear();
    }
    const own = detached(data);
    const certificate = readCertificateRecord(this.table.decode(own));
    this.#certificates.set(own, certificate);
    return certificate;
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
