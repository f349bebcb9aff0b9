// What a form collects for a connector script, apart from the editor.
import type { Connector } from '../../connectors/connector.js';
import { identifier } from '../../connectors/rules/tlsCertificateName.js';
import { organisation } from '../../connectors/rules/tlsSenderCertificateName.js';
import { text } from '../../connectors/values.js';
import type { ConnectorRequest } from '../../powershell/scripts/connectorScript.js';
import { senderCertificateNameProblem } from '../../powershell/scripts/connectorValues.js';
import type { Certificate } from '../../x509/certificate.js';
import { certificateNames, nameCovers } from '../../x509/names.js';

/** The answers so far. What is known from elsewhere is not asked. */
export interface ConnectorAnswers {
  readonly kind?: 'inbound' | 'send';
  readonly action?: 'new' | 'set';
  readonly name?: string;
  readonly certificateName?: string;
  readonly senderDomains?: readonly string[];
  /** `ask`: the script asks for it. */
  readonly thumbprint?: string;
  readonly smartHosts?: readonly string[];
  /** Empty: Exchange's own. */
  readonly fqdn?: string;
}

/** What stands for a thumbprint that nobody knows yet. */
export const askThumbprint = 'ask';

/** Whether a script can make or change such a connector. */
export function hasScript({ kind, platform, identity }: Connector): boolean {
  return identity.value !== '' && (kind === 'inbound' || (kind === 'send' && platform === 'ExchangeServer'));
}

/** The script's request; undefined while an answer is missing. */
export function requestOf(answers: ConnectorAnswers): ConnectorRequest | undefined {
  const { kind, action, name } = answers;
  if (!kind || !action || !name) {
    return undefined;
  }
  if (kind === 'inbound') {
    const { certificateName, senderDomains } = answers;
    return certificateName
      ? {
          kind,
          action,
          name,
          tlsSenderCertificateName: certificateName,
          ...(senderDomains ? { senderDomains } : {}),
        }
      : undefined;
  }
  const { thumbprint, smartHosts, fqdn } = answers;
  return {
    kind,
    action,
    name,
    ...(thumbprint && thumbprint !== askThumbprint ? { thumbprint } : {}),
    ...(smartHosts ? { smartHosts } : {}),
    ...(fqdn ? { fqdn } : {}),
  };
}

/** The elements of a list as people type it: separated by commas, semicolons or blanks. */
export function readList(typed: string): readonly string[] {
  return typed.split(/[\s,;]+/).filter((each) => each !== '');
}

/**
 * What TlsSenderCertificateName may be for a sender with these certificates, best first: Microsoft recommends
 * `*.contoso.com`, which needs contoso.com as accepted domain only.
 */
export function senderNames(certificates: readonly Certificate[]): readonly string[] {
  const names = certificates
    .flatMap(certificateNames)
    .filter((each) => senderCertificateNameProblem(each) === undefined);
  const domains = names.filter((each) => !each.startsWith('*.')).map((each) => ({ each, domain: organisation(each) }));
  const wildcards = domains.filter(({ each, domain }) => domain !== each).map(({ domain }) => `*.${domain}`);
  return [...new Set([...wildcards, ...names])];
}

/**
 * The certificate that a Send connector presents, among those that are known: the one that its TlsCertificateName means
 * (the newest of several, as Exchange does), else the only one for its FQDN.
 */
export function presentedBy(connector: Connector, known: readonly Certificate[]): Certificate | undefined {
  const stated = text(connector, 'TlsCertificateName')?.value.trim();
  const thumbprint = stated?.replace(/[\s:\u200e\u200f]/g, '').toUpperCase();
  const named = known
    .filter((each) => each.thumbprint === thumbprint || identifier(each) === stated)
    .toSorted((one, other) => other.notAfter.getTime() - one.notAfter.getTime());
  const fqdn = text(connector, 'Fqdn')?.value;
  const covering =
    fqdn === undefined
      ? []
      : known.filter((each) => certificateNames(each).some((pattern) => nameCovers(pattern, fqdn)));
  return named[0] ?? (new Set(covering.map(({ sha256 }) => sha256)).size === 1 ? covering[0] : undefined);
}
