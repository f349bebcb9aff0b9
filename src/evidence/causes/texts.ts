// What to do about each cause, and what would confirm it. The long form with its sources is in docs/findings.md.
import * as l10n from '@vscode/l10n';

/** What a user can do to learn more. */
export type Look = 'inspect' | 'listen' | 'export';

interface CauseText {
  readonly next: string;
  /** What would confirm it, and how Chainmail helps. */
  readonly confirm?: string;
  /** The same where the server was inspected already. */
  readonly confirmInspected?: string;
  readonly looks?: readonly Look[];
}

const seeChain = () => ({
  confirm: l10n.t('Inspect the server, or let Chainmail wait for its connection, to see what it sends.'),
  confirmInspected: l10n.t(
    'That is what it shows to those who connect to it. Let Chainmail wait for its own connection, to see what it sends.',
  ),
  looks: ['inspect', 'listen'] as const,
});
const seeSender = () => ({
  confirm: l10n.t('Let Chainmail wait for the server’s connection: it says whether a certificate comes.'),
  looks: ['listen'] as const,
});
const seeConnectors = () => ({
  confirm: l10n.t('Open an export of the inbound connectors (Get-InboundConnector | ConvertTo-Json).'),
});
const seeOwnServer = () => ({ confirm: l10n.t('Inspect your own server.'), looks: ['inspect'] as const });

