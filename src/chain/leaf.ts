import { nameKey } from '../x509/names.js';
import type { ChainQuestion } from './analysis.js';

/**
 * Index of the leaf. On the wire it comes first (RFC 8446 section 4.4.2); in a file it is the first certificate that is
 * no CA, else the first that issued no other, else the first. Undefined where nothing was presented.
 */
export function leafIndex({ presented, leafFirst }: ChainQuestion): number | undefined {
  if (leafFirst) {
    return presented.length > 0 ? 0 : undefined;
  }
  const end = presented.findIndex(
    ({ certificate }) => certificate && certificate.basicConstraints?.ca !== true && !certificate.selfIssued,
  );
  if (end >= 0) {
    return end;
  }
  const issuers = new Set(
    presented.flatMap(({ certificate }) =>
      certificate && !certificate.selfIssued ? [nameKey(certificate.issuer)] : [],
    ),
  );
  const lowest = presented.findIndex(({ certificate }) => certificate && !issuers.has(nameKey(certificate.subject)));
  const first = presented.findIndex(({ certificate }) => certificate);
  return lowest >= 0 ? lowest : first >= 0 ? first : undefined;
}
