import type { ConnectorRequest } from '../powershell/scripts/connectorScript.js';
import type { Connector } from './connector.js';
import { isList } from './values.js';

/**
 * What a connector script needs, as a document states it: the script then makes the connector trust or present a
 * certificate, with the document's own names and hosts. `thumbprint` is the certificate that a Send connector is to
 * present. Undefined where the document does not say enough: no Exchange connector of these kinds, no name, or an
 * inbound connector without certificate name.
 */
export function connectorRequest(connector: Connector, thumbprint?: string): ConnectorRequest | undefined {
  const name = connector.identity.value;
  const action = connector.partial ? 'set' : 'new';
  if (name === '') {
    return undefined;
  }
  if (connector.kind === 'inbound') {
    const tlsSenderCertificateName = text(connector, 'TlsSenderCertificateName');
    const senderDomains = list(connector, 'SenderDomains');
    return tlsSenderCertificateName
      ? { kind: 'inbound', action, name, tlsSenderCertificateName, ...(senderDomains ? { senderDomains } : {}) }
      : undefined;
  }
  if (connector.kind !== 'send' || connector.platform !== 'ExchangeServer') {
    return undefined;
  }
  const fqdn = text(connector, 'Fqdn');
  const lists = Object.entries({
    smartHosts: list(connector, 'SmartHosts'),
    addressSpaces: list(connector, 'AddressSpaces'),
    sourceTransportServers: list(connector, 'SourceTransportServers'),
  }).filter(([, values]) => values !== undefined);
  return {
    kind: 'send',
    action,
    name,
    ...Object.fromEntries(lists),
    ...(fqdn ? { fqdn } : {}),
    ...(thumbprint === undefined ? {} : { thumbprint }),
  };
}

function text(connector: Connector, name: string): string | undefined {
  const value = connector.properties.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function list(connector: Connector, name: string): readonly string[] | undefined {
  const value = connector.properties.get(name)?.value;
  return value !== undefined && isList(value) && value.length > 0 ? value.map((each) => each.value) : undefined;
}
