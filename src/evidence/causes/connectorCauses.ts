// Whether an inbound connector of the tenant could have recognised the sender: by the name in its certificate, or by
// its address (https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/relay-access-denied-smtp).
import * as l10n from '@vscode/l10n';
import type { Connector } from '../../connectors/connector.js';
import { isPrivate, readAddressRange } from '../../connectors/rules/addresses.js';
import { satisfiesSenderName } from '../../connectors/rules/tlsSenderCertificateName.js';
import { elements, flag, text } from '../../connectors/values.js';
import { type Cause, cause, type Grounds, type Likelihood } from './cause.js';
import type { Clues } from './clues.js';
import type { CauseCode } from './texts.js';

/** How one connector and the sender fit. Undefined: not demanded, or not known. */
interface Fit {
  readonly connector: Connector;
  readonly enabled: boolean;
  readonly partner: boolean;
  readonly wanted: string | undefined;
  readonly addresses: readonly string[];
  readonly byName: boolean | undefined;
  readonly byAddress: boolean | undefined;
}

function contains(range: string, address: string): boolean | undefined {
  const outer = readAddressRange(range);
  const inner = readAddressRange(address);
  if (outer.kind !== 'ipv4' || inner.kind !== 'ipv4') {
    return undefined;
  }
  const size = 2 ** (32 - outer.prefix);
  return Math.floor(outer.first / size) === Math.floor(inner.first / size);
}

/** Never what Exchange Online sees. */
function isHidden(address: string): boolean {
  return isPrivate(readAddressRange(address));
}

function fitOf(connector: Connector, clues: Clues): Fit {
  const wanted = text(connector, 'TlsSenderCertificateName')?.value.trim() || undefined;
  const addresses = elements(connector, 'SenderIPAddresses').map((each) => each.value.trim());
  const seen = clues.refusals.find((each) => each.sourceAddress !== undefined)?.sourceAddress;
  const { names } = clues;
  return {
    connector,
    enabled: flag(connector, 'Enabled') !== false,
    partner: text(connector, 'ConnectorType')?.value === 'Partner',
    wanted,
    addresses,
    byName:
      wanted === undefined || names === undefined
        ? undefined
        : satisfiesSenderName(
            names.map((each) => each.toLowerCase()),
            wanted.toLowerCase(),
          ),
    byAddress:
      addresses.length === 0 || seen === undefined
        ? undefined
        : addresses.some((each) => contains(each, seen) === true),
  };
}

const fits = (fit: Fit) => fit.byName === true || fit.byAddress === true;

/** The causes that lie in the tenant's connectors and domains. */
export function connectorCauses(clues: Clues): readonly Cause[] {
  if (clues.refusals.length === 0) {
    return [];
  }
  const all = clues.inbound.map((connector) => fitOf(connector, clues));
  const usable = all.filter((fit) => fit.enabled && !fit.partner);
  const perfect = usable.filter(fits);
  const blocked =
    perfect.length > 0
      ? []
      : [
          ...all.filter((fit) => !usable.includes(fit)).flatMap((fit) => blockedCauses(fit, usable)),
          ...mismatches(usable, clues),
        ];
  return [...domainCauses(clues), ...nullSenderCauses(clues, perfect), ...blocked];
}

function say(code: CauseCode, likelihood: Likelihood, why: string, { connector }: Fit, grounds: Grounds = {}): Cause {
  return cause(code, likelihood, why, { connector, actions: [{ kind: 'openConnector', connector }], ...grounds });
}

/** A connector that is disabled or of the wrong type; certain when it is the one that would have matched. */
function blockedCauses(fit: Fit, usable: readonly Fit[]): readonly Cause[] {
  const likelihood: Likelihood | undefined = fits(fit)
    ? 'certain'
    : usable.length === 0 && fit.byName !== false
      ? 'likely'
      : undefined;
  const name = fit.connector.identity.value;
  if (likelihood === undefined) {
    return [];
  }
  return fit.enabled
    ? [
        say(
          'cause.partner-connector',
          likelihood,
          l10n.t('The connector “{0}” is of type Partner, which gives no relay to your own servers.', name),
          fit,
        ),
      ]
    : [
        say(
          'cause.connector-disabled',
          likelihood,
          l10n.t('The connector “{0}” for this sender is disabled.', name),
          fit,
        ),
      ];
}

