import * as l10n from '@vscode/l10n';
import type { FailureCode, Stage } from '../chain/capture.js';

/** Everything that the message on a failed connection depends on. */
export interface SenderFailureFacts {
  readonly address: string;
  readonly stage: Stage;
  readonly code: FailureCode;
  /** The alert or the broken message: hostile text. */
  readonly detail: string;
}

/** One or two sentences for the administrator: what the sender did, and what to do next. */
export function senderFailureMessage({ address, stage, code, detail }: SenderFailureFacts): string {
  switch (code) {
    case 'alert':
      return l10n.t(
        '{0} ended the TLS handshake with the alert “{1}” before it sent its certificate. If it does not trust this listener’s certificate, give the listener one that it trusts, or let the sender encrypt without validation.',
        address,
        detail,
      );
    case 'starttls-not-used':
      return l10n.t(
        '{0} did not ask for TLS, so that it showed no certificate. Require TLS on its Send connector.',
        address,
      );
    case 'starttls-injection':
      return l10n.t(
        '{0} sent more plain text behind STARTTLS. Someone between it and here may be tampering; try from the sender’s own network.',
        address,
      );
    case 'not-smtp':
      return l10n.t('{0} does not speak SMTP. If it begins with TLS, listen with implicit TLS.', address);
    case 'not-tls':
      return l10n.t(
        '{0} does not begin with TLS. If it asks for it by STARTTLS, listen without implicit TLS.',
        address,
      );
    case 'too-large':
      return l10n.t('{0} sent far more than a mail server needs to show its certificate, and was cut off.', address);
    case 'malformed':
      return detail === 'Certificate'
        ? l10n.t(
            '{0} sent its certificate under keys that could not be read. Let it try again: it will be asked for TLS 1.2.',
            address,
          )
        : l10n.t('{0} sent a TLS handshake that could not be completed ({1}). Look into its own log.', address, detail);
    case 'timeout':
      return l10n.t('{0} connected and then took too long. Look into its own log, and try again.', address);
    default:
      return stage === 'tls'
        ? l10n.t(
            '{0} closed the connection during the TLS handshake, before it sent its certificate. Look into its own log.',
            address,
          )
        : l10n.t('{0} connected and closed the connection without a word, as port scanners and monitors do.', address);
  }
}
