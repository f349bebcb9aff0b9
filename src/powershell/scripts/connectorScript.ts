import {
  changeConnector,
  getTlsCertificateName,
  nameCertificate,
  thumbprintParameter,
  unlessPresent,
} from './connectorParts.js';
import { plainText, strictMode } from './fragments.js';
import { literal, literalList } from './literal.js';
import { type ScriptFile, scriptFile } from './scriptFile.js';

/** An inbound connector in Exchange Online that recognises the sender by its certificate. */
export interface InboundConnectorRequest {
  readonly kind: 'inbound';
  /** A new connector, or a change of the one with this name. */
  readonly action: 'new' | 'set';
  readonly name: string;
  /** A domain name or `*.domain`, as the certificate has it. */
  readonly tlsSenderCertificateName: string;
  /** Default `*`: mail from every domain of the organization. */
  readonly senderDomains?: readonly string[];
}

/** A Send connector on the Exchange server that presents a certificate to Exchange Online. */
export interface SendConnectorRequest {
  readonly kind: 'send';
  readonly action: 'new' | 'set';
  readonly name: string;
  /** Upper-case hex; absent: the script asks for it. */
  readonly thumbprint?: string;
  /** E.g. `contoso-com.mail.protection.outlook.com`; required for a new connector. */
  readonly smartHosts?: readonly string[];
  /** Default for a new connector: `SMTP:*;1`. */
  readonly addressSpaces?: readonly string[];
  /** The EHLO name. */
  readonly fqdn?: string;
  readonly sourceTransportServers?: readonly string[];
}

export type ConnectorRequest = InboundConnectorRequest | SendConnectorRequest;

/** The script that makes or changes one connector; it shows the values that it passes, and may run twice. */
export function connectorScript(request: ConnectorRequest): ScriptFile {
  const noun = request.kind === 'inbound' ? 'InboundConnector' : 'SendConnector';
  const verb = request.action === 'new' ? 'New' : 'Set';
  const texts = request.kind === 'inbound' ? inboundTexts : sendTexts;
  const asks = request.kind === 'send' && request.thumbprint === undefined;
  return scriptFile(`${verb}-${noun}.ps1`, [
    header(`${verb}-${noun}.ps1`, texts, asks),
    parameters(request),
    strictMode,
    plainText,
    `# The values, exactly as the cmdlet gets them.\n${splat(request)}`,
    request.kind === 'send' ? getTlsCertificateName : '',
    main(verb, noun, texts.shell),
  ]);
}

interface Texts {
  readonly synopsis: string;
  readonly description: string;
  /** Where the script has to run. */
  readonly shell: string;
}

const inboundTexts: Texts = {
  synopsis: 'Lets Exchange Online recognise the sending server by its certificate.',
  description:
    'The certificate name, or its domain, has to be an accepted domain of the tenant (Exchange Team Blog 3851357).',
  shell: 'Run Connect-ExchangeOnline first.',
};

const sendTexts: Texts = {
  synopsis: 'Lets the Exchange server present its certificate to Exchange Online.',
  description:
    'TlsCertificateName is made from the certificate itself, since a difference of one character leaves it without effect.\n    The restart of MSExchangeTransport that Microsoft documents for a changed TlsCertificateName is yours to plan.',
  shell: 'Run the script in the Exchange Management Shell.',
};

function header(fileName: string, texts: Texts, asks: boolean): string {
  return `
#Requires -Version 5.1

<#
.SYNOPSIS
    ${texts.synopsis}
.DESCRIPTION
    ${texts.description}
    Safe to run twice. Exit code: 0 done, 1 failed, 2 nothing could be started.
${asks ? '.PARAMETER Thumbprint\n    The certificate that the server uses for SMTP.\n' : ''}.EXAMPLE
    .\\${fileName} -WhatIf
#>`;
}

function parameters(request: ConnectorRequest): string {
  const asks = request.kind === 'send' && request.thumbprint === undefined;
  return `[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]\nparam(${asks ? `${thumbprintParameter}\n` : ''})`;
}

function splat(request: ConnectorRequest): string {
  const name = request.action === 'new' ? 'Name' : 'Identity';
  const entries: readonly (readonly [string, string])[] = [
    [name, literal(request.name)],
    ...(request.kind === 'inbound' ? inboundValues(request) : sendValues(request)),
  ];
  const width = Math.max(...entries.map(([key]) => key.length));
  const lines = entries.map(([key, value]) => `    ${key.padEnd(width)} = ${value}`);
  const fixed = request.kind === 'send' ? thumbprintOf(request) : '';
  return `$connector = ${literal(request.name)}\n$values = @{\n${lines.join('\n')}\n}${fixed}`;
}

// Microsoft's guidance for relay by certificate: OnPremises, since Partner gives no relay to external recipients.
function inboundValues(request: InboundConnectorRequest): readonly (readonly [string, string])[] {
  const domains = request.senderDomains ?? (request.action === 'new' ? ['*'] : undefined);
  return [
    ['ConnectorType', "'OnPremises'"],
    ...list('SenderDomains', domains),
    ['RequireTls', '$true'],
    ['TlsSenderCertificateName', literal(request.tlsSenderCertificateName)],
  ];
}

// Smart hosts need DNSRoutingEnabled $false; TlsAuthLevel needs RequireTLS $true and IgnoreSTARTTLS $false
// (New-SendConnector's reference).
function sendValues(request: SendConnectorRequest): readonly (readonly [string, string])[] {
  const spaces = request.addressSpaces ?? (request.action === 'new' ? ['SMTP:*;1'] : undefined);
  return [
    ...list('AddressSpaces', spaces),
    ...list('SmartHosts', request.smartHosts),
    ...(request.smartHosts ? [['DNSRoutingEnabled', '$false'] as const] : []),
    ...(request.fqdn === undefined ? [] : [['Fqdn', literal(request.fqdn)] as const]),
    ...list('SourceTransportServers', request.sourceTransportServers),
    ['IgnoreSTARTTLS', '$false'],
    ['RequireTLS', '$true'],
    ['TlsAuthLevel', "'CertificateValidation'"],
  ];
}

function list(key: string, values: readonly string[] | undefined): readonly (readonly [string, string])[] {
  return values === undefined ? [] : [[key, literalList(values)]];
}

function thumbprintOf({ thumbprint }: SendConnectorRequest): string {
  return thumbprint === undefined ? '' : `\n$Thumbprint = ${literal(thumbprint)}`;
}

function main(verb: 'New' | 'Set', noun: 'InboundConnector' | 'SendConnector', shell: string): string {
  return changeConnector({
    verb,
    noun,
    shell,
    done: verb === 'New' ? 'Created' : 'Changed',
    first: noun === 'SendConnector' ? nameCertificate : '',
    refusals: verb === 'New' ? unlessPresent : unlessAbsent,
  });
}

const unlessAbsent = `if ($existing.Count -eq 0) {
            $result.Status = 'NotFound'
            $result.Reason = 'There is no connector of this name.'
            $exitCode = 2
        }`;
