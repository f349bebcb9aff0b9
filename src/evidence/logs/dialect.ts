import type { EvidenceCode, Software, StatedCertificate } from '../evidence.js';
import type { Session } from '../sessions.js';

/** What a line of a log says, before it is put into words. */
export interface Sighting {
  readonly code: EvidenceCode;
  readonly software: Software;
  /** The reply or error, and what stands before it in its line. */
  readonly reply: string;
  readonly before: string;
  /** ISO 8601, where the line states date and year. */
  readonly at?: string | undefined;
  readonly session: Session;
  /** Stands in every line of the session: its identifier; empty where there is none. */
  readonly key: string;
  /** Whether the session was TLS, where the line itself tells. */
  readonly secured?: boolean | undefined;
}

/** What the session had said before. What is known already is not changed. */
export interface Recollection {
  sender?: string;
  sourceAddress?: string;
  secured?: boolean;
  remoteCertificate?: StatedCertificate;
}

/** The reader of one kind of log. It keeps what it must remember of each session in the table. */
export interface LogDialect {
  /** Texts of which every line that matters carries one. */
  readonly signs: readonly string[];
  /** A quick look around a sign: whether its line is worth reading. */
  wants(text: string, at: number): boolean;
  /** Reads one line without its end. */
  read(line: string): Sighting | undefined;
  /**
   * Notes what an earlier line of the session says, the latest line first; true: the session began there. Only for
   * what is reported, so that it need not be quick.
   */
  recall(line: string, recalled: Recollection): boolean;
}
