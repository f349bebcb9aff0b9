// Exchange's connector properties, once: name, value type, legal values, default. From the cmdlets' reference pages,
// https://learn.microsoft.com/powershell/module/exchangepowershell/ (New- and Set- forms put together).
import type { ConnectorKind } from './connector.js';

/** How a property's text is read: `switch` exists on cmdlets only and takes no argument. */
export type ValueType = 'boolean' | 'integer' | 'text' | 'list' | 'switch';

export interface Property {
  readonly name: string;
  readonly type: ValueType;
  /** The legal values where they are few. */
  readonly values?: readonly string[];
  /** Exports without names state the position of a legal value. */
  readonly numbered?: true;
  /** What the `New-` cmdlet takes when it is not given, where that is documented. */
  readonly default?: boolean | number | string;
}

const flag = (name: string, initially?: boolean): Property => ({
  name,
  type: 'boolean',
  ...(initially === undefined ? {} : { default: initially }),
});
const text = (name: string): Property => ({ name, type: 'text' });
const list = (name: string, values?: readonly string[]): Property => ({
  name,
  type: 'list',
  ...(values === undefined ? {} : { values }),
});
const integer = (name: string, initially?: number): Property => ({
  name,
  type: 'integer',
  ...(initially === undefined ? {} : { default: initially }),
});
const switchParameter = (name: string): Property => ({ name, type: 'switch' });
const choice = (name: string, values: readonly string[], initially?: string): Property => ({
  name,
  type: 'text',
  values,
  ...(initially === undefined ? {} : { default: initially }),
});

const tlsLevel = (name: string): Property => ({
  name,
  type: 'text',
  values: ['', 'EncryptionOnly', 'CertificateValidation', 'DomainValidation'],
  numbered: true,
});
const logging = choice('ProtocolLoggingLevel', ['None', 'Verbose'], 'None');

