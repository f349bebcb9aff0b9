// What a cmdlet that creates a connector cannot do without.
import * as l10n from '@vscode/l10n';
import type { ConnectorKind } from '../connector.js';
import { isBlank, stated } from '../values.js';
import type { Rule } from './rule.js';

const required: Readonly<Record<ConnectorKind, readonly string[]>> = {
  inbound: ['Name', 'SenderDomains'],
  outbound: ['Name'],
  send: ['Name', 'AddressSpaces'],
  receive: ['Name'],
};

// "Required: True", and without it PowerShell asks: a script without anybody to answer stops. A connector that is linked
// to a Receive connector has no address spaces (New-SendConnector, parameter LinkedReceiveConnector).
export const requiredParameter: Rule = {
  code: 'connector.required-parameter',
  kinds: ['inbound', 'outbound', 'send', 'receive'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/new-inboundconnector',
  check(connector, context) {
    const exchange = connector.platform === 'ExchangeServer' || connector.platform === 'ExchangeOnline';
    if (connector.partial || !exchange || stated(connector, 'LinkedReceiveConnector') !== undefined) {
      return;
    }
    for (const name of required[connector.kind]) {
      if (isBlank(connector, name)) {
        const { identity, range } = connector;
        context.report(this.code, l10n.t('A new connector needs {0}. State it.', name), {
          range: identity.value === '' ? range : identity.range,
        });
      }
    }
  },
};
