// Send and Receive connectors of Exchange Server.
import * as l10n from '@vscode/l10n';
import { checksNoName, elements, flag, isBlank, peek, stated, text } from '../values.js';
import { leadsToExchangeOnline } from './endpoints.js';
import type { Rule } from './rule.js';
import { relatedTo } from './rule.js';
import {
  certificateExpired,
  certificateMissing,
  certificateWithoutChain,
  selfSignedCertificate,
} from './sendCertificate.js';
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
    const tls = flag(connector, 'RequireTLS');
    const level = tls === true ? undefined : text(connector, 'TlsAuthLevel');
    if (level === undefined || level.value === '') {
      return;
    }
    const required = stated(connector, 'RequireTLS');
    const ignore = stated(connector, 'IgnoreSTARTTLS');
    const ignored = flag(connector, 'IgnoreSTARTTLS') === true;
    if (tls === false) {
      context.report(
        this.code,
        l10n.t('TlsAuthLevel {0} takes effect only with RequireTLS. Set RequireTLS to true.', level.value),
        {
          range: level.range,
          ...relatedTo(l10n.t('TLS is not required here'), required),
          ...(required && !ignored ? context.restate(l10n.t('Set RequireTLS to true'), required, true) : {}),
        },
      );
    } else if (ignore && ignored) {
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

// "This parameter is required if you set the DNSRoutingEnabled parameter to $false" (SmartHosts).
const smartHostsMissing: Rule = {
  code: 'connector.smart-hosts-missing',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const routing = stated(connector, 'DNSRoutingEnabled');
    if (routing?.value === false && isBlank(connector, 'SmartHosts')) {
      context.report(
        this.code,
        l10n.t('Without DNS routing the connector needs a smart host. Set SmartHosts, or DNSRoutingEnabled to true.'),
        { range: routing.range },
      );
    }
  },
};

const smtpSpace = /^(?:smtp:)?([^:;]*)(?:;(\d+))?$/i;

// "*, *.com, and *.contoso.com are permitted, but *contoso.com is not"; "the valid input range for the cost is from 1
// through 100" (AddressSpaces). Edge subscriptions write `--`; what is not of type SMTP is free text. Whether one text may
// hold several, with commas between them, is not documented.
const addressSpaces: Rule = {
  code: 'connector.address-space',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    for (const space of elements(connector, 'AddressSpaces')) {
      const [, domain, cost = '1'] = smtpSpace.exec(space.value.trim()) ?? [];
      if (domain === undefined || domain.includes(',')) {
        continue;
      }
      if (!/^(?:\*|(?:\*\.)?[^\s*@/\\]+)$/.test(domain)) {
        context.report(
          this.code,
          l10n.t('{0} is not a domain: a wildcard stands alone or in front, as in *.contoso.com.', space.value),
          { range: space.range },
        );
      } else if (Number(cost) < 1 || Number(cost) > 100) {
        context.report(this.code, l10n.t('The cost of an address space is a number from 1 to 100, not {0}.', cost), {
          range: space.range,
        });
      }
    }
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

// "A value for this parameter is required if: the TLSAuthLevel parameter is set to DomainValidation; the
// DNSRoutingEnabled parameter is set to $false (smart host Send connector)" (TlsDomain).
const tlsDomain: Rule = {
  code: 'connector.tls-domain',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const level = text(connector, 'TlsAuthLevel');
    if (level?.value !== 'DomainValidation' || !isBlank(connector, 'TlsDomain')) {
      return;
    }
    const hosts = elements(connector, 'SmartHosts');
    const [host] = hosts;
    if (host === undefined && peek(connector, 'DNSRoutingEnabled') !== false) {
      return;
    }
    const blank = stated(connector, 'TlsDomain');
    const known = hosts.length > 0 && hosts.every(({ value }) => value.toLowerCase().endsWith(`.${worldwide}`));
    context.report(
      this.code,
      l10n.t(
        'DomainValidation with a smart host needs TlsDomain, the name that the smart host’s certificate must have. For Exchange Online it is mail.protection.outlook.com.',
      ),
      {
        range: level.range,
        ...relatedTo(l10n.t('The smart host'), host),
        ...(blank && known ? context.restate(l10n.t('Set TlsDomain to {0}', worldwide), blank, worldwide) : {}),
      },
    );
  },
};

// The name in the certificates of the worldwide service, which the Hybrid Configuration wizard states.
const worldwide = 'mail.protection.outlook.com';

// "This parameter is used only if the TlsAuthLevel parameter is set to DomainValidation" (TlsDomain).
const tlsDomainUnused: Rule = {
  code: 'connector.tls-domain-unused',
  kinds: ['send'],
  source: reference,
  check(connector, context) {
    const domain = text(connector, 'TlsDomain');
    if (domain === undefined || domain.value.trim() === '' || !checksNoName(connector, 'TlsAuthLevel')) {
      return;
    }
    context.report(
      this.code,
      l10n.t(
        'TlsDomain is looked at only when TlsAuthLevel is DomainValidation: the name in the other side’s certificate is not checked. Set that level, or leave TlsDomain out.',
      ),
      { range: domain.range, ...relatedTo(l10n.t('The TLS level'), stated(connector, 'TlsAuthLevel')) },
    );
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
    // One text may hold them all: 'Tls, Integrated'. The cmdlet also takes the sum of their values, which are not documented.
    const names = elements(connector, 'AuthMechanism').flatMap(({ value }) => value.toLowerCase().split(/[\s,]+/));
    if (
      mechanisms !== undefined &&
      names.length > 0 &&
      !names.some((name) => name === 'tls' || /^\d+$/.test(name)) &&
      flag(connector, 'RequireTLS') === true
    ) {
      context.report(this.code, l10n.t('RequireTLS needs Tls among the authentication mechanisms. Add it.'), {
        range: mechanisms.range,
        ...relatedTo(l10n.t('TLS is required here'), stated(connector, 'RequireTLS')),
      });
    }
  },
};

export const exchangeServerRules: readonly Rule[] = [
  tlsCertificateName,
  certificateMissing,
  certificateExpired,
  certificateWithoutChain,
  selfSignedCertificate,
  requireTlsIgnored,
  tlsAuthLevel,
  tlsDomain,
  tlsDomainUnused,
  addressSpaces,
  smartHostsDnsRouting,
  smartHostsMissing,
  startTlsIgnored,
  forceHelo,
  receiveAuthMechanism,
];
