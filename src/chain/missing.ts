import type { Certificate } from '../x509/certificate.js';
import type { MissingIssuer } from './analysis.js';
import type { Places } from './links.js';
import { listedRoot, needed, type Routes } from './routes.js';

/** The issuers that are needed on the judged path and were not presented, from the leaf upwards. */
export function missingIssuers(routes: Routes, places: Places): readonly MissingIssuer[] {
  if (routes.complete) {
    return [];
  }
  const path = needed(routes);
  const missing: MissingIssuer[] = [];
  for (const [index, certificate] of path.entries()) {
    const below = path[index - 1];
    if (below && places.indexOf(certificate) === undefined) {
      missing.push({ ...absentIssuerOf(below), subject: certificate.subject, certificate });
    }
  }
  const top = path.at(-1);
  if (routes.end === 'gap' && top && refusedIssuers(top, routes).length === 0) {
    const listed = listedRoot(routes);
    missing.push({ ...absentIssuerOf(top), ...(listed ? { rootListedBy: listed.label } : {}) });
  }
  return missing;
}

function absentIssuerOf(certificate: Certificate): MissingIssuer {
  const { issuer, authorityKeyId, caIssuers } = certificate;
  return {
    subject: issuer,
    ...(authorityKeyId === undefined ? {} : { authorityKeyId }),
    caIssuers,
    neededBy: certificate,
  };
}

/** Certificates that bear the issuer's name and key identifier and yet did not make the signature. */
export function refusedIssuers(certificate: Certificate, { known }: Routes): readonly Certificate[] {
  return known.graph.node(certificate)?.issuers.refused ?? [];
}
