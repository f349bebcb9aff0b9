// Postfix, Exim, Sendmail and IIS as clients of Exchange Online.
import * as l10n from '@vscode/l10n';
import type { Connector } from '../connector.js';
import { smartHosts } from '../smartHosts.js';
import { peek, stated, text } from '../values.js';
import { clientFileRules } from './clientFiles.js';
import { endpointOf, leadsToExchangeOnline } from './endpoints.js';
import { type Rule, relatedTo } from './rule.js';

const postconf = 'https://www.postfix.org/postconf.5.html';

/**
 * At the level `none`, TLS is not used. An empty level means what older parameters say; where it is not set at all, it is
 * empty below compatibility level 3.11 and `may` from there on. Policy maps may say otherwise for a destination.
 */
const securityLevel: Rule = {
  code: 'connector.postfix-security-level',
  kinds: ['send'],
  source: `${postconf}#smtp_tls_security_level`,
  check(connector, context) {
    const concerned = connector.platform === 'Postfix' && leadsToExchangeOnline(connector);
    if (!concerned || ['smtp_tls_policy_maps', 'smtp_tls_per_site'].some((name) => isSet(connector, name))) {
      return;
    }
    const level = stated(connector, 'smtp_tls_security_level');
    const plain =
      level === undefined
        ? !usesOlderNames(connector) && !isSinceTlsByDefault(connector)
        : level.value === 'none' || (level.value === '' && !usesOlderNames(connector));
    const place = level?.value === 'none' ? level : stated(connector, 'relayhost');
    if (plain && place !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'Without smtp_tls_security_level Postfix sends in plain text, so that Exchange Online sees no certificate. Set it to encrypt or secure.',
        ),
        { range: place.range },
      );
    }
  },
};

function usesOlderNames(connector: Connector): boolean {
  return ['smtp_use_tls', 'smtp_enforce_tls'].some((name) => peek(connector, name) === 'yes');
}

/** https://www.postfix.org/COMPATIBILITY_README.html; a level that is not read leaves it open. */
function isSinceTlsByDefault(connector: Connector): boolean {
  const level = peek(connector, 'compatibility_level');
  const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(typeof level === 'string' ? level : '') ?? [];
  return typeof level === 'object' || Number(major ?? 0) > 3 || (major === '3' && Number(minor) >= 11);
}

function isSet(connector: Connector, name: string): boolean {
  return (peek(connector, name) ?? '') !== '';
}

const obsolete: Readonly<Record<string, string>> = {
  smtp_use_tls: 'smtp_tls_security_level = may',
  smtp_enforce_tls: 'smtp_tls_security_level = encrypt',
  smtp_tls_enforce_peername: 'smtp_tls_security_level = verify',
  smtp_tls_per_site: 'smtp_tls_policy_maps',
};

/** "With Postfix 2.3 and later use smtp_tls_security_level instead." */
const obsoleteParameter: Rule = {
  code: 'connector.postfix-obsolete',
  kinds: ['send'],
  source: `${postconf}#smtp_use_tls`,
  check(connector, context) {
    if (connector.platform !== 'Postfix') {
      return;
    }
    for (const [name, instead] of Object.entries(obsolete)) {
      const place = stated(connector, name);
      if (place !== undefined) {
        context.report(this.code, l10n.t('{0} is obsolete since Postfix 2.3. Use {1}.', name, instead), {
          range: place.range,
        });
      }
    }
  },
};

/** Without a client certificate only the address can tell whose mail it is. */
const certificateUnset: Rule = {
  code: 'connector.client-certificate-unset',
  kinds: ['send'],
  source: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/office-365-notice',
  check(connector, context) {
    const [host] = ['Postfix', 'Exim', 'Sendmail'].includes(connector.platform) ? smartHosts(connector) : [];
    if (host !== undefined && endpointOf(host.host) === 'exchange-online' && !namesCertificate(connector)) {
      context.report(
        this.code,
        l10n.t(
          'No client certificate is configured, so that Exchange Online can recognise this server by its address only. Bounces and forwarded mail need one, of a public authority.',
        ),
        { range: host.stated.range },
      );
    }
  },
};

function namesCertificate(connector: Connector): boolean {
  const names = [
    'smtp_tls_chain_files',
    'smtp_tls_cert_file',
    'smtp_tls_eccert_file',
    'smtp_tls_dcert_file',
    'tls_certificate',
    'confCLIENT_CERT',
    // A file that may define the certificate, as Debian's starttls.m4 does.
    'include',
  ];
  return names.some((name) => isSet(connector, name) && peek(connector, name) !== 'none');
}

/** SMTP_SSL among the flags of RouteAction (field); AlwaysUseSsl and AccessSSLFlags are documented. */
const routeOverTls = 4;

/** Which certificate a virtual server presents without one of its own is not documented, so that this is no error. */
const iisCertificate: Rule = {
  code: 'connector.iis-certificate',
  kinds: ['send'],
  source: 'https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms525719(v=vs.90)',
  check(connector, context) {
    if (connector.platform !== 'IisSmtp' || (text(connector, 'SSLCertHash')?.value.trim() ?? '') !== '') {
      return;
    }
    const required = requiresTls(connector);
    if (required !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'This virtual server uses TLS and names no certificate (SSLCertHash); which one it takes then is not documented. Assign one in the console of IIS 6, and restart the SMTP service.',
        ),
        { range: required.range, ...relatedTo(l10n.t('The virtual server'), connector.identity) },
      );
    }
  },
};

function requiresTls(connector: Connector) {
  const flags = text(connector, 'AccessSSLFlags');
  const route = text(connector, 'RouteAction');
  const always = text(connector, 'AlwaysUseSsl');
  if (flags !== undefined && /\bAccessSSL\b/.test(flags.value)) {
    return flags;
  }
  if (always !== undefined && /^(?:true|1)$/i.test(always.value)) {
    return always;
  }
  return route !== undefined && (Number(route.value) & routeOverTls) !== 0 ? route : undefined;
}

export const otherServerRules: readonly Rule[] = [
  ...clientFileRules,
  securityLevel,
  obsoleteParameter,
  certificateUnset,
  iisCertificate,
];
