// The certificate that a connector names, among those that are known. Exchange takes the one with the same issuer and
// subject whose validity ends last (https://learn.microsoft.com/exchange/troubleshoot/email-delivery/relay-access-denied-smtp).
import * as l10n from '@vscode/l10n';
import type { Stated } from '../../text/source.js';
import type { Connector } from '../connector.js';
import { fromCertificate, type StoredCertificate, storedIdentifier } from '../listedCertificate.js';
import { text } from '../values.js';
import { leadsElsewhere, leadsToExchangeOnline } from './endpoints.js';
import { lackingIssuer } from './issuers.js';
import type { KnownLeaf, Rule, RuleContext } from './rule.js';

const source = 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/relay-access-denied-smtp';

/** Blanks around separators, runs of them, and case make no other name. */
function comparable(identifier: string): string {
  return identifier
    .replace(/\s+/g, ' ')
    .replace(/ ?([,=<>]) ?/g, '$1')
    .trim()
    .toLowerCase();
}

function identifierOf(certificate: StoredCertificate): string {
  return comparable(storedIdentifier(certificate));
}

/** The name of a connector's certificate where it has the right form. */
function named(connector: Connector): Stated<string> | undefined {
  const name = text(connector, 'TlsCertificateName');
  return name !== undefined && /^\s*<I>.+<S>.+/is.test(name.value) ? name : undefined;
}

/** Those that are known under a name, the one that Exchange takes first. */
function known(name: string, context: RuleContext): readonly StoredCertificate[] {
  const wanted = comparable(name);
  const all = [
    ...(context.circumstances.stored ?? []),
    ...context.knownLeaves().map(({ certificate }) => fromCertificate(certificate)),
  ];
  return all
    .filter((each) => identifierOf(each) === wanted)
    .sort((a, b) => (b.notAfter?.getTime() ?? 0) - (a.notAfter?.getTime() ?? 0));
}

/** "The certificate specified in TlsCertificateName … could not be found" (KB 3156771). */
export const certificateMissing: Rule = {
  code: 'connector.tls-certificate-missing',
  kinds: ['send', 'receive'],
  source: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/454-4-7-5-certificate-validation-failure',
  check(connector, context) {
    const stored = context.circumstances.stored ?? [];
    const name = stored.length === 0 ? undefined : named(connector);
    if (name === undefined || known(name.value, context).length > 0) {
      return;
    }
    const subject = comparable(name.value.replace(/^.*<S>/is, ''));
    const renewed = stored.filter((each) => comparable(each.subject) === subject);
    const [only] = renewed;
    context.report(
      this.code,
      connector.kind === 'send'
        ? l10n.t(
            'The listing of the server’s certificates has none with this issuer and subject. If it is complete, mail fails with 454 4.7.5: name the certificate that was installed instead.',
          )
        : l10n.t(
            'The listing of the server’s certificates has none with this issuer and subject. If it is complete, the connector cannot use it: name the certificate that was installed instead.',
          ),
      {
        range: name.range,
        ...(only !== undefined && new Set(renewed.map(identifierOf)).size === 1
          ? context.restate(
              l10n.t('Use the certificate of this subject that the server has'),
              name,
              storedIdentifier(only),
            )
          : {}),
      },
    );
  },
};

export const certificateExpired: Rule = {
  code: 'connector.tls-certificate-expired',
  kinds: ['send', 'receive'],
  source,
  check(connector, context) {
    const name = context.knowsCertificates() ? named(connector) : undefined;
    const newest = name && known(name.value, context)[0];
    if (name !== undefined && newest?.notAfter !== undefined && newest.notAfter < context.circumstances.now) {
      context.report(
        this.code,
        l10n.t(
          'The newest known certificate with this issuer and subject expired on {0}. Install a new one and name it here.',
          newest.notAfter.toISOString().slice(0, 10),
        ),
        {
          range: name.range,
          ...(newest.certificate
            ? { related: [{ message: l10n.t('The expired certificate'), sha256: newest.certificate.sha256 }] }
            : {}),
        },
      );
    }
  },
};

/** What each peer presented last with a certificate of this name: what was mended since counts no more. */
function latestOf(name: string, context: RuleContext): readonly KnownLeaf[] {
  const wanted = comparable(name);
  const latest = new Map<string, KnownLeaf>();
  for (const leaf of context.knownLeaves()) {
    const { origin, capturedAt } = leaf.capture;
    const peer =
      origin.kind === 'server' ? `${origin.host}:${origin.port}` : origin.kind === 'client' ? origin.address : '';
    const known = latest.get(peer)?.capture.capturedAt;
    const isLater = known === undefined || known <= capturedAt;
    if (peer !== '' && isLater && identifierOf(fromCertificate(leaf.certificate)) === wanted) {
      latest.set(peer, leaf);
    }
  }
  return [...latest.values()];
}

/** Exchange Online fetches no missing intermediate, in either direction (fix-error-code-450-4-4-317-untrusted-root). */
export const certificateWithoutChain: Rule = {
  code: 'connector.tls-certificate-chain',
  kinds: ['send'],
  source:
    'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-450-4-4-317-untrusted-root',
  check(connector, context) {
    const name = context.knownLeaves().length === 0 ? undefined : named(connector);
    const leaf = name && latestOf(name.value, context).find(({ capture }) => lackingIssuer(capture.presented));
    if (name !== undefined && leaf !== undefined && !leadsElsewhere(connector)) {
      context.report(
        this.code,
        l10n.t(
          'This certificate was presented without that of its issuer, which Exchange Online does not fetch. Import the intermediate on the server: Generate Scripts writes the steps.',
        ),
        {
          range: name.range,
          related: [{ message: l10n.t('The certificate that was presented'), sha256: leaf.certificate.sha256 }],
        },
      );
    }
  },
};

// Hybrid mail flow needs a certificate of a public authority (certificate-requirements), and so does relay (Exchange Team
// Blog 3851357). Issuer and subject are one in a self-signed certificate, as in the one that Exchange makes for itself.
export const selfSignedCertificate: Rule = {
  code: 'connector.self-signed-certificate',
  kinds: ['send'],
  source: 'https://learn.microsoft.com/exchange/certificate-requirements',
  check(connector, context) {
    const name = text(connector, 'TlsCertificateName');
    if (name !== undefined && namesItself(name.value) && leadsToExchangeOnline(connector)) {
      context.report(
        this.code,
        l10n.t(
          'Issuer and subject are the same: this certificate is self-signed. Exchange Online trusts public authorities only, and recognises the server by its address at most. Name one that such an authority issued.',
        ),
        { range: name.range },
      );
    }
  },
};

/** Whether `<I>issuer<S>subject` states one name twice. */
function namesItself(value: string): boolean {
  const middle = value.search(/<S>/i);
  const issuer = value.slice(0, Math.max(middle, 0)).trim();
  const subject = value.slice(middle + 3).trim();
  return /^<I>./i.test(issuer) && issuer.slice(3).trim().toLowerCase() === subject.toLowerCase();
}
