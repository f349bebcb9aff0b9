// Inbound connectors of Exchange Online.
import * as l10n from '@vscode/l10n';
import { elements, isBlank, peek, stated, text } from '../values.js';
import { type AddressRange, isPrivate, readAddressRange, smallerRanges } from './addresses.js';
import { type Rule, relatedTo } from './rule.js';
import { senderNameForm, senderNameHost, tlsSenderCertificateName } from './tlsSenderCertificateName.js';

/** New-InboundConnector and Set-InboundConnector say the same of their parameters. */
export const inboundReference = 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-inboundconnector';
const partnerArticle =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/set-up-connectors-for-secure-mail-flow-with-a-partner';

// "Valid subnet mask values are /24 through /32 … IPv6 addresses are not supported." Addresses of private networks never
// reach the internet (RFC 1918, RFC 6598); whether Exchange Online rejects them when they are saved is not documented.
const senderIpAddresses: Rule = {
  code: 'connector.sender-ip-addresses',
  also: 'connector.private-address',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    for (const address of elements(connector, 'SenderIPAddresses')) {
      const range = readAddressRange(address.value);
      const message = complaint(range, address.value);
      if (message !== undefined) {
        const smaller = smallerRanges(range);
        const title = l10n.t('Split it into {0} ranges of /24', smaller.length);
        const list = stated(connector, 'SenderIPAddresses');
        context.report(this.code, message, {
          range: address.range,
          ...(smaller.length > 0 ? context.restateElement(title, list, address, smaller) : {}),
        });
      }
      if (isPrivate(range)) {
        context.report(
          'connector.private-address',
          l10n.t(
            '{0} is an address of a private network, from which Exchange Online never sees mail. State the public address of the sender.',
            address.value,
          ),
          { range: address.range },
        );
      }
    }
  },
};

function complaint(range: AddressRange, value: string): string | undefined {
  switch (range.kind) {
    case 'ipv6':
      return l10n.t(
        'Exchange Online accepts no IPv6 address in SenderIPAddresses: {0}. State the IPv4 address.',
        value,
      );
    case 'ipv4':
      return range.prefix >= 24
        ? undefined
        : l10n.t('SenderIPAddresses takes /24 to /32 only, not /{0}. Split it into smaller ranges.', range.prefix);
    case 'span':
      return l10n.t(
        'SenderIPAddresses takes no range with a hyphen: {0}. Write it as addresses or CIDR ranges.',
        value,
      );
    default:
      return l10n.t('SenderIPAddresses takes IPv4 addresses and CIDR ranges; {0} is neither.', value);
  }
}

// OnPremises connectors "grant special rights … allowing relay through the tenant"; Partner ones do not.
const partnerRelay: Rule = {
  code: 'connector.partner-no-relay',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    const type = peek(connector, 'ConnectorType') === 'Partner' ? text(connector, 'ConnectorType') : undefined;
    const everybody =
      type !== undefined &&
      elements(connector, 'SenderDomains').some(({ value }) => /^(?:smtp:)?\*(?:;\d+)?$/i.test(value.trim()));
    if (type !== undefined && everybody) {
      context.report(
        this.code,
        l10n.t(
          'A Partner connector restricts senders; it never lets them relay to the internet. If your own servers send through it, it must be of type OnPremises.',
        ),
        { range: type.range },
      );
    }
  },
};

// Not documented as an error; without either, nothing tells Exchange Online whose mail it is.
const unidentified: Rule = {
  code: 'connector.sender-not-identified',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    if (!isBlank(connector, 'TlsSenderCertificateName') || peek(connector, 'ConnectorType') !== 'OnPremises') {
      return;
    }
    const type = text(connector, 'ConnectorType');
    // Documents of Microsoft365DSC cannot state it.
    const trusted = peek(connector, 'TrustedOrganizations') === undefined || isBlank(connector, 'TrustedOrganizations');
    if (type !== undefined && isBlank(connector, 'SenderIPAddresses') && trusted) {
      context.report(
        this.code,
        l10n.t(
          'Neither a certificate name nor an address says which sender this connector is for. Set TlsSenderCertificateName or SenderIPAddresses; Microsoft does not document what happens without either.',
        ),
        { range: type.range },
      );
    }
  },
};

// "You can't set this parameter to the value $true if … CloudServicesMailEnabled … $true … ConnectorType … not OnPremises."
const treatMessagesAsInternal: Rule = {
  code: 'connector.treat-messages-as-internal',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    if (peek(connector, 'TreatMessagesAsInternal') !== true) {
      return;
    }
    const internal = stated(connector, 'TreatMessagesAsInternal');
    const type = text(connector, 'ConnectorType');
    const cloud = stated(connector, 'CloudServicesMailEnabled');
    const conflict = cloud?.value === true ? cloud : type?.value === 'Partner' ? type : undefined;
    if (internal !== undefined && conflict !== undefined) {
      context.report(
        this.code,
        conflict === cloud
          ? l10n.t(
              'TreatMessagesAsInternal and CloudServicesMailEnabled exclude one another. Set one of them to false.',
            )
          : l10n.t('TreatMessagesAsInternal is for connectors of type OnPremises only. Set it to false.'),
        {
          range: internal.range,
          ...relatedTo(l10n.t('The other setting'), conflict),
          ...context.restate(l10n.t('Set TreatMessagesAsInternal to false'), internal, false),
        },
      );
    }
  },
};

