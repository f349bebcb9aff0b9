import type { Capture } from '../../chain/capture.js';
import { type Finding, type FindingCode, type FindingDetails, type Fix, finding } from '../../finding.js';
import type { Range, Stated } from '../../text/source.js';
import type { Certificate } from '../../x509/certificate.js';
import type { Connector, ConnectorKind } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';

/** What the judgement of a document depends on besides its text. */
export interface Circumstances {
  /** What servers and senders presented, as far as it is known. */
  readonly captures: readonly Capture[];
  readonly now: Date;
}

/** One documented rule about one connector. */
export interface Rule {
  readonly code: FindingCode;
  readonly kinds: readonly ConnectorKind[];
  /** The document that says so. */
  readonly source: string;
  /** Tells every violation to the context. */
  check(connector: Connector, context: RuleContext): void;
}

/** A leaf that somebody presented, and the capture that it is from. */
export interface KnownLeaf {
  readonly certificate: Certificate;
  readonly capture: Capture;
}

/** What a rule knows besides the connector, and where it reports. */
export class RuleContext {
  readonly findings: Finding[] = [];
  private leaves: readonly KnownLeaf[] | undefined;

  constructor(
    readonly document: ConnectorDocument,
    readonly circumstances: Circumstances,
    private readonly format: Format | undefined,
  ) {}

  report(code: FindingCode, message: string, details: FindingDetails & { readonly range: Range }): void {
    this.findings.push(finding(code, message, details));
  }

  /** A fix that states another value, where the format's text is what the administrator changes; else none. */
  restate(title: string, stated: Stated<unknown>, value: string | boolean): readonly Fix[] {
    const literal = this.format?.literal;
    return literal === undefined ? [] : [{ title, edits: [{ range: stated.range, newText: literal(value) }] }];
  }

  /** The first certificate of each capture. */
  knownLeaves(): readonly KnownLeaf[] {
    this.leaves ??= this.circumstances.captures.flatMap((capture) => {
      const certificate = capture.presented[0]?.certificate;
      return certificate === undefined ? [] : [{ certificate, capture }];
    });
    return this.leaves;
  }

  /** A certificate that was seen anywhere, by its SHA-1 thumbprint in upper-case hex. */
  knownCertificate(thumbprint: string): Certificate | undefined {
    for (const { presented } of this.circumstances.captures) {
      for (const { certificate } of presented) {
        if (certificate?.thumbprint === thumbprint) {
          return certificate;
        }
      }
    }
    return undefined;
  }
}
