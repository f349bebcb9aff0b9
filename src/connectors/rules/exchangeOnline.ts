// Inbound and outbound connectors of Exchange Online.
import * as l10n from '@vscode/l10n';
import { elements } from '../values.js';
import { readAddressRange } from './addresses.js';
import type { Rule } from './rule.js';
import { tlsSenderCertificateName } from './tlsSenderCertificateName.js';

const inboundReference = 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-inboundconnector';

// "Valid subnet mask values are /24 through /32 … IPv6 addresses are not supported."
const senderIpAddresses: Rule = {
  code: 'connector.sender-ip-addresses',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    for (const address of elements(connector, 'SenderIPAddresses')) {
      const message = complaint(address.value);
      if (message !== undefined) {
        context.report(this.code, message, { range: address.range });
      }
    }
  },
};

function complaint(value: string): string | undefined {
  const range = readAddressRange(value);
  switch (range.kind) {
    case 'ipv6':
      return l10n.t(
        'Exchange Online accepts no IPv6 address in SenderIPAddresses: {0}. State the IPv4 address.',
        value,
      );
    case 'ipv4':
      return range.prefix >= 24
        ? undefined
        : l10n.t('SenderIPAddresses takes /24 to /32 only, not /{0}. Split it into smaller ranges.', range.prefix);
    case 'span':
      return l10n.t(
        'SenderIPAddresses takes no range with a hyphen: {0}. Write it as addresses or CIDR ranges.',
        value,
      );
    default:
      return l10n.t('SenderIPAddresses takes IPv4 addresses and CIDR ranges; {0} is neither.', value);
  }
}

export const exchangeOnlineRules: readonly Rule[] = [senderIpAddresses, tlsSenderCertificateName];