/** Connectors that are there and do not fit; certain when none of them can. */
function mismatches(usable: readonly Fit[], clues: Clues): readonly Cause[] {
  const failed = (fit: Fit) =>
    (fit.wanted !== undefined || fit.addresses.length > 0) &&
    (fit.wanted === undefined || fit.byName === false) &&
    (fit.addresses.length === 0 || fit.byAddress === false || fit.addresses.every(isHidden));
  const likelihood: Likelihood = usable.every(failed) ? 'certain' : 'likely';
  return usable.flatMap((fit) => [...nameMismatch(fit, clues, likelihood), ...addressMismatch(fit, clues, likelihood)]);
}

function nameMismatch(fit: Fit, clues: Clues, likelihood: Likelihood): readonly Cause[] {
  if (fit.wanted === undefined || fit.byName === true) {
    return [];
  }
  const name = fit.connector.identity.value;
  if (fit.byName === undefined) {
    return [
      say(
        'cause.name-not-covered',
        'possible',
        l10n.t(
          'The connector “{0}” expects a certificate for {1}; what the server sent is not known.',
          name,
          fit.wanted,
        ),
        fit,
      ),
    ];
  }
  const evidence = clues.refusals.find((each) => each.certificate !== undefined);
  const sent = clues.names?.slice(0, 3).join(', ') ?? '';
  const sure = clues.sentNames === undefined ? 'likely' : likelihood;
  return [
    say(
      'cause.name-not-covered',
      sure,
      l10n.t('The connector “{0}” expects {1}, but the certificate says {2}.', name, fit.wanted, sent),
      fit,
      { evidence },
    ),
  ];
}

function addressMismatch(fit: Fit, clues: Clues, likelihood: Likelihood): readonly Cause[] {
  const name = fit.connector.identity.value;
  const hidden = fit.addresses.find(isHidden);
  if (hidden !== undefined) {
    const sure = fit.addresses.every(isHidden) ? likelihood : 'possible';
    return [
      say(
        'cause.private-address',
        sure,
        l10n.t('The connector “{0}” expects the address {1}, which Exchange Online can never see.', name, hidden),
        fit,
      ),
    ];
  }
  const evidence = clues.refusals.find((each) => each.sourceAddress !== undefined);
  return fit.byAddress === false
    ? [
        say(
          'cause.source-address',
          likelihood,
          l10n.t(
            'Exchange Online saw the address {0}, but the connector “{1}” expects {2}.',
            evidence?.sourceAddress ?? '',
            name,
            fit.addresses.slice(0, 3).join(', '),
          ),
          fit,
          { evidence },
        ),
      ]
    : [];
}

/** ATTR36: only the name itself (for a wildcard, its domain) or the immediate parent domain of a host is looked up. */
function domainCauses(clues: Clues): readonly Cause[] {
  const evidence = clues.refusals.find((each) => each.code === 'evidence.domain-not-accepted');
  if (evidence === undefined) {
    return [];
  }
  const host = clues.names?.find((name) => !name.startsWith('*.')) ?? clues.names?.[0];
  const parent = host?.slice(host.indexOf('.') + 1);
  const found = [
    cause(
      'cause.domain-not-accepted',
      'likely',
      host === undefined || parent === undefined
        ? evidence.summary
        : l10n.t(
            'Exchange Online looked for {0} (from the certificate for {1}) or the sender’s domain among the accepted domains.',
            parent,
            host,
          ),
      { evidence },
    ),
  ];
  if (host !== undefined && parent !== undefined && isDeep(parent)) {
    const why = l10n.t(
      'The certificate is for {0}: only its immediate parent {1} is looked up, not the domains above it.',
      host,
      parent,
    );
    found.push(cause('cause.domain-too-deep', 'likely', why, { evidence }));
  }
  return found;
}

/** Whether a domain lies below another one that somebody could have registered: `sub.contoso.com`, not `contoso.co.uk`. */
function isDeep(domain: string): boolean {
  const labels = domain.split('.');
  const suffix = /(?:^|\.)(?:com?|org|net|gov|ac|edu|or|ne|go)\.[a-z]{2}$/.test(domain) ? 2 : 1;
  return labels.length > suffix + 1;
}

/** Replies and bounces have no sender whose domain could be accepted: they need a connector by certificate. */
function nullSenderCauses(clues: Clues, perfect: readonly Fit[]): readonly Cause[] {
  const known = clues.refusals.filter((each) => each.sender !== undefined);
  const [evidence] = known;
  if (evidence === undefined || known.some((each) => each.sender !== '')) {
    return [];
  }
  const byAddressOnly = perfect.length > 0 && perfect.every((fit) => fit.byName !== true);
  const why = l10n.t(
    'Only messages without a sender are refused (automatic replies, bounces): they are not recognised by their domain.',
  );
  return [cause('cause.null-sender', byAddressOnly ? 'certain' : 'likely', why, { evidence })];
}
