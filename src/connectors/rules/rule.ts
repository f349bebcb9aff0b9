import type { Capture } from '../../chain/capture.js';
import { type Finding, type FindingCode, type FindingDetails, type Fix, finding, type Related } from '../../finding.js';
import type { Range, Stated } from '../../text/source.js';
import type { Certificate } from '../../x509/certificate.js';
import type { CredentialFile } from '../../x509/credentialFile.js';
import type { Connector, ConnectorKind } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import type { StoredCertificate } from '../listedCertificate.js';

import { text } from '../values.js';

/** What the judgement of a document depends on besides its text. */
export interface Circumstances {
  /** What servers and senders presented, as far as it is known. */
  readonly captures: readonly Capture[];
  /** The certificates in the store of the server that the connectors are for, where a listing of them is known. */
  readonly stored?: readonly StoredCertificate[];
  /** What a file holds that the document names; undefined where it could not be read. */
  readonly file?: (path: string) => CredentialFile | undefined;
  readonly now: Date;
}

/** One documented rule about one connector. */
export interface Rule {
  readonly code: FindingCode;
  /** What it reports besides, about the same values. */
  readonly also?: FindingCode;
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
  private expected: number | undefined;

  constructor(
    readonly document: ConnectorDocument,
    readonly circumstances: Circumstances,
    private readonly format: Format | undefined,
  ) {}

  report(code: FindingCode, message: string, details: FindingDetails & { readonly range: Range }): void {
    this.findings.push(finding(code, message, details));
  }

  /** A fix that states another value, where the format's text is what the administrator changes; else none. */
  restate(
    title: string,
    stated: Stated<unknown>,
    value: string | boolean | number,
    kind: Pick<Fix, 'certain'> = {},
  ): { fixes?: readonly Fix[] } {
    const literal = this.format?.literal;
    return literal === undefined
      ? {}
      : { fixes: [{ title, edits: [{ range: stated.range, newText: literal(value) }], ...kind }] };
  }

  /** A fix that states the same as one element by several; none where the list is not written element by element. */
  restateElement(
    title: string,
    list: Stated<unknown> | undefined,
    element: Stated<string>,
    values: readonly string[],
  ): { fixes?: readonly Fix[] } {
    const { literal, separator } = this.format ?? {};
    const { range } = element;
    const written = this.document.source.slice(range);
    const alone = this.document.format === 'json' && (!written.startsWith('"') || samePlace(range, list?.range));
    return literal === undefined || separator === undefined || alone
      ? {}
      : {
          fixes: [
            {
              title,
              edits: [{ range, newText: values.map((value) => literal(value)).join(separator) }],
              certain: true,
            },
          ],
        };
  }

  /** The first certificate of each capture. */
  knownLeaves(): readonly KnownLeaf[] {
    this.leaves ??= this.circumstances.captures.flatMap((capture) => {
      const certificate = capture.presented[0]?.certificate;
      return certificate === undefined ? [] : [{ certificate, capture }];
    });
    return this.leaves;
  }

  /** Whether any certificate is known that a connector could name. */
  knowsCertificates(): boolean {
    return this.knownLeaves().length > 0 || (this.circumstances.stored ?? []).length > 0;
  }

  /** How many connectors of the document expect a certificate of a sender. */
  expectingCertificates(): number {
    this.expected ??= this.document.connectors.filter(
      (each) => each.kind === 'inbound' && (text(each, 'TlsSenderCertificateName')?.value ?? '') !== '',
    ).length;
    return this.expected;
  }

  /** That number, where a rule asked. */
  get expecting(): number | undefined {
    return this.expected;
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

function samePlace(a: Range, b: Range | undefined): boolean {
  return a.start.line === b?.start.line && a.start.character === b.start.character;
}

/** The place of another statement that explains a finding. */
export function relatedTo(message: string, stated: Stated<unknown> | undefined): { related?: readonly Related[] } {
  return stated === undefined ? {} : { related: [{ message, range: stated.range }] };
}
