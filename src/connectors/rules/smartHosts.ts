// Smart hosts, whatever server is configured.
import * as l10n from '@vscode/l10n';
import type { Connector } from '../connector.js';
import { elements, peek, stated } from '../values.js';
import { endpointOf } from './endpoints.js';
import type { Rule } from './rule.js';

// "Client SMTP submission … can't be used to relay": https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365
const submissionEndpoint: Rule = {
  code: 'connector.submission-endpoint',
  kinds: ['send', 'outbound'],
  source:
    'https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365',
  check(connector, context) {
    for (const host of elements(connector, 'SmartHosts')) {
      if (endpointOf(host.value) === 'submission' && !signsIn(connector)) {
        context.report(
          this.code,
          l10n.t(
            '{0} takes mail from mailboxes that sign in; it does not relay for a server. Use the host of your domain’s MX record, such as contoso-com.mail.protection.outlook.com.',
            host.value,
          ),
          { range: host.range },
        );
      }
    }
  },
};

/** A connector that signs in with a mailbox's password submits and does not relay. */
function signsIn(connector: Connector): boolean {
  return /^basic/i.test(String(peek(connector, 'SmartHostAuthMechanism') ?? ''));
}

// The hosts of Forefront Online Protection and of the German cloud are gone.
const outdatedEndpoint: Rule = {
  code: 'connector.outdated-endpoint',
  kinds: ['send', 'outbound'],
  source: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
  check(connector, context) {
    for (const host of elements(connector, 'SmartHosts')) {
      if (endpointOf(host.value) === 'outdated') {
        context.report(
          this.code,
          l10n.t(
            '{0} is a name of a service that Exchange Online has replaced. Use the host of your domain’s MX record.',
            host.value,
          ),
          { range: host.range },
        );
      }
    }
  },
};

// "TCP port 25 is required": the hosts of MX records listen nowhere else.
const smartHostPort: Rule = {
  code: 'connector.smart-host-port',
  kinds: ['send'],
  source:
    'https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365',
  check(connector, context) {
    const port = stated(connector, 'Port');
    if (typeof port?.value !== 'number' || port.value === 25) {
      return;
    }
    const host = elements(connector, 'SmartHosts').find(({ value }) => endpointOf(value) === 'exchange-online');
    if (host !== undefined) {
      context.report(this.code, l10n.t('{0} takes mail on port 25 only, not on {1}.', host.value, port.value), {
        range: port.range,
        ...context.restate(l10n.t('Set the port to 25'), port, 25),
      });
    }
  },
};

export const smartHostRules: readonly Rule[] = [submissionEndpoint, outdatedEndpoint, smartHostPort];
