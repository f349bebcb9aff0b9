import type { EvidenceCode, Software, StatedCertificate } from '../evidence.js';
import type { Session } from '../sessions.js';

/** What a line of a log says, before it is put into words. */
export interface Sighting {
  readonly code: EvidenceCode;
  readonly session: Session;
  /** The reply or error as the line has it, and where it begins. */
  readonly reply: string;
  readonly start: number;
}

/** What else the line of a sighting says. */
export interface Particulars {
  /** ISO 8601, where the line states date and year. */
  readonly at?: string | undefined;
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
  readonly software: Software;
  /** What stands for a blank in a reply. */
  readonly blank: string;
  /** Texts of which every line that matters carries one. */
  readonly signs: readonly string[];
  /** A quick look around a sign: whether its line is worth reading. */
  wants(text: string, at: number): boolean;
  /** Takes a line of the log's head that stands inside the log; false: another kind of log may begin there. */
  takesHead(line: string): boolean;
  /** Reads one line without its end. `cut`: it lacks what every line of this log has. */
  read(line: string): Sighting | 'cut' | undefined;
  /** Reads the rest of a line that `read` found something in. Only for what is reported. */
  particulars(line: string): Particulars;
  /**
   * Notes what an earlier line of the session says, the latest line first; true: the session began there. Only for
   * what is reported, so that it need not be quick.
   */
  recall(line: string, recalled: Recollection): boolean;
}
