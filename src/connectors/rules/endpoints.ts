import type { Connector } from '../connector.js';
import { smartHosts } from '../smartHosts.js';
import { elements } from '../values.js';

/** What a smart host's name says of the service behind it. */
export type Endpoint = 'exchange-online' | 'submission' | 'outdated' | 'other';

// Where MX records of tenants point: the worldwide service, its newer names, US government and 21Vianet clouds.
const exchangeOnline = ['mail.protection.outlook.com', 'mx.microsoft', 'office365.us', 'partner.outlook.cn'];

// Client submission with a mailbox's password; it relays for nobody.
const submission: ReadonlySet<string> = new Set([
  'smtp.office365.com',
  'smtp-legacy.office365.com',
  'smtp-mail.outlook.com',
  'smtp.office365.us',
  'smtp.partner.outlook.cn',
]);

// Names from before Exchange Online Protection, and the German cloud that closed in 2021.
const outdated = ['mail.eo.outlook.com', 'mail.messaging.microsoft.com', 'outlook.de'];

/** The service behind a host name, whatever its case. */
export function endpointOf(host: string): Endpoint {
  const written = host.trim().toLowerCase();
  const name = written.endsWith('.') ? written.slice(0, -1) : written;
  if (submission.has(name)) {
    return 'submission';
  }
  if (isBelowAny(name, exchangeOnline)) {
    return 'exchange-online';
  }
  return isBelowAny(name, outdated) ? 'outdated' : 'other';
}

/** Whether a name is one of the domains, or stands below one. No pattern: documents name thousands of hosts. */
function isBelowAny(name: string, domains: readonly string[]): boolean {
  return domains.some(
    (domain) => name.endsWith(domain) && (name.length === domain.length || name.at(-domain.length - 1) === '.'),
  );
}

// A tenant's own domain, to which hybrid connectors send: smtp:contoso.mail.onmicrosoft.com;1.
const tenantSpace = /\.(?:onmicrosoft\.(?:com|us)|partner\.onmschina\.cn)(?:;\d+)?\s*$/i;

/** Whether a connector of any platform sends to Exchange Online, by its smart hosts or its address spaces. */
export function leadsToExchangeOnline(connector: Connector): boolean {
  return (
    smartHosts(connector).some(({ host }) => endpointOf(host) === 'exchange-online') ||
    elements(connector, 'AddressSpaces').some(({ value }) => tenantSpace.test(value))
  );
}

/** Whether the servers to which a connector sends are known, and none is of Exchange Online. */
export function leadsElsewhere(connector: Connector): boolean {
  const hosts = smartHosts(connector);
  return (
    hosts.length > 0 && hosts.every(({ host }) => endpointOf(host) === 'other') && !leadsToExchangeOnline(connector)
  );
}
