// Smart hosts, whatever server is configured.
import * as l10n from '@vscode/l10n';
import type { Stated } from '../../text/source.js';
import type { Connector, Platform, PropertyValue } from '../connector.js';
import { smartHosts } from '../smartHosts.js';
import { peek, stated } from '../values.js';
import { endpointOf } from './endpoints.js';
import type { Rule } from './rule.js';

const devices =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365';

// "Client SMTP submission … can't be used to relay". The hosts of Forefront Online Protection and of the German cloud are
// gone (https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges). One rule, since every connector
// of a large document comes by here.
const wrongEndpoint: Rule = {
  code: 'connector.submission-endpoint',
  also: 'connector.outdated-endpoint',
  kinds: ['send', 'outbound'],
  source: devices,
  check(connector, context) {
    for (const { host, stated: place } of smartHosts(connector)) {
      const endpoint = endpointOf(host);
      if (endpoint === 'submission' && !signsIn(connector)) {
        context.report(
          this.code,
          l10n.t(
            '{0} takes mail from mailboxes that sign in; it does not relay for a server. Use the host of your domain’s MX record, such as contoso-com.mail.protection.outlook.com.',
            host,
          ),
          { range: place.range },
        );
      } else if (endpoint === 'outdated') {
        context.report(
          'connector.outdated-endpoint',
          l10n.t(
            '{0} is a name of a service that Exchange Online has replaced. Use the host of your domain’s MX record.',
            host,
          ),
          { range: place.range },
        );
      }
    }
  },
};

// Exim; Sendmail, whose FEATURE(`authinfo') may stand in a file that is included; IIS.
const signingIn = ['hosts_require_auth', 'hosts_try_auth', 'authinfo', 'include', 'RouteUserName'];

/** A connector that signs in with a mailbox's password submits and does not relay. */
function signsIn(connector: Connector): boolean {
  if (
    peek(connector, 'smtp_sasl_auth_enable') === 'yes' ||
    signingIn.some((name) => (peek(connector, name) ?? '') !== '')
  ) {
    return true;
  }
  return /^basic/i.test(String(peek(connector, 'SmartHostAuthMechanism') ?? ''));
}

// "TCP port 25 is required": the hosts of MX records listen nowhere else.
const smartHostPort: Rule = {
  code: 'connector.smart-host-port',
  kinds: ['send'],
  source: devices,
  check(connector, context) {
    if (peek(connector, 'Port') === 25) {
      return;
    }
    const found = smartHosts(connector).find(
      ({ host, port }) => port !== undefined && port !== 25 && endpointOf(host) === 'exchange-online',
    );
    if (found === undefined) {
      return;
    }
    const port = portOf(connector);
    context.report(this.code, l10n.t('{0} takes mail on port 25 only, not on {1}.', found.host, found.port ?? 25), {
      range: (port ?? found.stated).range,
      ...(port ? context.restate(l10n.t('Set the port to 25'), port, 25) : {}),
    });
  },
};

/** The property that states the port by itself. */
function portOf(connector: Connector): Stated<PropertyValue> | undefined {
  const names: Partial<Record<Platform, string>> = { ExchangeServer: 'Port', Exim: 'port', IisSmtp: 'RemoteSmtpPort' };
  const name = names[connector.platform];
  return name === undefined ? undefined : stated(connector, name);
}

export const smartHostRules: readonly Rule[] = [wrongEndpoint, smartHostPort];
