// What Exchange's connector properties mean, in a sentence for the hover and the schema. From the cmdlets' reference.
import * as l10n from '@vscode/l10n';
import type { ConnectorKind } from './connector.js';
import type { Property } from './properties.js';

type Meanings = Readonly<Record<string, () => string>>;

const reserved = () => l10n.t('Reserved for Microsoft’s own use.');

const usage = () =>
  l10n.t(
    'What the connector is for, which decides its first permissions and ways to sign in. Only one usage can be given.',
  );

const common: Meanings = {
  Identity: () => l10n.t('The connector that is changed: its name, distinguished name or GUID.'),
  Name: () => l10n.t('The connector’s name.'),
  Comment: () => l10n.t('A note of the administrator.'),
  Enabled: () => l10n.t('Whether mail uses the connector.'),
  CloudServicesMailEnabled: () =>
    l10n.t('Keeps the internal headers of hybrid mail flow. The Hybrid Configuration wizard sets it.'),
};

const server: Meanings = {
  DomainController: () => l10n.t('The domain controller that the command reads from and writes to.'),
  Custom: usage,
  Internal: usage,
  Internet: usage,
  Partner: usage,
  Usage: usage,

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
    l10n.t(
      'How the connector was made: Default by hand, HybridWizard by the wizard, Migrated from Forefront; exports also say AdminUI. Leave it as it is.',
    ),
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
    TrustedOrganizations: () =>
      l10n.t('Other Microsoft 365 organisations whose mail is trusted. No other setting is looked at then.'),
    AssociatedAcceptedDomains: () => l10n.t('The accepted domains to which the connector is limited; empty for all.'),
    EFSkipMailGateway: reserved,
    EFTestMode: reserved,
    ScanAndDropRecipients: reserved,
    EFSkipLastIP: () => l10n.t('Enhanced filtering: skips the last hop before Exchange Online, and that alone.'),
    EFSkipIPs: () => l10n.t('Enhanced filtering: the addresses and ranges to skip, where EFSkipLastIP is false.'),
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
    LinkForModifiedConnector: reserved,
    MtaStsMode: () => l10n.t('Whether MTA-STS is looked at: Opportunistic, or None.'),
    SmtpDaneMode: () => l10n.t('Whether DANE is looked at: Opportunistic, Mandatory or None.'),
    ValidationRecipients: () => l10n.t('The recipients to which the connector’s validation sends mail.'),
    IsTransportRuleScoped: () => l10n.t('Only mail that a mail flow rule sends here uses the connector.'),
    TestMode: () => l10n.t('Test mode of the connector.'),
    IsValidated: () => l10n.t('Whether the connector’s validation succeeded.'),
    LastValidationTimestamp: () => l10n.t('When the connector was last validated.'),
  },
  send: {
    ...common,
    ...server,
    AddressSpaces: () =>
      l10n.t(
        'The recipients’ domains that the connector serves, as type:domain;cost: SMTP:*;1. The cost is 1 to 100, the lower the better.',
      ),
    SmartHosts: () => l10n.t('The hosts to which mail goes. DNSRoutingEnabled must then be false.'),
    DNSRoutingEnabled: () => l10n.t('Delivers by MX records, as by default. Must be false with SmartHosts.'),
    IgnoreSTARTTLS: () => l10n.t('Uses no TLS even where it is offered. Not together with RequireTLS.'),
    TlsAuthLevel: () =>
      l10n.t(
        'How far the other side’s certificate is checked: only encrypted, valid, or valid for TlsDomain. Needs RequireTLS.',
      ),
    TlsDomain: () =>
      l10n.t(
        'The name that the other side’s certificate must have with DomainValidation; needed with smart hosts. For Exchange Online mail.protection.outlook.com.',
      ),
    ForceHELO: () => l10n.t('Says HELO instead of EHLO, so that STARTTLS is never offered.'),
    Port: () => l10n.t('The port of the smart hosts, 25 by default.'),
    SmartHostAuthMechanism: () => l10n.t('How the server signs in to the smart hosts.'),
    DomainSecureEnabled: () =>
      l10n.t('Mutual TLS for the connector’s domains. Needs DNSRoutingEnabled, and IgnoreSTARTTLS false.'),
    SourceIPAddress: () => l10n.t('The local address from which an Edge Transport server sends.'),
    ErrorPolicies: () => l10n.t('How errors of delivery are taken: for good, or as passing.'),
    RequireOorg: reserved,
    AuthenticationCredential: () => l10n.t('The user name and password for the smart hosts, with BasicAuth.'),
    ConnectionInactivityTimeOut: () => l10n.t('How long a connection may be idle, ten minutes by default.'),
    Force: () => l10n.t('Asks no questions.'),
    IsCoexistenceConnector: () => l10n.t('Exchange 2010: mail to Microsoft 365 in a hybrid organisation.'),
    IsScopedConnector: () => l10n.t('Only the Mailbox servers of the same Active Directory site use the connector.'),
    LinkedReceiveConnector: () => l10n.t('Exchange 2010: sends on what this Receive connector takes.'),
    SmtpMaxMessagesPerConnection: () => l10n.t('How many messages go over one connection.'),
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
    AdvertiseClientSettings: () =>
      l10n.t('Shows the server’s name, port and ways to sign in to users of Outlook on the web.'),
    AuthTarpitInterval: () => l10n.t('How long the answer to a failed sign-in is held back.'),
    BareLinefeedRejectionEnabled: () => l10n.t('Rejects messages with line feeds that no carriage return precedes.'),
    BinaryMimeEnabled: () => l10n.t('Offers BINARYMIME (RFC 3030). Needs ChunkingEnabled.'),
    ChunkingEnabled: () => l10n.t('Offers CHUNKING (RFC 3030).'),
    ConnectionInactivityTimeout: () => l10n.t('How long a connection may be idle; less than ConnectionTimeout.'),
    ConnectionTimeout: () => l10n.t('How long a connection may last in all.'),
    DefaultDomain: () => l10n.t('The organisation’s default accepted domain.'),
    DeliveryStatusNotificationEnabled: () => l10n.t('Offers DSN (RFC 3461).'),
    DomainSecureEnabled: () => l10n.t('Mutual TLS for the connector’s domains. Needs Tls among AuthMechanism.'),
    EightBitMimeEnabled: () => l10n.t('Offers 8BITMIME (RFC 6152).'),
    EnableAuthGSSAPI: () => l10n.t('Offers Kerberos where Integrated is among AuthMechanism.'),
    EnhancedStatusCodesEnabled: () => l10n.t('Offers ENHANCEDSTATUSCODES (RFC 2034).'),
    ExtendedProtectionPolicy: () =>
      l10n.t(
        'Whether Extended Protection guards the sign-in of Windows: None, Allow where the client can, or Require.',
      ),
    LongAddressesEnabled: () => l10n.t('Takes long X.400 addresses.'),
    MaxAcknowledgementDelay: () => l10n.t('Exchange 2010: how long the acknowledgement waits for delivery.'),
    MaxHeaderSize: () => l10n.t('The largest message header that passes.'),
    MaxHopCount: () => l10n.t('The most hops that a message may have behind it.'),
    MaxInboundConnection: () => l10n.t('The most connections at a time.'),
    MaxInboundConnectionPerSource: () => l10n.t('The most connections at a time from one address.'),
    MaxInboundConnectionPercentagePerSource: () =>
      l10n.t('The most connections at a time from one address, in percent of those that are left.'),
    MaxLocalHopCount: () => l10n.t('The most hops within the organisation that a message may have behind it.'),
    MaxLogonFailures: () => l10n.t('After how many failed sign-ins the connection is closed.'),
    MaxMessageSize: () => l10n.t('The largest message that passes.'),
    MaxProtocolErrors: () => l10n.t('After how many errors the connection is closed.'),
    MaxRecipientsPerMessage: () => l10n.t('The most recipients of a message.'),
    MessageRateLimit: () => l10n.t('The most messages a minute from one client.'),
    MessageRateSource: () => l10n.t('By what the rate of messages is counted: by address, by user, or by both.'),
    OrarEnabled: () => l10n.t('Offers alternate recipients that the originator asks for (ORAR).'),
    PipeliningEnabled: () => l10n.t('Offers PIPELINING (RFC 2920).'),
    RejectReservedSecondLevelRecipientDomains: () =>
      l10n.t('Rejects recipients in example.com and its like (RFC 2606).'),
    RejectReservedTopLevelRecipientDomains: () =>
      l10n.t('Rejects recipients in .test, .example, .invalid and .localhost (RFC 2606).'),
    RejectSingleLabelRecipientDomains: () => l10n.t('Rejects recipients in domains without a dot.'),
    RequireEHLODomain: () => l10n.t('Closes the connection to clients that name no domain in EHLO.'),
    Server: () => l10n.t('The server on which the connector is made.'),
    ServiceDiscoveryFqdn: () => l10n.t('The name for the discovery of the service.'),
    SizeEnabled: () => l10n.t('Offers SIZE (RFC 1870), with or without the largest size.'),
    SmtpUtf8Enabled: () => l10n.t('Offers SMTPUTF8 (RFC 6531).'),
    SuppressXAnonymousTls: () =>
      l10n.t('Does not offer X-ANONYMOUSTLS, over which Exchange servers sign in to one another.'),
    TarpitInterval: () => l10n.t('How long an answer is held back from a server that may be abusive.'),
    Client: usage,
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