const partnerOnly = ['RestrictDomainsToCertificate', 'RestrictDomainsToIPAddresses'];

// "This parameter applies only to Partner type connectors", yet Microsoft's guide for add-on services sets the first.
const restrictOnPremises: Rule = {
  code: 'connector.restrict-on-premises',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    for (const name of partnerOnly) {
      const restricts = peek(connector, name) === true ? stated(connector, name) : undefined;
      if (restricts !== undefined && peek(connector, 'ConnectorType') === 'OnPremises') {
        context.report(
          this.code,
          l10n.t(
            '{0} is documented for Partner connectors only; Microsoft’s own guides are not of one mind about OnPremises. Keep it where such a guide wants it.',
            name,
          ),
          { range: restricts.range },
        );
      }
    }
  },
};

// The article on connectors with a partner: one connector for the certificate, another for the addresses.
const mixedIdentification: Rule = {
  code: 'connector.mixed-identification',
  kinds: ['inbound'],
  source: partnerArticle,
  check(connector, context) {
    if (peek(connector, 'ConnectorType') !== 'Partner') {
      return;
    }
    const name = text(connector, 'TlsSenderCertificateName');
    const [address] = elements(connector, 'SenderIPAddresses');
    if (name !== undefined && name.value !== '' && address !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'Microsoft advises against addresses and a certificate name in one Partner connector. Make one connector for each.',
        ),
        { range: address.range, ...relatedTo(l10n.t('The certificate name'), name) },
      );
    }
  },
};

// "This parameter works only for mail flow between two Microsoft 365 organizations, so no other parameters are used."
const trustedOrganizations: Rule = {
  code: 'connector.trusted-organizations',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    const [organization] = elements(connector, 'TrustedOrganizations');
    if (organization === undefined) {
      return;
    }
    const name = text(connector, 'TlsSenderCertificateName');
    const [address] = elements(connector, 'SenderIPAddresses');
    const unused = isBlank(connector, 'TlsSenderCertificateName') ? address : (name ?? address);
    if (unused !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'With TrustedOrganizations no other setting is looked at, {0} neither. Make a connector of its own for servers.',
          unused.value,
        ),
        { range: unused.range, ...relatedTo(l10n.t('The trusted organisation'), organization) },
      );
    }
  },
};

// "$true: Only the last message source is skipped. $false: Skip the source IP addresses specified by … EFSkipIPs."
const enhancedFiltering: Rule = {
  code: 'connector.enhanced-filtering',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    const [address] = peek(connector, 'EFSkipLastIP') === true ? elements(connector, 'EFSkipIPs') : [];
    if (address !== undefined) {
      context.report(
        this.code,
        l10n.t(
          'EFSkipIPs is not used while EFSkipLastIP is true, which skips the last hop alone. Set EFSkipLastIP to false to skip these addresses.',
        ),
        { range: address.range, ...relatedTo(l10n.t('The other setting'), stated(connector, 'EFSkipLastIP')) },
      );
    }
  },
};

// "The TLS certificate that's used when the value of the RequireTls parameter is $true"; yet RequireTls "applies only to
// Partner type connectors", and exports of others have either value, so that this is no error.
const certificateWithoutTls: Rule = {
  code: 'connector.sender-certificate-without-tls',
  kinds: ['inbound'],
  source: inboundReference,
  check(connector, context) {
    const required = peek(connector, 'RequireTls') === false ? stated(connector, 'RequireTls') : undefined;
    const name = required && text(connector, 'TlsSenderCertificateName');
    if (required !== undefined && name !== undefined && name.value.trim() !== '') {
      context.report(
        this.code,
        l10n.t(
          'Microsoft documents TlsSenderCertificateName as used when RequireTls is true. What Exchange Online does otherwise is not documented: without TLS there is no certificate.',
        ),
        { range: required.range, ...relatedTo(l10n.t('The certificate name'), name) },
      );
    }
  },
};

export const inboundRules: readonly Rule[] = [
  senderIpAddresses,
  tlsSenderCertificateName,
  senderNameForm,
  senderNameHost,
  partnerRelay,
  unidentified,
  treatMessagesAsInternal,
  restrictOnPremises,
  mixedIdentification,
  trustedOrganizations,
  enhancedFiltering,
  certificateWithoutTls,
];
