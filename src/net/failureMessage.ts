import * as l10n from '@vscode/l10n';
import type { FailureCode, SecurityMode, Stage } from '../chain/capture.js';
import type { PossessionReason } from '../tls/possession.js';
import { alertName, type Problem } from '../tls/problem.js';
import { addressFamily, formatTarget } from './target.js';

/** Everything that a failure's message depends on. */
export interface FailureFacts {
  readonly host: string;
  readonly port: number;
  readonly security: SecurityMode;
  readonly stage: Stage;
  readonly code: FailureCode;
  /** The address that answered, or those that this is said of. */
  readonly address?: string | readonly string[];
  /** The server's reply, the alert, the broken message: hostile text. */
  readonly detail: string;
}

/** One or two sentences for the administrator: what happened, and what to do next. */
export function failureMessage(facts: FailureFacts): string {
  const target = place(facts);
  switch (facts.code) {
    case 'timeout':
      return timeoutMessage(facts, target);
    case 'refused':
      return l10n.t(
        '{0} refused the connection: nothing listens there, or a firewall rejects it. Check the port.',
        target,
      );
    case 'unreachable':
      return facts.stage === 'resolve'
        ? l10n.t('The name {0} was not found. Check the spelling, and that this machine’s DNS knows it.', facts.host)
        : unreachableMessage(facts, target);
    case 'closed':
      return closedMessage(facts, target);
    case 'cancelled':
      return l10n.t('The inspection of {0} was cancelled.', target);
    default:
      return facts.stage === 'tls' ? tlsMessage(facts, target) : smtpMessage(facts, target);
  }
}

/** Host and port, with the address where the host is a name: servers behind one name may differ. */
function place(facts: FailureFacts): string {
  const target = formatTarget(facts);
  const addresses = addressesIn(facts).filter((address) => address !== facts.host);
  return addresses.length === 0 ? target : `${target} (${addresses.join(', ')})`;
}

function addressesIn({ address = [] }: FailureFacts): readonly string[] {
  return typeof address === 'string' ? [address] : address;
}

/** Many machines have no IPv6, which must not look like a fault of the server. */
function unreachableMessage(facts: FailureFacts, target: string): string {
  const addresses = [...addressesIn(facts), ...(addressFamily(facts.host) === 0 ? [] : [facts.host])];
  return addresses.length > 0 && addresses.every((address) => addressFamily(address) === 6)
    ? l10n.t(
        '{0} cannot be reached from this machine, which may have no IPv6; that says nothing of the server. Inspect it from a machine with IPv6.',
        target,
      )
    : l10n.t('{0} cannot be reached from this machine. Check the network and the firewall.', target);
}

function timeoutMessage({ stage, security }: FailureFacts, target: string): string {
  switch (stage) {
    case 'resolve':
      return l10n.t('DNS gave no answer in time for {0}. Check this machine’s DNS servers.', target);
    case 'connect':
      return l10n.t(
        '{0} did not answer in time. A firewall may drop the connection; many providers block outgoing port 25.',
        target,
      );
    case 'greeting':
      return l10n.t(
        '{0} accepted the connection but sent no complete SMTP greeting in time. If this port expects TLS at once, choose implicit TLS; else allow more time.',
        target,
      );
    case 'tls':
      return security === 'implicit'
        ? l10n.t(
            '{0} did not answer the TLS handshake in time. If this port expects STARTTLS, choose STARTTLS.',
            target,
          )
        : l10n.t(
            '{0} did not finish the TLS handshake in time. Look into the server’s log, or allow more time.',
            target,
          );
    default:
      return l10n.t('{0} stopped answering during the SMTP dialogue. Try again, or allow more time.', target);
  }
}

function closedMessage({ stage }: FailureFacts, target: string): string {
  switch (stage) {
    case 'greeting':
      return l10n.t(
        '{0} closed the connection before its greeting. It may not accept mail from this machine’s address.',
        target,
      );
    case 'tls':
      return l10n.t(
        '{0} closed the connection during the TLS handshake, before it sent certificates. Look into the server’s log for its TLS settings.',
        target,
      );
    default:
      return l10n.t(
        '{0} closed the connection during the SMTP dialogue. Look into the server’s log for the reason.',
        target,
      );
  }
}

