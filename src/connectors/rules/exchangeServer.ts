// Send and Receive connectors of Exchange Server.
import * as l10n from '@vscode/l10n';
import { elements, flag, text } from '../values.js';
import type { Rule } from './rule.js';
import { tlsCertificateName } from './tlsCertificateName.js';

const reference = 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-sendconnector';

// "This parameter must be set to $false if the RequireTLS parameter is set to $true" (IgnoreSTARTTLS).
const requireTlsIgnored: Rule = {
  code: 'connector.require-tls-ignored',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const ignore = connector.properties.get('IgnoreSTARTTLS');
    if (ignore?.value !== true || flag(connector, 'RequireTLS') !== true) {
      return;
    }
    const required = connector.properties.get('RequireTLS');
    context.report(
      this.code,
      l10n.t('RequireTLS and IgnoreSTARTTLS contradict one another. Set IgnoreSTARTTLS to false, so that TLS is used.'),
      {
        range: ignore.range,
        ...(required ? { related: [{ message: l10n.t('TLS is required here'), range: required.range }] } : {}),
        fixes: context.restate(l10n.t('Set IgnoreSTARTTLS to false'), ignore, false),
      },
    );
  },
};

// "You can't specify a value for this parameter if the IgnoreSTARTTLS parameter is set to $true, or if the RequireTLS
// parameter is set to $false" (TlsAuthLevel).
const tlsAuthLevel: Rule = {
  code: 'connector.tls-auth-level',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const level = text(connector, 'TlsAuthLevel');
    if (level === undefined || level.value === '') {
      return;
    }
    const required = connector.properties.get('RequireTLS');
    const ignored = flag(connector, 'IgnoreSTARTTLS') === true;
    if (flag(connector, 'RequireTLS') === false) {
      context.report(
        this.code,
        l10n.t('TlsAuthLevel {0} takes effect only with RequireTLS. Set RequireTLS to true.', level.value),
        {
          range: level.range,
          ...(required ? { related: [{ message: l10n.t('TLS is not required here'), range: required.range }] } : {}),
          ...(required && !ignored ? { fixes: context.restate(l10n.t('Set RequireTLS to true'), required, true) } : {}),
        },
      );
    } else if (ignored && flag(connector, 'RequireTLS') === undefined) {
      const ignore = connector.properties.get('IgnoreSTARTTLS');
      context.report(
        this.code,
        l10n.t('TlsAuthLevel {0} has no effect while IgnoreSTARTTLS is true. Set it to false.', level.value),
        {
          range: level.range,
          ...(ignore ? { fixes: context.restate(l10n.t('Set IgnoreSTARTTLS to false'), ignore, false) } : {}),
        },
      );
    }
  },
};

// "If you specify a SmartHosts parameter, the DNSRoutingEnabled parameter must be $false."
const smartHostsDnsRouting: Rule = {
  code: 'connector.smart-hosts-dns-routing',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const routing = connector.properties.get('DNSRoutingEnabled');
    const hosts = routing?.value === true ? elements(connector, 'SmartHosts') : [];
    const [first] = hosts;
    if (routing === undefined || first === undefined) {
      return;
    }
    context.report(
      this.code,
      l10n.t(
        'Mail cannot be routed both by DNS and to the smart host {0}. Set DNSRoutingEnabled to false.',
        first.value,
      ),
      {
        range: routing.range,
        related: [{ message: l10n.t('The smart host'), range: first.range }],
        fixes: context.restate(l10n.t('Set DNSRoutingEnabled to false'), routing, false),
      },
    );
  },
};

export const exchangeServerRules: readonly Rule[] = [
  tlsCertificateName,
  requireTlsIgnored,
  tlsAuthLevel,
  smartHostsDnsRouting,
];
