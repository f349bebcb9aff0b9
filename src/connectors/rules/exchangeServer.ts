// Send and Receive connectors of Exchange Server.
import * as l10n from '@vscode/l10n';
import type { Connector } from '../connector.js';
import { elements, flag, isBlank, peek, stated, text } from '../values.js';
import { endpointOf } from './endpoints.js';
import type { Rule } from './rule.js';
import { relatedTo } from './rule.js';
import { certificateExpired, certificateMissing, certificateWithoutChain } from './sendCertificate.js';
import { tlsCertificateName } from './tlsCertificateName.js';

const reference = 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-sendconnector';

// "This parameter must be set to $false if the RequireTLS parameter is set to $true" (IgnoreSTARTTLS).
const requireTlsIgnored: Rule = {
  code: 'connector.require-tls-ignored',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const ignore = stated(connector, 'IgnoreSTARTTLS');
    if (ignore?.value !== true || flag(connector, 'RequireTLS') !== true) {
      return;
    }
    context.report(
      this.code,
      l10n.t('RequireTLS and IgnoreSTARTTLS contradict one another. Set IgnoreSTARTTLS to false, so that TLS is used.'),
      {
        range: ignore.range,
        ...relatedTo(l10n.t('TLS is required here'), stated(connector, 'RequireTLS')),
        ...context.restate(l10n.t('Set IgnoreSTARTTLS to false'), ignore, false),
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
    const required = stated(connector, 'RequireTLS');
    const ignore = stated(connector, 'IgnoreSTARTTLS');
    const ignored = flag(connector, 'IgnoreSTARTTLS') === true;
    if (flag(connector, 'RequireTLS') === false) {
      context.report(
        this.code,
        l10n.t('TlsAuthLevel {0} takes effect only with RequireTLS. Set RequireTLS to true.', level.value),
        {
          range: level.range,
          ...relatedTo(l10n.t('TLS is not required here'), required),
          ...(required && !ignored ? context.restate(l10n.t('Set RequireTLS to true'), required, true) : {}),
        },
      );
    } else if (ignore && ignored && flag(connector, 'RequireTLS') === undefined) {
      context.report(
        this.code,
        l10n.t('TlsAuthLevel {0} has no effect while IgnoreSTARTTLS is true. Set it to false.', level.value),
        { range: level.range, ...context.restate(l10n.t('Set IgnoreSTARTTLS to false'), ignore, false) },
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
    const routing = stated(connector, 'DNSRoutingEnabled');
    const [first] = routing?.value === true ? elements(connector, 'SmartHosts') : [];
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
        ...relatedTo(l10n.t('The smart host'), first),
        ...context.restate(l10n.t('Set DNSRoutingEnabled to false'), routing, false),
      },
    );
  },
};

// STARTTLS is a keyword of the reply to EHLO (RFC 3207 section 4); who says HELO is never offered it.
const forceHelo: Rule = {
  code: 'connector.force-helo',
  kinds: ['send'],
  source: 'https://www.rfc-editor.org/rfc/rfc3207#section-4',
  check(connector, context) {
    const helo = stated(connector, 'ForceHELO');
    const wantsTls =
      helo?.value === true &&
      (flag(connector, 'RequireTLS') === true ||
        (peek(connector, 'TlsCertificateName') ?? '') !== '' ||
        leadsToExchangeOnline(connector));
    if (helo !== undefined && wantsTls) {
      context.report(
        this.code,
        l10n.t('With ForceHELO the other side never offers STARTTLS, so that no certificate is sent. Set it to false.'),
        { range: helo.range, ...context.restate(l10n.t('Set ForceHELO to false'), helo, false) },
      );
    }
  },
};

// "This parameter is used only if … DomainValidation", and required for it where smart hosts take the place of DNS.
const tlsDomain: Rule = {
  code: 'connector.tls-domain',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const level = text(connector, 'TlsAuthLevel');
    const [host] = level?.value === 'DomainValidation' ? elements(connector, 'SmartHosts') : [];
    if (level !== undefined && host !== undefined && isBlank(connector, 'TlsDomain')) {
      context.report(
        this.code,
        l10n.t(
          'DomainValidation with a smart host needs TlsDomain, the name that the certificate of {0} must have.',
          host.value,
        ),
        { range: level.range, ...relatedTo(l10n.t('The smart host'), host) },
      );
    }
  },
};

// Exchange Online recognises the sender by its certificate, which is sent under TLS only.
const startTlsIgnored: Rule = {
  code: 'connector.starttls-ignored',
  kinds: ['send'],
  source: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/office-365-notice',
  check(connector, context) {
    const ignore = stated(connector, 'IgnoreSTARTTLS');
    if (ignore?.value === true && flag(connector, 'RequireTLS') !== true && leadsToExchangeOnline(connector)) {
      context.report(
        this.code,
        l10n.t(
          'This connector leads to Exchange Online without TLS, so that no certificate is sent. Set IgnoreSTARTTLS to false.',
        ),
        { range: ignore.range, ...context.restate(l10n.t('Set IgnoreSTARTTLS to false'), ignore, false) },
      );
    }
  },
};

// "The value Tls is required when the value of the RequireTLS parameter is $true" (AuthMechanism).
const receiveAuthMechanism: Rule = {
  code: 'connector.receive-auth-mechanism',
  kinds: ['receive'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-receiveconnector',
  check(connector, context) {
    const mechanisms = stated(connector, 'AuthMechanism');
    const names = elements(connector, 'AuthMechanism').map(({ value }) => value.toLowerCase());
    if (
      mechanisms !== undefined &&
      names.length > 0 &&
      !names.includes('tls') &&
      flag(connector, 'RequireTLS') === true
    ) {
      context.report(this.code, l10n.t('RequireTLS needs Tls among the authentication mechanisms. Add it.'), {
        range: mechanisms.range,
        ...relatedTo(l10n.t('TLS is required here'), stated(connector, 'RequireTLS')),
      });
    }
  },
};

function leadsToExchangeOnline(connector: Connector): boolean {
  return elements(connector, 'SmartHosts').some(({ value }) => endpointOf(value) === 'exchange-online');
}

export const exchangeServerRules: readonly Rule[] = [
  tlsCertificateName,
  certificateMissing,
  certificateExpired,
  certificateWithoutChain,
  requireTlsIgnored,
  tlsAuthLevel,
  tlsDomain,
  smartHostsDnsRouting,
  startTlsIgnored,
  forceHelo,
  receiveAuthMechanism,
];
