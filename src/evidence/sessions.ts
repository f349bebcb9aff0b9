import type { EvidenceCode, SessionCount, StatedCertificate } from './evidence.js';

/** What is remembered of one SMTP session until its fate is known. */
export interface Session {
  readonly connector: string;
  readonly remote: string;
  certificate?: StatedCertificate;
  remoteCertificate?: StatedCertificate | undefined;
}

interface Row {
  readonly connector: string;
  readonly remote: string;
  readonly certificate: StatedCertificate | undefined;
  readonly codes: Map<EvidenceCode, number>;
  sessions: number;
}

const maxOpen = 1024;
const maxRows = 2000;
const maxTexts = 2000;

/** A string of its own: a slice would keep the whole chunk of a log alive, whose characters V8 shares. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** The value of a key, made when it is missing. */
function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}

/** The host of `address:port` or `[address]:port`. */
export function hostOf(endpoint: string): string {
  const colon = endpoint.lastIndexOf(':');
  const host =
    colon > 0 && (endpoint.indexOf(':') === colon || endpoint.startsWith('[')) ? endpoint.slice(0, colon) : endpoint;
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/**
 * The sessions of a log that are still open, however interleaved, and the count of those that are over. Logs do not
 * always say when a session ends, so that those begun longest ago give way.
 */
export class SessionTable {
  // Two generations: cheaper than to look for the oldest of all each time one more is opened.
  #open = new Map<string, Session>();
  #older = new Map<string, Session>();
  readonly #rows = new Map<string, Map<string, Map<string, Row>>>();
  #rowCount = 0;
  #single: Session | undefined;
  readonly #hosts = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** @param decode turns texts of the log into what is shown, where the log was not decoded as a whole. */
  constructor(readonly decode: (text: string) => string = (text) => text) {}

  /** The session of an identifier, new if need be. */
  session(id: string, connector: string, remote: string): Session {
    const known = this.#open.get(id) ?? this.#older.get(id);
    if (known !== undefined) {
      return known;
    }
    if (this.#open.size >= maxOpen) {
      this.#countAll(this.#older);
      this.#older = this.#open;
      this.#open = new Map();
    }
    const session = { connector: this.text(connector), remote: this.text(remote) };
    this.#open.set(detached(id), session);
    return session;
  }

  /** A session of which only one line tells; it is counted at once. */
  single(connector: string, remote: string): Session {
    // Most lines tell of the same host as the line before, and to compare is quicker than to look up.
    if (this.#single?.remote !== remote || this.#single.connector !== connector) {
      this.#single = { connector: this.text(connector), remote: this.text(remote) };
    }
    this.#count(this.#single);
    return this.#single;
  }

  /** Counts that the session met `code`; what it sent must be known by then. */
  note(session: Session, code: EvidenceCode): void {
    const codes = this.#row(session)?.codes;
    codes?.set(code, (codes.get(code) ?? 0) + 1);
  }

  /** One copy of a text that occurs again and again. */
  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#texts.size >= maxTexts) {
      this.#texts.clear();
    }
    const decoded = this.decode(detached(text));
    this.#texts.set(detached(text), decoded);
    return decoded;
  }

  /** Counts every session still open. */
  close(): void {
    this.#countAll(this.#older);
    this.#countAll(this.#open);
  }

  /** The summary, most refused first. */
  counts(): SessionCount[] {
    const refused = (row: Row) => [...row.codes.values()].reduce((sum, each) => sum + each, 0);
    const rows = [...this.#rows.values()].flatMap((hosts) => [...hosts.values()].flatMap((each) => [...each.values()]));
    return rows.sort((a, b) => refused(b) - refused(a) || b.sessions - a.sessions);
  }

  #countAll(sessions: Map<string, Session>): void {
    for (const session of sessions.values()) {
      this.#count(session);
    }
    sessions.clear();
  }

  #count(session: Session): void {
    const row = this.#row(session);
    if (row !== undefined) {
      row.sessions += 1;
    }
  }

  // Maps in maps: the texts are shared and their hashes known, where a joined key would have to be built each time.
  #row({ connector, remote, certificate }: Session): Row | undefined {
    const hosts = entry(this.#rows, certificate?.thumbprint || (certificate?.subject ?? ''), () => new Map());
    const connectors = entry(hosts, this.#host(remote), () => new Map<string, Row>());
    let row = connectors.get(connector);
    if (row === undefined && this.#rowCount < maxRows) {
      this.#rowCount += 1;
      row = { connector, remote: this.#host(remote), certificate, codes: new Map(), sessions: 0 };
      connectors.set(connector, row);
    }
    return row;
  }

  #host(remote: string): string {
    if (this.#hosts.size >= maxTexts) {
      this.#hosts.clear();
    }
    return entry(this.#hosts, remote, () => hostOf(remote));
  }
}
