// The connectors that rules are tried on: what the table's cases add to, and what a case says.

export const exchangeOnline = 'contoso-com.mail.protection.outlook.com';
export const send = { Name: 'Out', AddressSpaces: ['SMTP:*;1'], SourceTransportServers: ['EX01'] };
export const receive = { Name: 'Default', Bindings: ['0.0.0.0:25'], RemoteIPRanges: ['0.0.0.0-255.255.255.255'] };
export const outbound = { Name: 'Out', RecipientDomains: ['*'], IsTransportRuleScoped: false };
export const inbound = { Name: 'In', ConnectorType: 'OnPremises', SenderDomains: ['smtp:*;1'] };

/** A rule's cases: properties, and the text that the finding stands at; undefined where nothing may be found. */
export interface Case {
  readonly code: string;
  /** What the properties are added to; a send connector where nothing is said. */
  readonly to?: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly at?: string;
  /** What the fix makes of that text. */
  readonly fixed?: string;
}

export const good = '<I>CN=CA, O=Example<S>CN=mail.contoso.com';
export const thumbprint = '25570F88BF5F3835B64DB725B8E0D6C10B290488';
