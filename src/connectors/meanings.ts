// What Exchange's connector properties mean, in a sentence for the hover and the schema. From the cmdlets' reference.
import * as l10n from '@vscode/l10n';
import type { ConnectorKind } from './connector.js';
import type { Property } from './properties.js';

type Meanings = Readonly<Record<string, () => string>>;

const common: Meanings = {
  Identity: () => l10n.t('The connector that is changed: its name, distinguished name or GUID.'),
  Name: () => l10n.t('The connector’s name.'),
  Comment: () => l10n.t('A note of the administrator.'),
  Enabled: () => l10n.t('Whether mail uses the connector.'),
  CloudServicesMailEnabled: () =>
    l10n.t('Keeps the internal headers of hybrid mail flow. The Hybrid Configuration wizard sets it.'),
};

const server: Meanings = {
  Fqdn: () => l10n.t('The name that the server gives in EHLO and looks for when it chooses a certificate.'),
  RequireTLS: () => l10n.t('Every message must travel under TLS.'),
  TlsCertificateName: () =>
    l10n.t(
      'The certificate to send, named by issuer and subject: <I>issuer<S>subject. Of several, the one that expires last.',
    ),
  ProtocolLoggingLevel: () =>
    l10n.t('Verbose writes every dialogue to the protocol log; None, the default, writes none.'),
};

const online: Meanings = {
  ConnectorType: () =>
    l10n.t('OnPremises for servers of your own organisation, which may then relay; Partner for other organisations.'),
  ConnectorSource: () =>
    l10n.t('How the connector was made: Default by hand, HybridWizard, Migrated. Leave it as it is.'),
};

const meanings: Readonly<Record<ConnectorKind, Meanings>> = {
  inbound: {
    ...common,
    ...online,
    SenderDomains: () => l10n.t('The senders’ domains for which the connector is: *, contoso.com or *.contoso.com.'),
    SenderIPAddresses: () =>
      l10n.t('The public IPv4 addresses of the senders, single or as CIDR ranges from /24 to /32.'),
    TlsSenderCertificateName: () =>
      l10n.t(
        'The name that the sender’s certificate must have: a domain, or *. and a domain. It must be an accepted domain.',
      ),
    RequireTls: () => l10n.t('Refuses mail without TLS. Documented for Partner connectors.'),
    RestrictDomainsToCertificate: () =>
      l10n.t('Refuses mail of these domains that comes without the certificate. For Partner connectors.'),
    RestrictDomainsToIPAddresses: () =>
      l10n.t('Refuses mail of these domains that comes from other addresses. For Partner connectors.'),
    TreatMessagesAsInternal: () =>
      l10n.t(
        'Takes mail of accepted domains for internal. Not together with CloudServicesMailEnabled; it skips spam filtering.',
      ),
    TrustedOrganizations: () => l10n.t('Other Microsoft 365 organisations whose mail is trusted.'),
    AssociatedAcceptedDomains: () => l10n.t('The accepted domains to which the connector is limited; empty for all.'),
    EFSkipLastIP: () => l10n.t('Enhanced filtering: skips the last hop before Exchange Online.'),
    EFSkipIPs: () => l10n.t('Enhanced filtering: the hops to skip.'),
    EFUsers: () => l10n.t('Enhanced filtering: the recipients to which it applies; empty for all.'),
  },
  outbound: {
    ...common,
    ...online,
    RecipientDomains: () =>
      l10n.t('The recipients’ domains that the connector serves: *, contoso.com or *.contoso.com.'),
    SmartHosts: () => l10n.t('The hosts to which mail goes where MX records are not used.'),
    UseMXRecord: () => l10n.t('Delivers by MX records, the default; false needs SmartHosts.'),
    TlsSettings: () =>
      l10n.t(
        'How far the other side’s certificate is checked: only encrypted, valid, or valid for TlsDomain. Empty for opportunistic TLS.',
      ),
    TlsDomain: () => l10n.t('The name that the other side’s certificate must have with DomainValidation.'),
    AllAcceptedDomains: () => l10n.t('For recipients in accepted domains of a hybrid organisation. Needs OnPremises.'),
    RouteAllMessagesViaOnPremises: () => l10n.t('Sends all mail over the own servers first. Needs OnPremises.'),
    SenderRewritingEnabled: () =>
      l10n.t('Rewrites senders (SRS) of mail that goes over the own servers. Needs OnPremises.'),
    IsTransportRuleScoped: () => l10n.t('Only mail that a mail flow rule sends here uses the connector.'),
    TestMode: () => l10n.t('Test mode of the connector.'),
  },
  send: {
    ...common,
    ...server,
    AddressSpaces: () => l10n.t('The recipients’ domains that the connector serves, as type:domain;cost: SMTP:*;1.'),
    SmartHosts: () => l10n.t('The hosts to which mail goes. DNSRoutingEnabled must then be false.'),
    DNSRoutingEnabled: () => l10n.t('Delivers by MX records. Must be false with SmartHosts.'),
    IgnoreSTARTTLS: () => l10n.t('Uses no TLS even where it is offered. Not together with RequireTLS.'),
    TlsAuthLevel: () =>
      l10n.t(
        'How far the other side’s certificate is checked: only encrypted, valid, or valid for TlsDomain. Needs RequireTLS.',
      ),
    TlsDomain: () => l10n.t('The name that the other side’s certificate must have with DomainValidation.'),
    ForceHELO: () => l10n.t('Says HELO instead of EHLO, so that STARTTLS is never offered.'),
    Port: () => l10n.t('The port of the smart hosts, 25 by default.'),
    SmartHostAuthMechanism: () => l10n.t('How the server signs in to the smart hosts.'),
    SourceTransportServers: () => l10n.t('The Mailbox servers that use the connector.'),
    FrontendProxyEnabled: () => l10n.t('Sends over the Front End Transport service.'),
    ConnectorType: () => l10n.t('XPremises for mail to Microsoft 365 in a hybrid organisation, else Default.'),
    MaxMessageSize: () => l10n.t('The largest message that passes.'),
    UseExternalDNSServersEnabled: () => l10n.t('Uses the transport service’s list of external DNS servers.'),
  },
  receive: {
    ...common,
    ...server,
    AuthMechanism: () => l10n.t('How clients may sign in. RequireTLS needs Tls among them.'),
    PermissionGroups: () => l10n.t('Who may use the connector.'),
    RemoteIPRanges: () => l10n.t('The addresses from which the connector takes mail.'),
    Bindings: () => l10n.t('The address and port on which the connector listens.'),
    Banner: () => l10n.t('The greeting, which begins with 220.'),
    TlsDomainCapabilities: () => l10n.t('What partners may do whose certificate names a domain.'),
    TransportRole: () => l10n.t('The service that the connector belongs to.'),
  },
};

/** What a property means, in the user's language; undefined where nothing is known of it. */
export function meaningOf(kind: ConnectorKind, property: Property): string | undefined {
  return meanings[kind][property.name]?.();
}

/** The reference page of the cmdlet that sets a kind's properties. */
export function referenceOf(kind: ConnectorKind): string {
  return `https://learn.microsoft.com/powershell/module/exchangepowershell/set-${kind}connector`;
}
