// Exchange Online recognises an on-premises sender by the name in its certificate. Renewal under another name is how a
// working connector breaks (https://learn.microsoft.com/exchange/troubleshoot/email-delivery/relay-access-denied-smtp).
import * as l10n from '@vscode/l10n';
import type { Certificate } from '../../x509/certificate.js';
import type { Connector } from '../connector.js';
import { text } from '../values.js';
import type { KnownLeaf, Rule, RuleContext } from './rule.js';

export const tlsSenderCertificateName: Rule = {
  code: 'connector.tls-sender-certificate-name',
  kinds: ['inbound'],
  source: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-inboundconnector',
  check(connector, context) {
    const leaves = context.knownLeaves();
    const wanted = leaves.length === 0 ? undefined : text(connector, 'TlsSenderCertificateName');
    const name = wanted?.value.trim().toLowerCase();
    if (wanted === undefined || name === undefined || !/^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(name)) {
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
        ...(other === undefined ? {} : { fixes: context.restate(l10n.t('Expect {0}', other), wanted, other) }),
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

/** Whether two names are of one organisation: the connector's name without its host part contains the other. */
function isRelated(name: string, wanted: string): boolean {
  const above = parentOf(wanted);
  // Below `co.uk` and its like everybody registers names.
  const parent = !above.includes('.') || /^[a-z]{2,3}\.[a-z]{2}$/.test(above) ? wanted : above;
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
  const expecting = context.document.connectors.filter(
    (each) => each.kind === 'inbound' && (text(each, 'TlsSenderCertificateName')?.value ?? '') !== '',
  );
  return (
    leaf.capture.origin.kind === 'client' &&
    text(connector, 'ConnectorType')?.value === 'OnPremises' &&
    expecting.length === 1
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
