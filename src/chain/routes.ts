import type { Certificate } from '../x509/certificate.js';
import { type GraphNode, IssuerGraph } from '../x509/issuerGraph.js';
import { CertificatePool, SignatureChecks } from '../x509/issuers.js';
import { NameConstraintChecks } from '../x509/nameConstraints.js';
import { type CandidatePath, findPaths, type PathSearch } from '../x509/path.js';
import type { PathRules } from '../x509/pathRules.js';
import type { TrustStore } from '../x509/trust.js';
import type { ChainQuestion } from './analysis.js';
import { Trust } from './trust.js';

/** What can be built from one set of certificates. */
export interface Reach {
  readonly graph: IssuerGraph;
  /** Paths to anchors of the chosen stores. */
  readonly anchored: PathSearch;
}

/** How the judged path ends: in an anchor, in a root that no store holds, where an issuer is missing, or in a circle. */
export type RouteEnd = 'anchor' | 'root' | 'gap' | 'circle';

/** All ways up from the leaf. */
export interface Routes {
  readonly leaf: Certificate;
  readonly trust: Trust;
  /** With the presented certificates and the stores' anchors alone: what the other side can build. */
  readonly sent: Reach;
  /** With everything that is known here. */
  readonly known: Reach;
  /** The path that is judged: what the other side builds, else what should have been, else as far as it leads. */
  readonly best: CandidatePath;
  readonly end: RouteEnd;
  readonly complete: boolean | null;
}

/** Finds the ways from the leaf to the anchors, twice: as the peer can, and as this machine can. */
export function findRoutes(question: ChainQuestion, leaf: Certificate): Routes {
  const trust = new Trust(question.trustStores);
  const presented = new CertificatePool(question.presented.flatMap(({ certificate }) => certificate ?? []));
  const available = new CertificatePool(question.available);
  const rules: PathRules = { purpose: question.purpose, at: question.now, nameChecks: new NameConstraintChecks() };
  const checks = new SignatureChecks();
  const elsewhere = (certificate: Certificate) => [...trust.named(certificate), ...available.issuersOf(certificate)];
  const reach = (others: (certificate: Certificate) => readonly Certificate[]): Reach => {
    const candidates = (certificate: Certificate) =>
      isTrustedRoot(certificate, trust) ? [] : once([...others(certificate), ...presented.issuersOf(certificate)]);
    const graph = new IssuerGraph(leaf, candidates, checks);
    return { graph, anchored: findPaths(graph, (node) => trust.isAnchor(node.certificate), rules) };
  };
  let withheld = false;
  const sent = reach((certificate) =>
    elsewhere(certificate).filter((each) => {
      const isAnchor = trust.isAnchor(each);
      withheld ||= !isAnchor;
      return isAnchor;
    }),
  );
  const known = withheld ? reach(elsewhere) : sent;
  const route = bestRoute(sent, known, trust, rules);
  const found = { leaf, trust, sent, known, ...route };
  return { ...found, complete: isComplete(found, presented) };
}

// Above a root that is trusted for itself nothing needs to be looked for.
function isTrustedRoot(certificate: Certificate, trust: Trust): boolean {
  const { selfIssued, authorityKeyId, subjectKeyId } = certificate;
  return selfIssued && (authorityKeyId ?? subjectKeyId) === subjectKeyId && trust.isAnchor(certificate);
}

function once(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((each) => [each.sha256, each])).values()];
}

function bestRoute(sent: Reach, known: Reach, trust: Trust, rules: PathRules): { best: CandidatePath; end: RouteEnd } {
  const anchored = mostTrusted(sent.anchored, trust) ?? mostTrusted(known.anchored, trust);
  if (anchored) {
    return { best: anchored, end: 'anchor' };
  }
  const isRoot = (node: GraphNode) => node.selfSigned;
  const root = preferred(findPaths(sent.graph, isRoot, rules)) ?? preferred(findPaths(known.graph, isRoot, rules));
  if (root) {
    return { best: root, end: 'root' };
  }
  const isTop = ({ certificate, issuers }: GraphNode) =>
    issuers.found.every((issuer) => issuer.certificate.sha256 === certificate.sha256);
  const { valid, rejected } = findPaths(known.graph, isTop, rules);
  const [longest] = [...valid, ...rejected].sort((a, b) => b.certificates.length - a.certificates.length);
  return longest
    ? { best: longest, end: 'gap' }
    : { best: { certificates: [known.graph.leaf], faults: [] }, end: 'circle' };
}

// Among valid paths the one whose root most stores trust.
function mostTrusted(search: PathSearch, trust: Trust): CandidatePath | undefined {
  const holders = ({ certificates }: CandidatePath) =>
    certificates.slice(-1).flatMap((root) => trust.holdersOf(root)).length;
  const [first] = search.valid.length > 1 ? [...search.valid].sort((a, b) => holders(b) - holders(a)) : search.valid;
  return first ?? search.rejected[0];
}

function preferred({ valid, rejected }: PathSearch): CandidatePath | undefined {
  return valid[0] ?? rejected[0];
}

/** The certificates of the judged path that had to be sent: all but its root. */
export function needed({ best, end }: Pick<Routes, 'best' | 'end'>): readonly Certificate[] {
  return end === 'anchor' || end === 'root' ? best.certificates.slice(0, -1) : best.certificates;
}

/**
 * The store that lists a root named like the issuer of the last intermediate, which nobody here has: most probably it is
 * that root, which need not be sent, but a name proves nothing.
 */
export function listedRoot({ best, end, trust, known }: Omit<Routes, 'complete'>): TrustStore | undefined {
  const top = end === 'gap' ? best.certificates.at(-1) : undefined;
  if (!top?.basicConstraints?.ca || (known.graph.node(top)?.issuers.refused.length ?? 0) > 0) {
    return undefined;
  }
  return trust.listing(top);
}

// True whatever else is wrong with the path; null where the stores, the runtime or the bounds leave it open.
function isComplete(routes: Omit<Routes, 'complete'>, presented: CertificatePool): boolean | null {
  const { sent, best, end, trust } = routes;
  if (sent.anchored.valid.length > 0) {
    return true;
  }
  const { rejected } = sent.anchored;
  if (rejected.length > 0) {
    const unsupported = (path: CandidatePath) => path.faults.some((fault) => fault.kind === 'signature-unsupported');
    return rejected.every(unsupported) ? null : true;
  }
  if (sent.anchored.exhausted) {
    return null;
  }
  if (end === 'anchor' || needed(routes).some((each) => !presented.has(each))) {
    return false;
  }
  if (listedRoot(routes)) {
    return null;
  }
  const top = best.certificates.at(-1);
  return (end === 'root' ? trust.answersRoots : top && trust.deniesIssuerOf(top)) ? false : null;
}
