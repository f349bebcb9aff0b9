import type { Finding } from '../finding.js';
import type { Certificate, DistinguishedName } from '../x509/certificate.js';
import type { TrustStore, TrustVerdict } from '../x509/trust.js';
import type { Presented } from './capture.js';

/** Which side of TLS presented the certificates: a server for `serverAuth`, a sending server's client certificate for `clientAuth`. */
export type Purpose = 'serverAuth' | 'clientAuth';

/** Everything that the judgement depends on. */
export interface ChainQuestion {
  readonly presented: readonly Presented[];
  readonly purpose: Purpose;
  /** In a file the leaf may stand anywhere; on the wire it is the first entry. */
  readonly leafFirst: boolean;
  /** Names that the peer will look for; empty when none is expected. */
  readonly expectedNames: readonly string[];
  readonly trustStores: readonly TrustStore[];
  /** Certificates known from elsewhere (other captures, files, AIA): they help to name what is missing, never to hide it. */
  readonly available: readonly Certificate[];
  readonly now: Date;
  /** Default 30. */
  readonly expiryWarningDays?: number;
}

export type Role = 'leaf' | 'intermediate' | 'root' | 'unreadable';

/** One presented entry and how it hangs together with the others. */
export interface Link {
  readonly index: number;
  readonly role: Role;
  /** Index of the presented certificate that issued this one. */
  readonly issuerIndex?: number;
  /** Index of the first occurrence. */
  readonly duplicateOf?: number;
  /** Whether it lies on a path of any chosen store. */
  readonly onPath: boolean;
}

/** An issuer that is needed and was not presented. */
export interface MissingIssuer {
  readonly subject: DistinguishedName;
  readonly authorityKeyId?: string;
  /** Where the certificate that needs it says it can be had: hostile until checked. */
  readonly caIssuers: readonly string[];
  /** The certificate that names this issuer. */
  readonly neededBy: Certificate;
  /** Most probably a root, which need not be sent: the label of the store that lists one of this name. */
  readonly rootListedBy?: string;
  /** The issuer itself, where `available` or a trust store holds it. */
  readonly certificate?: Certificate;
}

/** Where a path's certificate came from. */
export type PathSource = 'presented' | 'available' | 'store';

/** A verified path from the leaf to an anchor. */
export interface Path {
  /** Identifier of the trust store that holds the anchor. */
  readonly trustStore: string;
  readonly certificates: readonly Certificate[];
  /** One entry a certificate. */
  readonly sources: readonly PathSource[];
}

/** What one store says about the presented chain, and about the chain that this machine can complete. */
export interface StoreVerdict {
  readonly trustStore: string;
  readonly label: string;
  /** The root that decides, where one is known. */
  readonly root?: Certificate;
  /** `unknown`: the root or the store could not be had. */
  readonly verdict: TrustVerdict | 'unknown';
  /** What it takes to reach a root that the store trusts: the presented certificates alone, or others beside them. */
  readonly from?: 'presented' | 'available';
}

/** A way to an anchor that the rules of RFC 5280 forbid. */
export interface RejectedPath {
  readonly certificates: readonly Certificate[];
  /** A sentence each. */
  readonly reasons: readonly string[];
}

/** The judgement: what is wrong with what was presented, and what should have been. */
export interface ChainAnalysis {
  readonly leaf?: Certificate;
  /** The presented certificates alone reach an anchor; null when that cannot be known. */
  readonly complete: boolean | null;
  readonly order: 'correct' | 'misordered' | null;
  readonly links: readonly Link[];
  readonly missing: readonly MissingIssuer[];
  /** Leaf and intermediates in order, without the root, where a path is known. */
  readonly corrected?: readonly Certificate[];
  /** Paths that the peer can build from what was presented come first, then those that need `available`. */
  readonly paths: readonly Path[];
  readonly verdicts: readonly StoreVerdict[];
  /** Ways to an anchor that are not valid, the least wrong first; searched for when first asked for. */
  readonly rejected?: readonly RejectedPath[];
  readonly findings: readonly Finding[];
}
