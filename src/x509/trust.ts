import type { Certificate } from './certificate.js';

/** What a trust store says of one root: `unlisted` is no verdict against it, only absence. */
export type TrustVerdict = 'trusted' | 'blocked' | 'unlisted';

/**
 * A set of trust anchors. A store may hold whole certificates (Mozilla's, a PEM file) or only fingerprints;
 * the latter finds nothing by name but judges roots that come from elsewhere.
 */
export interface TrustStore {
  /** Short stable identifier: `mozilla`, `system`, or the file's name. */
  readonly id: string;
  /** Name for people. */
  readonly label: string;
  /** Set when the store could not be read: its verdicts are then unknown, not negative. */
  readonly unavailable?: string;
  /** The store's certificates with this subject (DER of the Name). */
  withSubject(subject: Uint8Array): readonly Certificate[];
  /** The store's verdict on a self-issued certificate. */
  verdict(certificate: Certificate): TrustVerdict;
}
