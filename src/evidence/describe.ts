import * as l10n from '@vscode/l10n';
import type { Evidence } from './evidence.js';
import { meaningOf } from './meanings.js';

const maxReply = 1000;

/** Everything of a piece of evidence but what follows from it. */
export type Sightings = Omit<Evidence, 'summary' | 'thumbprints'> & Partial<Pick<Evidence, 'summary' | 'thumbprints'>>;

function summarize(seen: Sightings): string {
  const { meaning } = meaningOf(seen.code);
  if (seen.certificate === undefined || seen.certificate.subject === '') {
    return meaning;
  }
  const { subject, thumbprint } = seen.certificate;
  const sent =
    thumbprint === ''
      ? l10n.t('The session sent the certificate {0}.', subject)
      : l10n.t('The session sent the certificate {0} (thumbprint {1}).', subject, thumbprint);
  return `${meaning} ${sent}`;
}

/** Evidence with its summary and thumbprints. */
export function describe(seen: Sightings): Evidence {
  const { kind, code, at, peer, range, software, connector, certificate, remoteCertificate } = seen;
  const thumbprint = certificate?.thumbprint || undefined;
  return {
    kind,
    code,
    at,
    peer,
    thumbprints: seen.thumbprints ?? (thumbprint === undefined ? [] : [thumbprint]),
    summary: seen.summary ?? summarize(seen),
    range,
    reply: seen.reply?.slice(0, maxReply),
    software,
    connector,
    certificate,
    remoteCertificate,
    sender: seen.sender,
    sourceAddress: seen.sourceAddress,
    secured: seen.secured,
    trustErrors: seen.trustErrors,
    program: seen.program,
  };
}
