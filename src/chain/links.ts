import type { Certificate } from '../x509/certificate.js';
import type { ChainAnalysis, Link, Role } from './analysis.js';
import type { Presented } from './capture.js';
import type { Reach, Routes } from './routes.js';

/** Where the presented certificates stand and how they hang together. */
export interface Places {
  readonly links: readonly Link[];
  readonly order: ChainAnalysis['order'];
  /** Index of the certificate's first occurrence; undefined where it was not presented. */
  indexOf(certificate: Certificate): number | undefined;
}

/** Places each presented entry, in wire order. */
export function placeCertificates(presented: readonly Presented[], leafIndex: number, routes: Routes): Places {
  const first = new Map<string, number>();
  for (const [index, { certificate }] of presented.entries()) {
    if (certificate && !first.has(certificate.sha256)) {
      first.set(certificate.sha256, index);
    }
  }
  const onPath = new Set([...trustedCertificates(routes.sent, routes), ...trustedCertificates(routes.known, routes)]);
  const links = presented.map(({ certificate }, index): Link => {
    const duplicateOf = certificate && first.get(certificate.sha256);
    const issuerIndex = certificate && issuerIndexOf(certificate, routes, first);
    return {
      index,
      role: roleOf(certificate, index, leafIndex, first),
      ...(issuerIndex === undefined ? {} : { issuerIndex }),
      ...(duplicateOf === undefined || duplicateOf === index ? {} : { duplicateOf }),
      onPath: certificate !== undefined && onPath.has(certificate.sha256),
    };
  });
  return {
    links,
    order: leafIndex === 0 && inOrder(presented, routes.known, first) ? 'correct' : 'misordered',
    indexOf: (certificate) => first.get(certificate.sha256),
  };
}

/** The certificates that stand between the leaf and an anchor, whatever is wrong with the paths that use them. */
function trustedCertificates({ graph }: Reach, { trust }: Routes): Iterable<string> {
  return graph.reaching((node) => trust.isAnchor(node.certificate));
}

function roleOf(
  certificate: Certificate | undefined,
  index: number,
  leafIndex: number,
  first: ReadonlyMap<string, number>,
): Role {
  if (!certificate) {
    return 'unreadable';
  }
  if (index === leafIndex || first.get(certificate.sha256) === leafIndex) {
    return 'leaf';
  }
  return certificate.selfIssued ? 'root' : 'intermediate';
}

// Among several issuers (cross-signs), the one on the judged path.
function issuerIndexOf(certificate: Certificate, { known, best }: Routes, first: ReadonlyMap<string, number>) {
  const issuers = known.graph.node(certificate)?.issuers.found ?? [];
  const indexes = issuers.flatMap(({ certificate: issuer }) => {
    const index = first.get(issuer.sha256);
    return index === undefined || issuer.sha256 === certificate.sha256
      ? []
      : [{ index, used: best.certificates.includes(issuer) }];
  });
  return (indexes.find(({ used }) => used) ?? indexes[0])?.index;
}

// Every certificate that belongs to the chain stands behind one that it certifies (RFC 5246 section 7.4.2; RFC 8446
// section 4.4.2 allows others between them).
function inOrder(presented: readonly Presented[], { graph }: Reach, first: ReadonlyMap<string, number>): boolean {
  const certified = new Set<string>();
  for (const [index, { certificate }] of presented.entries()) {
    const node = certificate && graph.node(certificate);
    if (node && first.get(certificate.sha256) === index) {
      if (index > 0 && !certified.has(certificate.sha256)) {
        return false;
      }
      for (const issuer of node.issuers.found) {
        certified.add(issuer.certificate.sha256);
      }
    }
  }
  return true;
}
