import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../finding.js';
import type { Capture } from './capture.js';

/** What the way in which the certificates were presented says, whatever they are. */
export function captureFindings(capture: Capture): readonly Finding[] {
  return [...presentationFindings(capture), ...unreachedFindings(capture)];
}

/** Nothing that was said of one address holds for another. */
function unreachedFindings({ origin }: Capture): readonly Finding[] {
  const unreached = origin.kind === 'server' ? (origin.unreached ?? []) : [];
  return unreached.map(({ code, message }) =>
    finding(
      'capture.address-unreached',
      l10n.t('{0} What is said here is of the address that answered.', message),
      // It is this machine that has no way there, as most have none by IPv6: no fault of the server's.
      code === 'unreachable' ? { severity: 'information' } : {},
    ),
  );
}

function presentationFindings({ origin, presented, tls }: Capture): readonly Finding[] {
  if (tls?.resumed) {
    return [
      finding(
        'capture.session-resumed',
        l10n.t('An earlier TLS session was resumed, so that no certificate was due. Try again once it has expired.'),
      ),
    ];
  }
  if (origin.kind === 'client' && tls && presented.length === 0) {
    return [
      finding(
        'capture.no-client-certificate',
        l10n.t(
          'The sending server was asked for its certificate and sent none, so that Exchange Online could not recognise it. Assign a certificate with its private key to the server’s outgoing SMTP.',
        ),
      ),
    ];
  }
  if (tls?.possession === 'failed') {
    return [
      finding(
        'capture.possession-unproven',
        l10n.t(
          'It is not proved that the peer holds the key of the certificate it sent. {0} Check what stands between here and the server, and that its key fits its certificate.',
          tls.possessionReason ?? '',
        ),
        { index: 0 },
      ),
    ];
  }
  return [];
}
