import type { Certificate } from './certificate.js';
import { type Issuers, type SignatureChecks, selectIssuers } from './issuers.js';
import { nameKey } from './names.js';

/** A certificate that can be reached from the leaf, with its issuers. */
export interface GraphNode {
  readonly certificate: Certificate;
  readonly issuers: Issuers;
  readonly selfSigned: boolean;
  /** Equal for certificates of the same name and key: a path that visits one CA twice runs in circles (RFC 4158 section 2.4.2). */
  readonly entity: string;
}

// A real chain reaches a dozen certificates; cross-signed meshes of CAs a few hundred.
const maxNodes = 1000;

/** All certificates that stand above a leaf: nodes are certificates, edges lead from each to its issuers. */
export class IssuerGraph {
  private readonly nodes = new Map<string, GraphNode>();
  /** Not everything above the leaf could be looked at. */
  readonly exhausted: boolean;

  /** `candidates` gives the certificates whose subject is the issuer of the given one. */
  constructor(
    readonly leaf: Certificate,
    candidates: (certificate: Certificate) => readonly Certificate[],
    checks: SignatureChecks,
  ) {
    let exhausted = false;
    // Grows while it is walked: the certificates in the order in which they are met.
    const met = new Map([[leaf.sha256, leaf]]);
    for (const [sha256, certificate] of met) {
      const node = makeNode(certificate, candidates(certificate), checks);
      this.nodes.set(sha256, node);
      exhausted ||= node.issuers.exhausted;
      for (const { certificate: issuer } of node.issuers.found) {
        if (met.size < maxNodes) {
          met.set(issuer.sha256, issuer);
        } else {
          exhausted ||= !met.has(issuer.sha256);
        }
      }
    }
    this.exhausted = exhausted;
  }

  node(certificate: Certificate): GraphNode | undefined {
    return this.nodes.get(certificate.sha256);
  }

  all(): Iterable<GraphNode> {
    return this.nodes.values();
  }

  /** The certificates, by SHA-256, from which a certificate that satisfies the condition can be reached, itself included. */
  reaching(condition: (node: GraphNode) => boolean): ReadonlySet<string> {
    const issued = new Map<string, string[]>();
    const open: string[] = [];
    for (const node of this.nodes.values()) {
      const own = node.certificate.sha256;
      for (const issuer of node.issuers.found) {
        const below = issued.get(issuer.certificate.sha256) ?? [];
        below.push(own);
        issued.set(issuer.certificate.sha256, below);
      }
      if (condition(node)) {
        open.push(own);
      }
    }
    const reached = new Set<string>();
    for (let sha256 = open.pop(); sha256 !== undefined; sha256 = open.pop()) {
      if (!reached.has(sha256)) {
        reached.add(sha256);
        open.push(...(issued.get(sha256) ?? []));
      }
    }
    return reached;
  }
}

function makeNode(certificate: Certificate, candidates: readonly Certificate[], checks: SignatureChecks): GraphNode {
  return {
    certificate,
    issuers: selectIssuers(certificate, candidates, checks),
    get selfSigned() {
      return certificate.selfIssued && checks.verdict(certificate, certificate) === 'valid';
    },
    entity: `${nameKey(certificate.subject)}\u0002${Buffer.from(certificate.publicKey).toString('latin1')}`,
  };
}
