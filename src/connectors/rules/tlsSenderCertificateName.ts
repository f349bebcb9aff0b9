// Exchange Online recognises an on-premises sender by the name in its certificate. Renewal under another name is how a
// working connector breaks (https://learn.microsoft.com/exchange/troubleshoot/email-delivery/relay-access-denied-smtp).
import * as l10n from '@vscode/l10n';
import type { Certificate } from '../../x509/certificate.js';
import type { Connector } from '../connector.js';
import { peek, text } from '../values.js';
import type { KnownLeaf, Rule, RuleContext } from './rule.js';

const domain = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/i;
// Whether Exchange Online takes letters beyond ASCII is not documented.
const anyDomain = /^(?:\*\.)?[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+$/u;

/** "A valid value is an SMTP domain … you can't embed the wildcard character"; hybrid set-ups also name a certificate. */
export const senderNameForm: Rule = {
  code: 'connector.tls-sender-certificate-name-form',
  kinds: ['inbound'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-inboundconnector',
  check(connector, context) {
    const name = text(connector, 'TlsSenderCertificateName');
    const value = name?.value.trim() ?? '';
    if (name !== undefined && value !== '' && !anyDomain.test(value) && !/^<I>.+<S>.+/is.test(value)) {
      context.report(
        this.code,
        l10n.t(
          '{0} is no name of a certificate. State a domain such as mail.contoso.com or *.contoso.com.',
          name.value,
        ),
        { range: name.range },
      );
    }
  },
};

/** "Only the immediate parent domain is tried"; a name without wildcard must itself be an accepted domain. */
export const senderNameHost: Rule = {
  code: 'connector.tls-sender-certificate-name-host',
  kinds: ['inbound'],
  source: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/office-365-notice',
  check(connector, context) {
    const name = text(connector, 'TlsSenderCertificateName');
    const value = name?.value.trim() ?? '';
    if (name === undefined || value.startsWith('*') || !domain.test(value)) {
      return;
    }
    const parent = organisation(value);
    const byHand = peek(connector, 'ConnectorSource') !== 'HybridWizard';
    if (parent !== value && byHand && peek(connector, 'ConnectorType') === 'OnPremises') {
      context.report(
        this.code,
        l10n.t(
          '{0} must itself be an accepted domain of the tenant. Microsoft recommends *.{1}, which needs {1} only.',
          value,
          parent,
        ),
        { range: name.range, ...context.restate(l10n.t('Expect *.{0}', parent), name, `*.${parent}`) },
      );
    }
  },
};

export const tlsSenderCertificateName: Rule = {
  code: 'connector.tls-sender-certificate-name',
  kinds: ['inbound'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-inboundconnector',
  check(connector, context) {
    const leaves = context.knownLeaves();
    const wanted = leaves.length === 0 ? undefined : text(connector, 'TlsSenderCertificateName');
    const name = wanted?.value.trim().toLowerCase();
    if (wanted === undefined || name === undefined || !domain.test(name)) {
      return;
    }
    if (leaves.some(({ certificate }) => satisfiesSenderName(allNames(certificate), name))) {
      return;
    }
    const sender = leaves.find((leaf) => isLikelySender(leaf, name, connector, context));
    if (sender === undefined) {
      return;
    }
    const presented = allNames(sender.certificate);
    const other = presented.find((each) => isRelated(each, name)) ?? presented[0];
    context.report(
      this.code,
      l10n.t(
        'The connector expects a certificate for {0}, but {1} presented one for {2}, so Exchange Online does not recognise the sender. Change this name or the certificate.',
        wanted.value,
        origin(sender),
        presented.slice(0, 3).join(', '),
      ),
      {
        range: wanted.range,
        related: [{ message: l10n.t('The certificate that was presented'), sha256: sender.certificate.sha256 }],
        ...(other === undefined ? {} : context.restate(l10n.t('Expect {0}', other), wanted, other)),
      },
    );
  },
};

// Whether the common name or the alternative names decide is not documented: both count, in the sender's favour.
function allNames({ dnsNames, subject }: Certificate): readonly string[] {
  const { commonName } = subject;
  const names = dnsNames.map((each) => each.toLowerCase());
  const common = commonName?.toLowerCase();
  return common === undefined || names.includes(common) || !common.includes('.') ? names : [common, ...names];
}

/**
 * Whether one of a certificate's names, in lower case, satisfies the connector's: `*.contoso.com` means the domain and all below it
 * (New-InboundConnector). How Exchange Online compares otherwise is not documented, so what may match is taken to match:
 * a wildcard certificate for a name below it, and a name whose immediate parent domain is the connector's.
 */
export function satisfiesSenderName(names: readonly string[], wanted: string): boolean {
  const domain = wanted.replace(/^\*\./, '');
  return names.some((name) => {
    if (name === wanted || name === domain || parentOf(name) === domain) {
      return true;
    }
    return wanted.startsWith('*.')
      ? name.endsWith(`.${domain}`)
      : name.startsWith('*.') && parentOf(wanted) === name.slice(2);
  });
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

// Below them organisations register, as below co.uk, com.au and gouv.fr. Too many are no harm: less is said then.
const registry = /^(?:[a-z]{2,3}|gouv|asso|info|firm|name)\.[a-z]{2}$/i;

/** The domain of a name's organisation: without its host part, except below `co.uk` and its like. */
export function organisation(name: string): string {
  const above = parentOf(name);
  return !above.includes('.') || registry.test(above) ? name : above;
}

/** Whether a certificate's name is of the organisation of the name that is wanted. */
function isRelated(name: string, wanted: string): boolean {
  const parent = organisation(wanted);
  return name.replace(/^\*\./, '') === parent || name.endsWith(`.${parent}`);
}

/**
 * Only a certificate of the same organisation speaks against the connector: a tenant has connectors for other senders,
 * and captures of unrelated servers. A sender that came to the listener is taken for the only on-premises one.
 */
function isLikelySender(leaf: KnownLeaf, wanted: string, connector: Connector, context: RuleContext): boolean {
  if (allNames(leaf.certificate).some((name) => isRelated(name, wanted))) {
    return true;
  }
  return (
    leaf.capture.origin.kind === 'client' &&
    peek(connector, 'ConnectorType') === 'OnPremises' &&
    context.expectingCertificates() === 1
  );
}

function origin({ capture }: KnownLeaf): string {
  switch (capture.origin.kind) {
    case 'server':
      return capture.origin.host;
    case 'client':
      return capture.origin.heloName ?? capture.origin.address;
    default:
      return capture.origin.path;
  }
}
