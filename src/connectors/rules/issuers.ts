import type { Presented } from '../../chain/capture.js';
import { equalNames } from '../../x509/names.js';

/** The name of the issuer that the first certificate needs and the others are not; undefined where none is missing. */
export function lackingIssuer(presented: readonly Presented[]): string | undefined {
  const leaf = presented[0]?.certificate;
  if (leaf === undefined || leaf.selfIssued) {
    return undefined;
  }
  const sent = presented.some(
    ({ certificate }) => certificate !== undefined && equalNames(certificate.subject, leaf.issuer),
  );
  return sent ? undefined : (leaf.issuer.commonName ?? leaf.issuer.text);
}
