import type { Certificate } from '../x509/certificate.js';
import type { CandidatePath } from '../x509/path.js';
import type { TrustStore } from '../x509/trust.js';
import type { Path, RejectedPath, StoreVerdict } from './analysis.js';
import type { Places } from './links.js';
import type { Reach, Routes } from './routes.js';

// More ways than these do not help anyone to understand a chain.
const maxPathsPerStore = 8;

/** Paths by store: what the peer can build first, then what takes more than was presented. */
export function trustedPaths(routes: Routes, places: Places, stores: readonly TrustStore[]): readonly Path[] {
  const seen = new Set<string>();
  const paths: Path[] = [];
  for (const reach of [routes.sent, routes.known]) {
    for (const store of stores) {
      for (const { certificates } of pathsOf(reach, store, routes)) {
        const key = [store.id, ...certificates.map((each) => each.sha256)].join();
        if (!seen.has(key)) {
          seen.add(key);
          paths.push(describe(store, certificates, places, routes));
        }
      }
    }
  }
  return paths;
}

// The valid paths to the store's anchors; where there is none, the one with the least wrong with it.
function pathsOf({ anchored }: Reach, store: TrustStore, { trust }: Routes): readonly CandidatePath[] {
  const isTrusted = ({ certificates }: CandidatePath) => {
    const root = certificates.at(-1);
    return root !== undefined && trust.holdersOf(root).includes(store);
  };
  const valid = anchored.valid.filter(isTrusted).slice(0, maxPathsPerStore);
  return valid.length > 0 ? valid : anchored.rejected.filter(isTrusted).slice(0, 1);
}

function describe(store: TrustStore, certificates: readonly Certificate[], places: Places, { trust }: Routes): Path {
  const inStore = (certificate: Certificate) =>
    trust.stores.some((each) =>
      each.withSubject(certificate.subject.der).some(({ sha256 }) => sha256 === certificate.sha256),
    );
  return {
    trustStore: store.id,
    certificates,
    sources: certificates.map((certificate) =>
      places.indexOf(certificate) !== undefined ? 'presented' : inStore(certificate) ? 'store' : 'available',
    ),
  };
}

/** Each store's verdict on the root: of a path to one of its own anchors, else of the judged path. */
export function storeVerdicts(routes: Routes, stores: readonly TrustStore[]): readonly StoreVerdict[] {
  const judged = routes.end === 'anchor' || routes.end === 'root' ? routes.best.certificates.at(-1) : undefined;
  return stores.map((store) => {
    const [fromPresented] = pathsOf(routes.sent, store, routes);
    const own = fromPresented ?? pathsOf(routes.known, store, routes)[0];
    const root = own?.certificates.at(-1) ?? judged;
    return {
      trustStore: store.id,
      label: store.label,
      ...(root ? { root } : {}),
      verdict: root && store.unavailable === undefined ? (own ? 'trusted' : store.verdict(root)) : 'unknown',
      ...(own ? { from: fromPresented ? 'presented' : 'available' } : {}),
    };
  });
}

/** Ways to an anchor that are not valid, with their reasons. */
export function rejectedPaths({ known }: Routes): readonly RejectedPath[] {
  return known.anchored.rejected
    .slice(0, maxPathsPerStore)
    .map(({ certificates, faults }) => ({ certificates, reasons: faults.map(({ message }) => message) }));
}
