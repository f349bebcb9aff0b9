// What each code means, and what to do. The long form with its sources is in docs/findings.md.
import * as l10n from '@vscode/l10n';
import type { EvidenceCode } from './evidence.js';

/** One sentence each. */
export interface Meaning {
  readonly meaning: string;
  readonly remedy: string;
}

type Meanings = { readonly [code in EvidenceCode]: () => Meaning };

// Functions, because the language is chosen after this module has been loaded.
const meanings: Meanings = {
  'evidence.tenant-attribution': () => ({
    meaning: l10n.t('Exchange Online did not recognise the sending server as yours and refused to relay.'),
    remedy: l10n.t('Check what the server sends as its certificate chain, its names, and the inbound connector.'),
  }),
  'evidence.domain-not-accepted': () => ({
    meaning: l10n.t(
      'Exchange Online refused to relay: neither the certificate’s domain nor the sender’s domain is accepted in your tenant.',
    ),
    remedy: l10n.t('Add the domain to the accepted domains, or send with a certificate of an accepted domain.'),
  }),
  'evidence.wrong-region': () => ({
    meaning: l10n.t('The mail reached an Exchange Online region that does not know your tenant.'),
    remedy: l10n.t('Correct the smart host to your tenant’s own MX name, and see that an inbound connector matches.'),
  }),
  'evidence.partner-connector': () => ({
    meaning: l10n.t(
      'A Partner connector in the tenant restricts who may send for this domain, and this server did not meet it.',
    ),
    remedy: l10n.t(
      'Send with the certificate or from the address that the Partner connector demands, or change that connector.',
    ),
  }),
  'evidence.direct-send': () => ({
    meaning: l10n.t('The tenant rejects direct send (RejectDirectSend), and no connector identified the server.'),
    remedy: l10n.t('Make the server match an inbound connector of type OnPremises.'),
  }),
  'evidence.downstream-relay': () => ({
    meaning: l10n.t(
      'Exchange Online accepted the mail; a server behind it refused to relay. Your certificate chain is not the cause.',
    ),
    remedy: l10n.t('Check the forwarding address or the outbound connector that leads to the server that refused.'),
  }),
  'evidence.tenant-threshold': () => ({
    meaning: l10n.t('The tenant has exceeded its sending limits. The certificate chain is not the cause.'),
    remedy: l10n.t(
      'Look for compromised accounts or bulk mail in the tenant, then ask Microsoft support to lift the block.',
    ),
  }),
  'evidence.address-reputation': () => ({
    meaning: l10n.t(
      'The sending address has a poor reputation with Exchange Online. The certificate chain is not the cause.',
    ),
    remedy: l10n.t('Send through an address of good reputation, or ask Microsoft support.'),
  }),
  'evidence.domain-unregistered': () => ({
    meaning: l10n.t(
      'Mail was sent from a domain that is not registered in the tenant. The certificate chain is not the cause.',
    ),
    remedy: l10n.t('Add the sending domain to the accepted domains of the tenant.'),
  }),
  'evidence.throttled': () => ({
    meaning: l10n.t('Exchange Online slows down this address because it does not know the server.'),
    remedy: l10n.t(
      'Make the server match an inbound connector of type OnPremises; mail that is identified is not throttled this way.',
    ),
  }),
  'evidence.outdated-server': () => ({
    meaning: l10n.t(
      'Exchange Online throttles or blocks the sending Exchange Server because its build is out of support.',
    ),
    remedy: l10n.t('Update the Exchange Server that sends over the OnPremises connector.'),
  }),
  'evidence.certificate-not-found': () => ({
    meaning: l10n.t(
      'The certificate that the Send connector names in TlsCertificateName is not on the server any more.',
    ),
    remedy: l10n.t('Set TlsCertificateName to the renewed certificate: <I>issuer<S>subject.'),
  }),
  'evidence.remote-certificate': () => ({
    meaning: l10n.t(
      'Your server does not trust the certificate of the other side. The chain that your server sends is not the cause.',
    ),
    remedy: l10n.t('Inspect the other server, and install the root (and intermediates) of its certificate on yours.'),
  }),
  'evidence.inbound-certificate': () => ({
    meaning: l10n.t('Exchange Online rejects the certificate that your server presents when it receives mail.'),
    remedy: l10n.t(
      'Inspect your server and mend the certificate or its chain, or the names that the outbound connector expects.',
    ),
  }),
  'evidence.inbound-starttls': () => ({
    meaning: l10n.t(
      'Your server offers no STARTTLS to Exchange Online, because it has no usable certificate for the connector’s name.',
    ),
    remedy: l10n.t('Bind a certificate that covers the Receive connector’s FQDN to the SMTP service.'),
  }),
  'evidence.proxy-session': () => ({
    meaning: l10n.t(
      'The transport service could not hand the session over to the front end, mostly because of the certificate or its name.',
    ),
    remedy: l10n.t(
      'Check which certificates are bound to SMTP on the servers and that the connectors name the current one.',
    ),
  }),
  'evidence.not-bound-to-smtp': () => ({
    meaning: l10n.t('TLS failed before anything was sent: the chosen certificate is not enabled for SMTP.'),
    remedy: l10n.t('Run Enable-ExchangeCertificate for it with -Services SMTP.'),
  }),
  'evidence.private-key-missing': () => ({
    meaning: l10n.t(
      'TLS failed before anything was sent: the server has no usable private key for the chosen certificate.',
    ),
    remedy: l10n.t('Import the certificate again with its private key and let the Network Service account read it.'),
  }),
  'evidence.tls-failed': () => ({
    meaning: l10n.t('The TLS negotiation failed.'),
    remedy: l10n.t('Inspect the other server, and wait for your server’s own connection to see which side gives up.'),
  }),
  'evidence.starttls-not-offered': () => ({
    meaning: l10n.t('The session stayed without TLS, so no certificate could be sent.'),
    remedy: l10n.t('Check that no firewall removes STARTTLS from the dialogue and that the host name is right.'),
  }),
  'evidence.temporary-attribution': () => ({
    meaning: l10n.t('Exchange Online could not find out for the moment whose server this is.'),
    remedy: l10n.t('Let the server try again; if it stays so for hours, ask Microsoft support.'),
  }),
  'evidence.recipient-rejected': () => ({
    meaning: l10n.t('Exchange Online does not know the recipient. The certificate chain is not the cause.'),
    remedy: l10n.t('Correct the recipient, or the type of the accepted domain if the mailbox is elsewhere.'),
  }),
  'evidence.not-authenticated': () => ({
    meaning: l10n.t('The server asked for a user name and password. The certificate chain is not the cause.'),
    remedy: l10n.t(
      'Use your tenant’s MX name on port 25 with a connector, or sign in where authentication is expected.',
    ),
  }),
  'evidence.relay-denied': () => ({
    meaning: l10n.t('A mail server refused to relay for this client. It says nothing about a certificate chain.'),
    remedy: l10n.t('Allow the client on the server that refused, or correct the smart host.'),
  }),
  'evidence.chain-incomplete': () => ({
    meaning: l10n.t('Windows could not build the chain of this certificate: an intermediate is missing.'),
    remedy: l10n.t('Import the missing intermediates into the server’s LocalMachine\\CA store.'),
  }),
  'evidence.chain-untrusted': () => ({
    meaning: l10n.t(
      'Windows did not trust the chain of this certificate. A missing intermediate gives the same error as an unknown root.',
    ),
    remedy: l10n.t('Inspect the server to see which it is; look for certificates in Root that are not self-signed.'),
  }),
  'evidence.chain-expired': () => ({
    meaning: l10n.t('Windows found a certificate of the chain outside its validity period.'),
    remedy: l10n.t('Renew the certificate, or replace the expired intermediate.'),
  }),
  'evidence.chain-revoked': () => ({
    meaning: l10n.t('Windows found that a certificate of the chain was revoked or is explicitly distrusted.'),
    remedy: l10n.t('Replace the certificate.'),
  }),
  'evidence.chain-name': () => ({
    meaning: l10n.t('Windows found that the certificate does not carry the expected name.'),
    remedy: l10n.t('Use a certificate that covers the name, or correct the name that is expected.'),
  }),
  'evidence.chain-usage': () => ({
    meaning: l10n.t('Windows found that the certificate is not meant for this use.'),
    remedy: l10n.t(
      'Get a certificate whose extended key usage fits: server authentication, and client authentication for sending.',
    ),
  }),
  'evidence.chain-invalid': () => ({
    meaning: l10n.t('Windows found a certificate of the chain invalid.'),
    remedy: l10n.t('Inspect the server to see which certificate it is, and replace it.'),
  }),
  'evidence.revocation-unknown': () => ({
    meaning: l10n.t('Windows could not learn whether a certificate was revoked.'),
    remedy: l10n.t(
      'Let the server reach the revocation addresses of the certificate, through its proxy if it has one.',
    ),
  }),
  'evidence.retrieval-failed': () => ({
    meaning: l10n.t('Windows could not fetch a certificate or revocation list from the network.'),
    remedy: l10n.t('Let the server reach the address, or import the intermediate by hand.'),
  }),
  'evidence.other-status': () => ({
    meaning: l10n.t('A mail server reported an error that Chainmail knows no cause for.'),
    remedy: l10n.t('Read what the server says behind the code, and look the code up with its maker.'),
  }),
  'evidence.unreadable': () => ({
    meaning: l10n.t('A part could not be read.'),
    remedy: l10n.t('Export it again, or give the text from a few lines before.'),
  }),
};

/** What a code means and what to do about it. */
export function meaningOf(code: EvidenceCode): Meaning {
  return meanings[code]();
}