function smtpMessage({ code, detail, stage }: FailureFacts, target: string): string {
  switch (code) {
    case 'rejected':
      return stage === 'greeting'
        ? l10n.t(
            '{0} turned the connection away: “{1}”. Check whether it accepts this machine’s address.',
            target,
            detail,
          )
        : l10n.t(
            '{0} rejected EHLO: “{1}”. Without it there is no STARTTLS; check that this is the right port.',
            target,
            detail,
          );
    case 'starttls-not-offered':
      return l10n.t(
        '{0} does not offer STARTTLS, so that it shows no certificate. Turn TLS on at the server, or check whether a firewall removes the offer.',
        target,
      );
    case 'starttls-refused':
      return l10n.t(
        '{0} offers STARTTLS but refused it: “{1}”. Check the server’s certificate configuration and log.',
        target,
        detail,
      );
    case 'starttls-injection':
      return l10n.t(
        '{0} sent more plain text behind its answer to STARTTLS. Someone between here and the server may be tampering, or the server has the flaw known as CVE-2011-0411: update it, and try from another network.',
        target,
      );
    case 'too-large':
      return l10n.t(
        '{0} sent far more text than an SMTP server needs before TLS. Check that this is the right port.',
        target,
      );
    case 'malformed':
      return l10n.t(
        '{0} answered more than it was asked, so that its replies cannot be told apart. Check what stands between here and the server.',
        target,
      );
    default:
      return l10n.t('{0} does not speak SMTP. Check the port: 25 and 587 begin with SMTP, 465 with TLS.', target);
  }
}

function tlsMessage({ code, detail, security }: FailureFacts, target: string): string {
  switch (code) {
    case 'alert':
      return l10n.t(
        'The TLS handshake with {0} ended with the alert “{1}”. Server and request have no version, cipher or certificate kind in common: check the server’s TLS settings, or ask without a fixed version.',
        target,
        detail,
      );
    case 'too-large':
      return l10n.t(
        '{0} announced a TLS message ({1}) larger than 4 MB, which no certificate chain needs.',
        target,
        detail,
      );
    case 'no-certificates':
      return l10n.t('{0} completed the TLS handshake without any certificate. Assign one to its SMTP service.', target);
    case 'malformed':
      return l10n.t(
        '{0} sent a TLS message ({1}) that does not follow the protocol. Update the server, or check what stands between here and it.',
        target,
        detail,
      );
    default:
      return notTlsMessage(security, detail, target);
  }
}

function notTlsMessage(security: SecurityMode, detail: string, target: string): string {
  if (detail === 'SSLv3') {
    return l10n.t('{0} knows no newer protocol than SSLv3, which nobody accepts any more. Turn TLS 1.2 on.', target);
  }
  return security === 'implicit'
    ? l10n.t('{0} does not begin with TLS. If it is an SMTP port such as 25 or 587, choose STARTTLS.', target)
    : l10n.t(
        '{0} agreed to STARTTLS but then sent no TLS. Check the server, or what stands between here and it.',
        target,
      );
}

/** What a message says about a problem of the handshake, untranslated. */
export function problemDetail(problem: Problem): string {
  switch (problem.code) {
    case 'alert':
      return alertName(problem.alert);
    case 'too-large':
    case 'malformed':
      return problem.what;
    case 'not-tls':
      return problem.ssl3 ? 'SSLv3' : '';
    default:
      return '';
  }
}

/** Why possession of the key is not proved, in a sentence. */
export function possessionMessage(reason: PossessionReason): string {
  switch (reason) {
    case 'not-shown':
      return l10n.t(
        'The cipher that the server chose proves the key only at the end of a handshake, which was not awaited.',
      );
    case 'interrupted':
      return l10n.t('The connection ended behind the certificates, before the server proved that it holds the key.');
    case 'unknown-key':
      return l10n.t('This machine cannot check a signature by this kind of key.');
    case 'signature-missing':
      return l10n.t('The server did not sign the handshake with the certificate’s key.');
    case 'signature-invalid':
      return l10n.t('The server’s signature does not fit the key in its certificate.');
    case 'finished-invalid':
      return l10n.t('The server’s last handshake message does not fit what was said before.');
  }
}
