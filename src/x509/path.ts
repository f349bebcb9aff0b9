import * as l10n from '@vscode/l10n';
import type { Certificate } from './certificate.js';
import type { GraphNode, IssuerGraph } from './issuerGraph.js';
import type { Issuer } from './issuers.js';
import { shortName } from './names.js';
import { certificateFaults, issuerFaults, type PathFault, type PathRules } from './pathRules.js';
import { policyFault } from './policies.js';

/** A path from the leaf to its end, with verified signatures. */
export interface CandidatePath {
  /** Leaf first. */
  readonly certificates: readonly Certificate[];
  /** Why it is not valid; empty when it is. */
  readonly faults: readonly PathFault[];
}

/** The paths that were found. */
export interface PathSearch {
  /** Without faults, in the order of preference. */
  readonly valid: readonly CandidatePath[];
  /** With their reasons, those with the fewest faults first; searched when first asked for. Not all where there are many. */
  readonly rejected: readonly CandidatePath[];
  /** The search was cut short: an absent path may exist. */
  readonly exhausted: boolean;
}

// OpenSSL's default depth is 100; issued chains have at most half a dozen certificates.
const maxLength = 100;
const maxSteps = 10_000;
const maxPaths = 64;

/**
 * All paths from the graph's leaf to certificates that `isEnd` accepts (RFC 4158), judged by RFC 5280 section 6.1.
 * Paths without faults are searched first, along branches that can still become valid; only then the others.
 */
export function findPaths(graph: IssuerGraph, isEnd: (node: GraphNode) => boolean, rules: PathRules): PathSearch {
  const strict = new Search(graph, isEnd, rules, true);
  const valid = strict.paths.filter(faultless);
  let others: Search | undefined;
  const tolerant = () => {
    others ??= new Search(graph, isEnd, rules, false);
    return others;
  };
  return {
    valid,
    get rejected() {
      const known = new Set(valid.map(pathKey));
      const faulty = [...strict.paths, ...tolerant().paths].filter(
        (path) => !faultless(path) && !known.has(pathKey(path)),
      );
      return unique(faulty).sort((a, b) => weight(a) - weight(b));
    },
    get exhausted() {
      return graph.exhausted || (valid.length === 0 && (strict.cutShort || tolerant().cutShort));
    },
  };
}

function faultless(path: CandidatePath): boolean {
  return path.faults.length === 0;
}

function pathKey(path: CandidatePath): string {
  return path.certificates.map((each) => each.sha256).join();
}

function unique(paths: readonly CandidatePath[]): CandidatePath[] {
  return [...new Map(paths.map((path) => [pathKey(path), path])).values()];
}

// A path that breaks a rule of construction is worse than one that is out of date, that worse than one for another use.
const weights: Readonly<Record<PathFault['kind'], number>> = {
  constraint: 1000,
  'signature-unsupported': 100,
  expired: 10,
  'not-yet-valid': 10,
  'weak-signature': 5,
  purpose: 1,
};

function weight(path: CandidatePath): number {
  return path.faults.reduce((sum, fault) => sum + weights[fault.kind], 0);
}

class Search {
  readonly paths: CandidatePath[] = [];
  cutShort = false;
  private steps = maxSteps;
  private readonly leadsToEnd: ReadonlySet<string>;
  private readonly visited = new Set<string>();

  constructor(
    private readonly graph: IssuerGraph,
    private readonly isEnd: (node: GraphNode) => boolean,
    private readonly rules: PathRules,
    private readonly strict: boolean,
  ) {
    this.leadsToEnd = graph.reaching(isEnd);
    const leaf = graph.node(graph.leaf);
    if (leaf && this.leadsToEnd.has(leaf.certificate.sha256)) {
      this.extend([leaf.certificate], leaf, certificateFaults(leaf.certificate, rules));
    }
  }

  private extend(path: readonly Certificate[], top: GraphNode, faults: readonly PathFault[]): void {
    if (this.isEnd(top)) {
      const policy = policyFault(path);
      this.paths.push({ certificates: path, faults: policy ? [...faults, policy] : faults });
    }
    this.visited.add(top.entity);
    for (const step of this.nextSteps(path, top)) {
      if (this.steps-- <= 0 || this.paths.length >= maxPaths || path.length >= maxLength) {
        this.cutShort = true;
        break;
      }
      this.extend([...path, step.node.certificate], step.node, [...faults, ...step.faults]);
    }
    this.visited.delete(top.entity);
  }

  // The issuers to go on with, the most promising first (RFC 4158 section 3.5): without faults, an end, the later expiry.
  private nextSteps(path: readonly Certificate[], top: GraphNode): { node: GraphNode; faults: readonly PathFault[] }[] {
    return top.issuers.found
      .flatMap((issuer) => {
        const node = this.graph.node(issuer.certificate);
        return node && !this.visited.has(node.entity) && this.leadsToEnd.has(node.certificate.sha256)
          ? [{ node, faults: this.faultsOf(issuer, node, path) }]
          : [];
      })
      .filter((step) => !this.strict || step.faults.length === 0)
      .sort(
        (a, b) =>
          a.faults.length - b.faults.length ||
          Number(this.isEnd(b.node)) - Number(this.isEnd(a.node)) ||
          b.node.certificate.notAfter.getTime() - a.node.certificate.notAfter.getTime(),
      );
  }

  private faultsOf(issuer: Issuer, node: GraphNode, path: readonly Certificate[]): readonly PathFault[] {
    const faults = issuerFaults(issuer.certificate, path, this.isEnd(node), this.rules);
    const below = path[path.length - 1];
    if (issuer.signature === 'unsupported' && below) {
      const message = l10n.t('The signature of {0} cannot be checked on this computer.', shortName(below));
      faults.push({ kind: 'signature-unsupported', certificate: below, message });
    }
    return faults;
  }
}
