// Outbound connectors of Exchange Online.
import * as l10n from '@vscode/l10n';
import { checksNoName, elements, isBlank, peek, stated, text } from '../values.js';
import { type Rule, relatedTo } from './rule.js';

const outboundReference = 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-outboundconnector';

// "This parameter is meaningful only when the TlsSettings value is DomainValidation."
const outboundTlsDomain: Rule = {
  code: 'connector.outbound-tls-domain',
  kinds: ['outbound'],
  source: outboundReference,
  check(connector, context) {
    const domain = text(connector, 'TlsDomain');
    if (domain === undefined || domain.value === '') {
      return;
    }
    const settings = stated(connector, 'TlsSettings');
    if (checksNoName(connector, 'TlsSettings')) {
      context.report(
        this.code,
        l10n.t(
          'TlsDomain is looked at only when TlsSettings is DomainValidation: the name in the other side’s certificate is not checked. Set that level, or leave TlsDomain out.',
        ),
        {
          range: domain.range,
          ...relatedTo(l10n.t('The TLS settings'), settings),
          ...(settings
            ? context.restate(l10n.t('Set TlsSettings to DomainValidation'), settings, 'DomainValidation')
            : {}),
        },
      );
    }
  },
};

// "$false: … This setting requires one or more smart hosts for the SmartHosts value."
const outboundSmartHosts: Rule = {
  code: 'connector.outbound-smart-hosts',
  kinds: ['outbound'],
  source: outboundReference,
  check(connector, context) {
    const mx = stated(connector, 'UseMXRecord');
    if (mx?.value === false && isBlank(connector, 'SmartHosts')) {
      context.report(
        this.code,
        l10n.t('Without MX records the connector needs a smart host. Set SmartHosts, or UseMXRecord to true.'),
        {
          range: mx.range,
          // Mail for one's own servers would go round in circles by MX records.
          ...(peek(connector, 'ConnectorType') === 'OnPremises'
            ? {}
            : context.restate(l10n.t('Set UseMXRecord to true'), mx, true)),
        },
      );
    }
  },
};

// "$true: The connector uses DNS routing (MX records in DNS) to deliver email."
const outboundSmartHostsUnused: Rule = {
  code: 'connector.outbound-smart-hosts-unused',
  kinds: ['outbound'],
  source: outboundReference,
  check(connector, context) {
    const mx = stated(connector, 'UseMXRecord');
    const [host] = mx?.value === true ? elements(connector, 'SmartHosts') : [];
    if (mx !== undefined && host !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'With UseMXRecord the connector delivers by MX records and does not use the smart host {0}. Set UseMXRecord to false if mail is to go there.',
          host.value,
        ),
        { range: host.range, ...relatedTo(l10n.t('MX records are used here'), mx) },
      );
    }
  },
};

const onPremisesOnly = ['AllAcceptedDomains', 'RouteAllMessagesViaOnPremises', 'SenderRewritingEnabled'];

// "This setting requires OnPremises for the ConnectorType value."
const outboundOnPremises: Rule = {
  code: 'connector.outbound-on-premises',
  kinds: ['outbound'],
  source: outboundReference,
  check(connector, context) {
    const type = text(connector, 'ConnectorType');
    if (type?.value !== 'Partner') {
      return;
    }
    for (const name of onPremisesOnly) {
      const setting = stated(connector, name);
      if (setting?.value === true) {
        context.report(
          this.code,
          l10n.t('{0} needs a connector of type OnPremises. Set it to false, or change the type.', name),
          {
            range: setting.range,
            ...relatedTo(l10n.t('The type of this connector'), type),
            ...context.restate(l10n.t('Set {0} to false', name), setting, false),
          },
        );
      }
    }
  },
};

export const outboundRules: readonly Rule[] = [
  outboundTlsDomain,
  outboundSmartHosts,
  outboundSmartHostsUnused,
  outboundOnPremises,
];
