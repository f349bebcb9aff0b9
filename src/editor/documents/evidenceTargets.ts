import { commonNames } from '../../evidence/causes/clues.js';
import type { Evidence, EvidenceCode } from '../../evidence/evidence.js';
import { formatTarget, parseTarget } from '../../net/target.js';

// More than that in a list is noise.
const maximumTargets = 2;

// It is the other side's certificate, or its answer, that is in question.
const aboutTheOtherSide: ReadonlySet<EvidenceCode> = new Set([
  'evidence.remote-certificate',
  'evidence.starttls-not-offered',
  'evidence.tls-failed',
]);

/**
 * The servers worth a look after this evidence, as `host:port`: the one whose certificate was sent, by its names, or
 * the other side where that is in question. They come from a file, so that nobody contacts them unasked.
 */
export function evidenceTargets({ code, peer, certificate }: Evidence): readonly string[] {
  const hosts = aboutTheOtherSide.has(code)
    ? [peer ?? '']
    : [...(certificate?.names ?? []), ...commonNames(certificate?.subject ?? '')].filter(isServer);
  const targets = hosts.flatMap((host) => {
    const parsed = parseTarget(host);
    return parsed.ok && parsed.target.host.includes('.') ? [formatTarget(parsed.target)] : [];
  });
  return [...new Set(targets)].slice(0, maximumTargets);
}

/** A wildcard names no server, and behind `autodiscover` there is none for mail. */
function isServer(name: string): boolean {
  return !name.includes('*') && !/^autodiscover\./i.test(name);
}
