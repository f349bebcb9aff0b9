import type { Certificate } from '../x509/certificate.js';
import type { ChainAnalysis, ChainQuestion } from './analysis.js';
import { certificateFindings, nameFindings } from './certificateFindings.js';
import { chainFindings } from './chainFindings.js';
import { leafIndex } from './leaf.js';
import { placeCertificates } from './links.js';
import { missingIssuers } from './missing.js';
import { presentedFindings, unreadableFindings } from './presentedFindings.js';
import { findRoutes, listedRoot, needed, type Routes } from './routes.js';
import { rejectedPaths, storeVerdicts, trustedPaths } from './verdicts.js';

export type {
  ChainAnalysis,
  ChainQuestion,
  Link,
  MissingIssuer,
  Path,
  PathSource,
  Purpose,
  RejectedPath,
  Role,
  StoreVerdict,
} from './analysis.js';

/** Judges what was presented: pure, and bounded whatever the certificates are. */
export function analyzeChain(question: ChainQuestion): ChainAnalysis {
  const index = leafIndex(question);
  const leaf = index === undefined ? undefined : question.presented[index]?.certificate;
  if (index === undefined || !leaf) {
    return withoutLeaf(question);
  }
  const routes = findRoutes(question, leaf);
  const places = placeCertificates(question.presented, index, routes);
  const missing = missingIssuers(routes, places);
  const corrected = correctedChain(routes);
  return {
    leaf,
    complete: routes.complete,
    order: places.order,
    links: places.links,
    missing,
    ...(corrected ? { corrected } : {}),
    paths: trustedPaths(routes, places, question.trustStores),
    verdicts: storeVerdicts(routes, question.trustStores),
    get rejected() {
      return rejectedPaths(routes);
    },
    findings: [
      ...chainFindings(routes, places, missing, question.trustStores),
      ...certificateFindings(routes, places, question),
      ...nameFindings(leaf, places, question.expectedNames),
      ...presentedFindings(question.presented, places, routes),
    ],
  };
}

// Leaf and intermediates as they should be sent, wherever the certificates came from.
function correctedChain(routes: Routes): readonly Certificate[] | undefined {
  const { best, end, known } = routes;
  if (end === 'circle' || (end === 'gap' && !listedRoot(routes))) {
    return undefined;
  }
  // The other side may be left with a path that has expired where a good one is known here.
  const path = best.faults.length > 0 ? (known.anchored.valid[0] ?? best) : best;
  const [only] = path.certificates;
  return path.certificates.length === 1 && only ? [only] : needed({ best: path, end });
}

function withoutLeaf({ presented, trustStores }: ChainQuestion): ChainAnalysis {
  return {
    complete: null,
    order: null,
    links: presented.map(({ certificate }, index) => ({
      index,
      role: certificate ? 'intermediate' : 'unreadable',
      onPath: false,
    })),
    missing: [],
    paths: [],
    verdicts: trustStores.map(({ id, label }) => ({ trustStore: id, label, verdict: 'unknown' })),
    findings: unreadableFindings(presented),
  };
}
