import { type Finding, type FindingCode, finding } from '../finding.js';
import type { Range } from '../text/source.js';

/** Where something was read: a bounce, the log of a mail server, or Windows' log of its certificate checks. */
export type EvidenceKind = 'ndr' | 'smtp-log' | 'capi2';

/** What was recognised; each has a heading in docs/findings.md. */
export type EvidenceCode = Extract<FindingCode, `evidence.${string}`>;

/** The program that wrote a log, where its lines tell. */
export type Software = 'exchange' | 'iis' | 'postfix' | 'exim' | 'sendmail';

/** A certificate as a log states it: text, not verified, without the bytes. */
export interface StatedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-1, upper-case hex; empty where the log leaves it out. */
  readonly thumbprint: string;
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notAfter?: string;
}

/** One thing that a bounce, a log or an event says. Absent properties are unknown. Texts are hostile: neutralize them. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly code: EvidenceCode;
  /** ISO 8601, where the source states date and year. */
  readonly at?: string;
  /** The other side: host name, or address and port, as stated. */
  readonly peer?: string;
  /** Upper-case hex: the sender's leaf first, then further certificates of its chain where an event lists them. */
  readonly thumbprints: readonly string[];
  /** One or two sentences for the administrator. */
  readonly summary: string;
  readonly range: Range;
  /** The reply, the TLS error or the Windows verdict itself. */
  readonly reply?: string;
  readonly software?: Software;
  /** The connector or service that the log names. */
  readonly connector?: string;
  /** What this side sent in the same session. */
  readonly certificate?: StatedCertificate;
  /** What the other side sent in the same session. */
  readonly remoteCertificate?: StatedCertificate;
  /** Domain of MAIL FROM; empty for the null sender. */
  readonly sender?: string;
  /** The address under which the other side greeted this one. */
  readonly sourceAddress?: string;
  /** Whether the session had become TLS. */
  readonly secured?: boolean;
  /** What Windows holds against the chain, by the names of its status bits, the most telling first. */
  readonly trustErrors?: readonly string[];
  /** The program that asked Windows, by the name of its file. */
  readonly program?: string;
}

/** Everything of one document. */
export interface EvidenceDocument {
  readonly kind: EvidenceKind;
  readonly evidence: readonly Evidence[];
  /** What could not be read, with its line. */
  readonly problems: readonly Finding[];
  /** For logs: sessions by connector, remote host and certificate. */
  readonly sessions?: readonly SessionCount[];
  /** Evidence beyond the limit, counted in `sessions` only. */
  readonly omitted: number;
}

/** One line of a log's summary. */
export interface SessionCount {
  readonly connector: string;
  /** Address or name without the port. */
  readonly remote: string;
  readonly certificate?: StatedCertificate | undefined;
  readonly sessions: number;
  /** How often each code occurred. */
  readonly codes: ReadonlyMap<EvidenceCode, number>;
}

/** Evidence as problems of the document. */
export function evidenceFindings(document: EvidenceDocument): Finding[] {
  const found = document.evidence.map(({ code, summary, range }) => finding(code, summary, { range }));
  return [...found, ...document.problems];
}