const tables: Readonly<Record<ConnectorKind, () => readonly Property[]>> = {
  inbound: () => [
    text('Identity'),
    text('Name'),
    list('SenderDomains'),
    list('AssociatedAcceptedDomains'),
    list('ClientHostNames'),
    flag('CloudServicesMailEnabled', false),
    text('Comment'),
    choice('ConnectorSource', ['Default', 'Migrated', 'HybridWizard'], 'Default'),
    choice('ConnectorType', ['Partner', 'OnPremises']),
    list('EFSkipIPs'),
    flag('EFSkipLastIP', false),
    list('EFSkipMailGateway'),
    flag('EFTestMode'),
    list('EFUsers'),
    flag('Enabled', true),
    // The documentation and the DSC schema contradict one another about its default.
    flag('RequireTls'),
    flag('RestrictDomainsToCertificate', false),
    flag('RestrictDomainsToIPAddresses', false),
    list('ScanAndDropRecipients'),
    list('SenderIPAddresses'),
    text('TlsSenderCertificateName'),
    flag('TreatMessagesAsInternal', false),
    list('TrustedOrganizations'),
  ],
  outbound: () => [
    text('Identity'),
    text('Name'),
    flag('AllAcceptedDomains', false),
    flag('CloudServicesMailEnabled', false),
    text('Comment'),
    choice('ConnectorSource', ['Default', 'Migrated', 'HybridWizard'], 'Default'),
    choice('ConnectorType', ['Partner', 'OnPremises']),
    flag('Enabled', true),
    flag('IsTransportRuleScoped', false),
    flag('IsValidated'),
    text('LastValidationTimestamp'),
    text('LinkForModifiedConnector'),
    choice('MtaStsMode', ['None', 'Opportunistic'], 'Opportunistic'),
    list('RecipientDomains'),
    flag('RouteAllMessagesViaOnPremises', false),
    flag('SenderRewritingEnabled', false),
    list('SmartHosts'),
    choice('SmtpDaneMode', ['None', 'Opportunistic', 'Mandatory'], 'Opportunistic'),
    flag('TestMode', false),
    text('TlsDomain'),
    tlsLevel('TlsSettings'),
    flag('UseMXRecord', true),
    list('ValidationRecipients'),
  ],
  send: () => [
    text('Identity'),
    text('Name'),
    list('AddressSpaces'),
    text('AuthenticationCredential'),
    flag('CloudServicesMailEnabled', false),
    text('Comment'),
    text('ConnectionInactivityTimeOut'),
    choice('ConnectorType', ['Default', 'XPremises'], 'Default'),
    switchParameter('Custom'),
    // New-SendConnector turns it off by itself when smart hosts are given without it, so that no default is stated.
    flag('DNSRoutingEnabled'),
    text('DomainController'),
    flag('DomainSecureEnabled', false),
    flag('Enabled', true),
    text('ErrorPolicies'),
    switchParameter('Force'),
    flag('ForceHELO', false),
    text('Fqdn'),
    flag('FrontendProxyEnabled'),
    flag('IgnoreSTARTTLS', false),
    switchParameter('Internal'),
    switchParameter('Internet'),
    flag('IsCoexistenceConnector', false),
    flag('IsScopedConnector', false),
    text('LinkedReceiveConnector'),
    text('MaxMessageSize'),
    switchParameter('Partner'),
    integer('Port', 25),
    logging,
    flag('RequireOorg'),
    flag('RequireTLS', false),
    choice(
      'SmartHostAuthMechanism',
      ['None', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer', 'ExternalAuthoritative'],
      'None',
    ),
    list('SmartHosts'),
    integer('SmtpMaxMessagesPerConnection'),
    text('SourceIPAddress'),
    list('SourceTransportServers'),
    tlsLevel('TlsAuthLevel'),
    text('TlsCertificateName'),
    text('TlsDomain'),
    choice('Usage', ['Custom', 'Internal', 'Internet', 'Partner'], 'Custom'),
    flag('UseExternalDNSServersEnabled', false),
  ],
  receive: () => [
    text('Identity'),
    text('Name'),
    flag('AdvertiseClientSettings', false),
    list('AuthMechanism', [
      'None',
      'Tls',
      'Integrated',
      'BasicAuth',
      'BasicAuthRequireTLS',
      'ExchangeServer',
      'ExternalAuthoritative',
    ]),
    text('AuthTarpitInterval'),
    text('Banner'),
    flag('BareLinefeedRejectionEnabled', false),
    flag('BinaryMimeEnabled', true),
    list('Bindings'),
    flag('ChunkingEnabled', true),
    switchParameter('Client'),
    text('Comment'),
    text('ConnectionInactivityTimeout'),
    text('ConnectionTimeout'),
    switchParameter('Custom'),
    text('DefaultDomain'),
    flag('DeliveryStatusNotificationEnabled', true),
    text('DomainController'),
    flag('DomainSecureEnabled'),
    flag('EightBitMimeEnabled', true),
    flag('EnableAuthGSSAPI'),
    flag('Enabled', true),
    flag('EnhancedStatusCodesEnabled', true),
    choice('ExtendedProtectionPolicy', ['None', 'Allow', 'Require'], 'None'),
    text('Fqdn'),
    switchParameter('Internal'),
    switchParameter('Internet'),
    flag('LongAddressesEnabled', false),
    text('MaxAcknowledgementDelay'),
    text('MaxHeaderSize'),
    integer('MaxHopCount'),
    text('MaxInboundConnection'),
    text('MaxInboundConnectionPerSource'),
    integer('MaxInboundConnectionPercentagePerSource'),
    integer('MaxLocalHopCount'),
    integer('MaxLogonFailures'),
    text('MaxMessageSize'),
    text('MaxProtocolErrors'),
    integer('MaxRecipientsPerMessage'),
    text('MessageRateLimit'),
    choice('MessageRateSource', ['None', 'IPAddress', 'User', 'All']),
    flag('OrarEnabled', false),
    switchParameter('Partner'),
    list('PermissionGroups', [
      'None',
      'AnonymousUsers',
      'ExchangeUsers',
      'ExchangeServers',
      'ExchangeLegacyServers',
      'Partners',
      'Custom',
    ]),
    flag('PipeliningEnabled', true),
    logging,
    flag('RejectReservedSecondLevelRecipientDomains', false),
    flag('RejectReservedTopLevelRecipientDomains', false),
    flag('RejectSingleLabelRecipientDomains', false),
    list('RemoteIPRanges'),
    flag('RequireEHLODomain', false),
    flag('RequireTLS', false),
    text('Server'),
    text('ServiceDiscoveryFqdn'),
    choice('SizeEnabled', ['Disabled', 'Enabled', 'EnabledWithoutValue'], 'Enabled'),
    flag('SmtpUtf8Enabled'),
    flag('SuppressXAnonymousTls', false),
    text('TarpitInterval'),
    text('TlsCertificateName'),
    list('TlsDomainCapabilities'),
    choice('TransportRole', ['HubTransport', 'FrontendTransport']),
    choice('Usage', ['Client', 'Custom', 'Internal', 'Internet', 'Partner']),
  ],
};

/** One kind's properties, found by name whatever its case. */
export class PropertyTable {
  private readonly byName: ReadonlyMap<string, Property>;

  constructor(readonly properties: readonly Property[]) {
    this.byName = new Map(properties.map((each) => [each.name.toLowerCase(), each]));
  }

  find(name: string): Property | undefined {
    return this.byName.get(name.toLowerCase());
  }
}

const made = new Map<ConnectorKind, PropertyTable>();

/** The properties of a kind of connector; made when first asked for. */
export function propertyTable(kind: ConnectorKind): PropertyTable {
  let table = made.get(kind);
  if (table === undefined) {
    table = new PropertyTable(tables[kind]());
    made.set(kind, table);
  }
  return table;
}

// What only a connector of this kind states; an export of any width has two of them, or one beside its name.
const telling: Readonly<Record<ConnectorKind, readonly string[]>> = {
  inbound: [
    'SenderDomains',
    'SenderIPAddresses',
    'TlsSenderCertificateName',
    'RestrictDomainsToCertificate',
    'RestrictDomainsToIPAddresses',
    'TreatMessagesAsInternal',
    'EFSkipLastIP',
    'EFSkipIPs',
    'RequireTls',
    'ConnectorType',
    'CloudServicesMailEnabled',
  ],
  outbound: [
    'RecipientDomains',
    'UseMXRecord',
    'TlsSettings',
    'RouteAllMessagesViaOnPremises',
    'AllAcceptedDomains',
    'IsTransportRuleScoped',
    'SenderRewritingEnabled',
    'SmartHosts',
    'TlsDomain',
    'ConnectorType',
    'CloudServicesMailEnabled',
  ],
  send: [
    'AddressSpaces',
    'DNSRoutingEnabled',
    'SourceTransportServers',
    'IgnoreSTARTTLS',
    'ForceHELO',
    'SmartHostAuthMechanism',
    'TlsAuthLevel',
    'TlsCertificateName',
    'RequireTLS',
    'SmartHosts',
    'TlsDomain',
    'CloudServicesMailEnabled',
  ],
  receive: [
    'RemoteIPRanges',
    'Bindings',
    'PermissionGroups',
    'AuthMechanism',
    'RequireEHLODomain',
    'TransportRole',
    'TlsCertificateName',
    'RequireTLS',
    'TlsDomainCapabilities',
  ],
};

// Alone beside a name they settle it; no other product's documents use these words.
const decisive =
  /^(?:AddressSpaces|TlsSenderCertificateName|SenderIPAddresses|RestrictDomainsTo\w+|TlsCertificateName|DNSRoutingEnabled|UseMXRecord|RouteAllMessagesViaOnPremises)$/i;

/** Words one of which stands in every connector document of an Exchange form, for a quick look before reading. */
export const connectorWords =
  /TlsSenderCertificateName|SenderIPAddresses|SenderDomains|RestrictDomainsTo|UseMXRecord|RecipientDomains|TlsSettings|RouteAllMessages|AddressSpaces|DNSRouting|SmartHosts|TlsCertificateName|TlsAuthLevel|RemoteIPRanges|PermissionGroups/i;

/** Which kind of connector states properties of these names, whatever their case; undefined: no connector's. */
export function kindOf(names: Iterable<string>): ConnectorKind | undefined {
  const known = new Set<string>();
  let settled = false;
  for (const name of names) {
    known.add(name.toLowerCase());
    settled ||= decisive.test(name);
  }
  const bonus = settled && (known.has('name') || known.has('identity')) ? 1 : 0;
  let best: ConnectorKind | undefined;
  let bestScore = 1;
  for (const kind of ['inbound', 'outbound', 'send', 'receive'] as const) {
    const own = telling[kind].filter((each) => known.has(each.toLowerCase())).length;
    if (own + bonus > bestScore && own > 0) {
      best = kind;
      bestScore = own + bonus;
    }
  }
  return best;
}

/** Whether a property holds a secret: such are not read at all, so that nothing can show or store them. */
export function isSecret(name: string): boolean {
  return /passw|secret|credential/i.test(name);
}
