import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import type { Certificate } from '../x509/certificate.js';
import { shortName } from '../x509/names.js';
import type { TrustStore } from '../x509/trust.js';
import type { MissingIssuer } from './analysis.js';
import type { Places } from './links.js';
import { refusedIssuers } from './missing.js';
import type { Routes } from './routes.js';

/** Where a finding belongs: the certificate, and its place where it was presented. */
export function at(certificate: Certificate, places: Places): { sha256: string; index?: number } {
  const index = places.indexOf(certificate);
  return { sha256: certificate.sha256, ...(index === undefined ? {} : { index }) };
}

/** What is wrong with the way from the leaf to an anchor. */
export function chainFindings(
  routes: Routes,
  places: Places,
  missing: readonly MissingIssuer[],
  stores: readonly TrustStore[],
): readonly Finding[] {
  if (routes.known.graph.node(routes.leaf)?.selfSigned) {
    return [selfSigned(routes.leaf, places)];
  }
  return [
    ...missing.flatMap((each) => {
      if (each.rootListedBy !== undefined) {
        return [rootNotAtHand(each, each.rootListedBy, places)];
      }
      return routes.complete === false ? [intermediateMissing(each, places)] : [];
    }),
    ...invalidSignatures(routes, places),
    ...rootFindings(routes, places, stores),
    ...routes.best.faults
      .filter((fault) => fault.kind === 'constraint')
      .map((fault) => finding('chain.constraint-violated', violated(fault.message), at(fault.certificate, places))),
    ...(places.order === 'misordered' && isWhole(routes, missing) ? [misordered()] : []),
  ];
}

// Nothing had to be sent that was not, whether or not anyone trusts the root.
function isWhole({ complete, end }: Routes, missing: readonly MissingIssuer[]): boolean {
  return complete === true || (end === 'root' && missing.length === 0);
}

function violated(rule: string): string {
  return l10n.t('{0} The other side will not accept the chain: ask the certificate’s issuer for a correct one.', rule);
}

function selfSigned(leaf: Certificate, places: Places): Finding {
  const message = l10n.t(
    '{0} signed its certificate itself, so that nobody else vouches for it. Use one from a public certification authority.',
    shortName(leaf),
  );
  return finding('chain.self-signed', message, at(leaf, places));
}

function intermediateMissing(missing: MissingIssuer, places: Places): Finding {
  const { subject, certificate, neededBy, caIssuers } = missing;
  const issuer = subject.commonName ?? subject.text;
  const [url] = caIssuers;
  // Above an intermediate an unknown root may stand just as well.
  if (!certificate && neededBy.basicConstraints?.ca) {
    const message = l10n.t(
      '{0}, which issued {1}, was not sent, and no chosen trust store holds it. If it is an intermediate certificate, install it on the server; a root need not be sent, but Exchange Online must trust it.',
      issuer,
      shortName(neededBy),
    );
    const where = url ? ` ${l10n.t('It can be had from {0}.', url)}` : '';
    return finding('chain.intermediate-missing', message + where, at(neededBy, places));
  }
  const what = l10n.t(
    '{0}, which issued {1}, was not sent, and Exchange Online does not fetch it.',
    issuer,
    shortName(neededBy),
  );
  const next = url
    ? l10n.t('Install it on the server as an intermediate certificate; it can be had from {0}.', url)
    : l10n.t('Get it from the certificate’s issuer and install it on the server as an intermediate certificate.');
  return finding('chain.intermediate-missing', `${what} ${next}`, at(neededBy, places));
}

function rootNotAtHand({ subject, neededBy }: MissingIssuer, store: string, places: Places): Finding {
  const message = l10n.t(
    '{0} issued {1}. {2} lists a root of this name, which need not be sent; but its certificate is not at hand here, so that it is not proved to be the same. Let missing issuers be fetched, or name a file with that root as a trust store.',
    subject.commonName ?? subject.text,
    shortName(neededBy),
    store,
  );
  return finding('chain.root-not-at-hand', message, at(neededBy, places));
}

function invalidSignatures(routes: Routes, places: Places): readonly Finding[] {
  const top = routes.best.certificates.at(-1);
  const [refused] = routes.end === 'gap' && top ? refusedIssuers(top, routes) : [];
  if (!top || !refused) {
    return [];
  }
  const message = l10n.t(
    'The signature of {0} was not made by {1}, although the names fit: it was altered, or it belongs to another certificate of this issuer. Get the pair from the issuer anew.',
    shortName(top),
    shortName(refused),
  );
  return [finding('chain.signature-invalid', message, at(top, places))];
}

function rootFindings(routes: Routes, places: Places, stores: readonly TrustStore[]): readonly Finding[] {
  const { best, end, complete } = routes;
  const root = best.certificates.at(-1);
  if (!root || end === 'gap' || complete === null) {
    return [];
  }
  const blocking = stores.filter((store) => store.unavailable === undefined && store.verdict(root) === 'blocked');
  if (blocking.length > 0) {
    const labels = blocking.map((store) => store.label).join(', ');
    return [finding('chain.root-unknown', blocked(shortName(root), labels), at(root, places))];
  }
  switch (end) {
    case 'root':
      return [finding('chain.root-unknown', unknownRoot(shortName(root)), at(root, places))];
    case 'circle':
      return [finding('chain.root-unknown', circle(shortName(root)), at(root, places))];
    default:
      return unlistedFindings(routes, root, places);
  }
}

// Roots that this computer trusts, Exchange Online need not: it goes by a list of fingerprints (Microsoft's root
// program). A store that the user named is his own word on the root.
const usualStores = ['mozilla', 'system'];

function unlistedFindings({ trust, sent, known }: Routes, root: Certificate, places: Places): readonly Finding[] {
  const holders = trust.holdersOf(root);
  const others = trust.stores.filter((store) => store.fingerprintsOnly && !holders.includes(store));
  const [unlisting] = others.filter(
    (store) =>
      ![...sent.anchored.valid, ...known.anchored.valid].some(({ certificates }) =>
        certificates.slice(-1).some((each) => trust.holdersOf(each).includes(store)),
      ),
  );
  if (!unlisting || !holders.every(({ id }) => usualStores.includes(id))) {
    return [];
  }
  const message = l10n.t(
    'The chain ends in {0}, which is trusted here ({1}) but not listed by {2}, and Exchange Online goes by that list. If mail is refused, use a certificate from a listed authority.',
    shortName(root),
    holders.map(({ label }) => label).join(', '),
    unlisting.label,
  );
  return [finding('chain.root-unknown', message, { ...at(root, places), severity: 'warning' })];
}

function unknownRoot(root: string): string {
  return l10n.t(
    'The chain ends in {0}, which no chosen trust store holds. Exchange Online trusts public certification authorities only: use a certificate from one.',
    root,
  );
}

function blocked(root: string, stores: string): string {
  return l10n.t(
    'The chain ends in {0}, which is blocked by {1}. Use a certificate from another authority.',
    root,
    stores,
  );
}

function circle(leaf: string): string {
  return l10n.t(
    'The certificates above {0} certify each other in a circle and lead to no root. Get the intermediate certificates from the issuer anew.',
    leaf,
  );
}

function misordered(): Finding {
  return finding(
    'chain.misordered',
    l10n.t(
      'All certificates are there, but not in order: each must certify the one before it, the server’s own first. Sort the file that the server sends.',
    ),
  );
}
