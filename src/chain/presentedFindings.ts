import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import { shortName } from '../x509/names.js';
import { isSelfSigned } from '../x509/signature.js';
import type { Link } from './analysis.js';
import type { Presented } from './capture.js';
import type { Places } from './links.js';
import type { Routes } from './routes.js';

// A list of thousands helps nobody and takes the reader's memory; the certificates themselves are all listed.
const maxFindings = 50;

/** What should not have been sent. */
export function presentedFindings(presented: readonly Presented[], places: Places, routes: Routes): readonly Finding[] {
  const anchorKnown = places.links.some((link) => link.onPath);
  const findings: Finding[] = [];
  for (const [index, entry] of presented.entries()) {
    const link = places.links[index];
    const found = link && entryFinding(entry, link, anchorKnown, routes);
    if (found) {
      findings.push(found);
    }
    if (findings.length === maxFindings) {
      break;
    }
  }
  return findings;
}

/** Entries that are no certificates, for an analysis without a leaf. */
export function unreadableFindings(presented: readonly Presented[]): readonly Finding[] {
  return presented
    .flatMap((entry, index) => (entry.certificate ? [] : [unreadable(entry.problem, index)]))
    .slice(0, maxFindings);
}

function entryFinding(entry: Presented, link: Link, anchorKnown: boolean, routes: Routes): Finding | undefined {
  const { index, role, duplicateOf, onPath } = link;
  const { certificate } = entry;
  if (!certificate) {
    return unreadable(entry.problem, index);
  }
  const { sha256 } = certificate;
  const name = shortName(certificate);
  if (duplicateOf !== undefined) {
    const message = l10n.t('{0} was sent twice. Remove one of them from the file that the server sends.', name);
    return finding('chain.duplicate', message, { sha256, index });
  }
  if (role === 'leaf') {
    return undefined;
  }
  const isAbove = routes.known.graph.node(certificate) !== undefined;
  const isRoot = role === 'root' && isSelfSigned(certificate);
  if (anchorKnown && !onPath && !(isRoot && isAbove)) {
    const message = l10n.t('{0} has no part in the chain. Remove it from what the server sends.', name);
    return finding('chain.unrelated', message, { sha256, index });
  }
  if (isRoot) {
    const message = l10n.t('{0} is a root. The other side relies on its own copy: it need not be sent.', name);
    return finding('chain.root-sent', message, { sha256, index });
  }
  return undefined;
}

function unreadable(problem: string, index: number): Finding {
  const message = l10n.t('Entry {0} is no certificate: {1}. Replace it in what the server sends.', index + 1, problem);
  return finding('certificate.unreadable', message, { index });
}
