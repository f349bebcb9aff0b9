import type { Connector } from '../../connectors/connector.js';
import { elements, text } from '../../connectors/values.js';
import { formatTarget, parseTarget, smtpPort } from '../../net/target.js';

// More lenses than that over one connector are noise.
const maximumTargets = 2;

/**
 * The servers that a connector speaks of, as `host:port`, the administrator's own first: a Send or Receive connector's
 * FQDN names the server itself, smart hosts are its peers; for an inbound connector the certificate names the sender.
 */
export function connectorTargets(connector: Connector): readonly string[] {
  const port = connector.properties.get('Port')?.value;
  const hosts = candidates(connector, typeof port === 'number' ? port : smtpPort);
  return [...new Set(hosts)].slice(0, maximumTargets);
}

function candidates(connector: Connector, port: number): readonly string[] {
  const own = text(connector, 'Fqdn')?.value;
  const smartHosts = elements(connector, 'SmartHosts').map(({ value }) => value);
  switch (connector.kind) {
    case 'send':
      return [...targets(own === undefined ? [] : [own], smtpPort), ...targets(smartHosts, port)];
    case 'receive':
      return targets(own === undefined ? [] : [own], smtpPort);
    case 'outbound':
      return targets(smartHosts, smtpPort);
    case 'inbound': {
      const name = text(connector, 'TlsSenderCertificateName')?.value;
      // A wildcard names no server.
      return targets(name === undefined || name.includes('*') ? [] : [name], smtpPort);
    }
  }
}

/** A smart host may be written as an address in brackets, `[192.0.2.1]` (New-SendConnector); a port never is. */
function targets(hosts: readonly string[], port: number): readonly string[] {
  return hosts.flatMap((written) => {
    const host = /^\[([\d.]+)\]$/.exec(written)?.[1] ?? written;
    const parsed = parseTarget(host);
    return parsed.ok && parsed.target.host.includes('.') ? [formatTarget({ host: parsed.target.host, port })] : [];
  });
}