// In the order of precedence among causes that are equally likely.
const texts = {
  'cause.remote-chain': () => ({
    next: l10n.t(
      'Install the root (and intermediates) of the other server’s certificate on your server, or run Windows Update there.',
    ),
    confirm: l10n.t('Inspect the other server.'),
    looks: ['inspect'],
  }),
  'cause.inbound-certificate': () => ({
    next: l10n.t(
      'Mend the certificate of your receiving server: its chain, its validity, and the name that the outbound connector expects.',
    ),
    ...seeOwnServer(),
  }),
  'cause.inbound-starttls': () => ({
    next: l10n.t('Enable a certificate for SMTP that covers the Receive connector’s FQDN.'),
    ...seeOwnServer(),
  }),
  'cause.certificate-not-found': () => ({
    next: l10n.t(
      'Set TlsCertificateName of the Send connector to the current certificate as <I>issuer<S>subject, and restart the transport service.',
    ),
  }),
  'cause.not-bound-to-smtp': (thumbprint) => ({
    next: l10n.t(
      'Run Enable-ExchangeCertificate -Thumbprint {0} -Services SMTP, and keep the default certificate when asked.',
      thumbprint,
    ),
  }),
  'cause.private-key-missing': (thumbprint) => ({
    next: l10n.t(
      'Import the .pfx again with its private key, or repair it with certutil -repairstore my {0}.',
      thumbprint,
    ),
  }),
  'cause.client-auth-missing': () => ({
    next: l10n.t(
      'Get a certificate whose extended key usage includes client authentication: Windows sends no other when asked for one.',
    ),
    ...seeSender(),
  }),
  'cause.no-certificate-sent': () => ({
    next: l10n.t(
      'See that the certificate is enabled for SMTP, has its private key, allows client authentication, and is named in the Send connector’s TlsCertificateName.',
    ),
    ...seeSender(),
  }),
  'cause.no-tls': () => ({
    next: l10n.t('Set RequireTLS on the Send connector, and see that no firewall takes STARTTLS out of the dialogue.'),
  }),
  'cause.wrong-certificate': () => ({
    next: l10n.t(
      'Set TlsCertificateName of the Send connector to the certificate that the inbound connector expects, and enable it for SMTP.',
    ),
    ...seeChain(),
  }),
  'cause.self-signed': () => ({
    next: l10n.t(
      'Assign a certificate of a public authority to SMTP and name it in the Send connector’s TlsCertificateName.',
    ),
    ...seeChain(),
  }),
  'cause.certificate-expired': () => ({
    next: l10n.t('Renew the expired certificate; if it is the server’s own, set TlsCertificateName again.'),
    ...seeChain(),
  }),
  'cause.certificate-revoked': () => ({
    next: l10n.t('Get a new certificate from the authority.'),
    ...seeChain(),
  }),
  'cause.leaf-only-file': () => ({
    next: l10n.t(
      'Append the intermediate certificates to the certificate file, behind the server’s own (smtp_tls_cert_file, or smtp_tls_chain_files with the key first), and reload the service.',
    ),
    confirm: l10n.t('Inspect the certificate file, or let Chainmail wait for the server’s connection.'),
    looks: ['inspect', 'listen'],
  }),
  'cause.wrong-path': () => ({
    next: l10n.t(
      'Remove the cross-signed or outdated intermediate from the server’s store, so that Windows sends the path to a trusted root.',
    ),
    ...seeChain(),
  }),
  'cause.intermediate-missing': () => ({
    next: l10n.t('Import the missing intermediates into LocalMachine\\CA on that server: generate the scripts.'),
    ...seeChain(),
  }),
  'cause.root-store': () => ({
    next: l10n.t(
      'Move every certificate that is not self-signed out of LocalMachine\\Root; the export script lists them.',
    ),
    confirm: l10n.t('Run the export script on the server: it lists what lies in Root and is not self-signed.'),
    looks: ['export'],
  }),
  'cause.private-ca': () => ({
    next: l10n.t('Get a certificate from a public authority: Exchange Online trusts no company’s own.'),
    ...seeChain(),
  }),
  'cause.chain-invalid': () => ({
    next: l10n.t('Inspect the server to see which certificate is wrong, and replace it.'),
    ...seeChain(),
  }),
  'cause.domain-too-deep': () => ({
    next: l10n.t(
      'Make the name’s immediate parent domain an accepted domain, or use a certificate for a host directly below an accepted domain.',
    ),
    confirm: l10n.t('Compare with Get-AcceptedDomain.'),
  }),
  'cause.domain-not-accepted': () => ({
    next: l10n.t('Add the domain of the certificate or of the sender to the accepted domains of the tenant.'),
    confirm: l10n.t('Compare with Get-AcceptedDomain.'),
  }),
  'cause.connector-disabled': () => ({
    next: l10n.t('Enable the connector (Set-InboundConnector … -Enabled $true).'),
    ...seeConnectors(),
  }),
  'cause.partner-connector': () => ({
    next: l10n.t('Replace the Partner connector by one of type OnPremises for your own servers.'),
    ...seeConnectors(),
  }),
  'cause.null-sender': () => ({
    next: l10n.t(
      'Let the inbound connector identify the server by its certificate (TlsSenderCertificateName): replies without a sender have no domain to go by.',
    ),
    ...seeConnectors(),
  }),
  'cause.name-not-covered': () => ({
    next: l10n.t(
      'Set TlsSenderCertificateName of the inbound connector to a name of the certificate, or run the Hybrid Configuration Wizard again.',
    ),
    ...seeConnectors(),
  }),
  'cause.private-address': () => ({
    next: l10n.t(
      'State the public address that Exchange Online sees, or better, identify the server by its certificate.',
    ),
    ...seeConnectors(),
  }),
  'cause.source-address': () => ({
    next: l10n.t('Change SenderIPAddresses to the current address, or better, identify the server by its certificate.'),
    ...seeConnectors(),
  }),
  'cause.partner-restriction': () => ({
    next: l10n.t(
      'Send with the certificate or address that the Partner connector demands, or create an OnPremises connector if the server is your own.',
    ),
  }),
  'cause.wrong-endpoint': () => ({
    next: l10n.t('Set the smart host to your tenant’s own name, like contoso-com.mail.protection.outlook.com.'),
  }),
  'cause.proxy-certificate': () => ({
    next: l10n.t(
      'Compare the certificates that are enabled for SMTP on each Exchange server with the connectors’ TlsCertificateName.',
    ),
    confirm: l10n.t('Inspect your own servers.'),
  }),
  'cause.tls-failed': () => ({
    next: l10n.t('Check TLS versions and certificates of both sides.'),
    confirm: l10n.t('Inspect the other server, and let Chainmail wait for yours.'),
    looks: ['inspect', 'listen'],
  }),
  'cause.downstream-relay': () => ({
    next: l10n.t('Check the forwarding address or the outbound connector that leads to the server that refused.'),
  }),
  'cause.tenant-standing': () => ({
    next: l10n.t('Look for compromised accounts and bulk mail, then ask Microsoft support.'),
  }),
  'cause.outdated-server': () => ({ next: l10n.t('Update the Exchange Server that sends.') }),
  'cause.recipient': () => ({ next: l10n.t('Correct the recipient, or create it in the tenant.') }),
  'cause.authentication': () => ({
    next: l10n.t('Send to your tenant’s MX name on port 25, or sign in where authentication is expected.'),
  }),
  'cause.local-relay': () => ({
    next: l10n.t('Allow the client on the server that refused, or correct its smart host.'),
  }),
  'cause.temporary': () => ({ next: l10n.t('Wait; if it lasts for hours, ask Microsoft support.') }),
} as const satisfies Readonly<Record<string, (thumbprint: string) => CauseText>>;

/** A stable code; each has a heading in docs/findings.md. */
export type CauseCode = keyof typeof texts;

/** Every code, in the order of precedence among causes that are equally likely. */
export const causeCodes: readonly string[] = Object.keys(texts);

const sha1 = /^[0-9A-F]{40}$/;

/** What to do about a cause; commands name the certificate by its thumbprint, where that is one: it is hostile text. */
export function textOf(code: CauseCode, thumbprint = ''): CauseText {
  return texts[code](sha1.test(thumbprint) ? thumbprint : '…');
}
