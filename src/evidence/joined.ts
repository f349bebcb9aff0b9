// Documents that are given together: the log of a server and what Windows noted there are about the same certificates.
import type { Evidence } from './evidence.js';

/** The certificates of both sides of a session, or the one that Windows judged. */
function certificates({ thumbprints, remoteCertificate }: Evidence): readonly string[] {
  return [thumbprints[0] ?? '', remoteCertificate?.thumbprint ?? ''].filter((each) => each !== '');
}

/**
 * The evidence of a document, and behind it what documents of other kinds say of the same certificates: whose the one is
 * that Windows distrusts, or what Windows holds against the one that a refused session sent. Two logs, or two bounces,
 * are two cases and stay apart.
 */
export function joinedEvidence(own: readonly Evidence[], beside: readonly Evidence[]): readonly Evidence[] {
  const kinds = new Set(own.map(({ kind }) => kind));
  const known = new Set(own.flatMap(certificates));
  const joined = beside.filter((each) => !kinds.has(each.kind) && certificates(each).some((one) => known.has(one)));
  return [...own, ...joined];
}
