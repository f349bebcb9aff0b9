import {
  changeConnector,
  getTlsCertificateName,
  nameCertificate,
  thumbprintParameter,
  unlessPresent,
} from './connectorParts.js';
import { plainText as plainTextFunction, strictMode } from './fragments.js';
import { literal, plainText } from './literal.js';
import { type ScriptFile, scriptFile } from './scriptFile.js';

/** Where a listener waits for the affected server. */
export interface ListenerAddress {
  /** The address as the affected server reaches it; one that stands for all of a machine makes the script ask. */
  readonly host: string;
  readonly port: number;
  /** Only programs of the listening machine reach it, so that only a mail server there can call. */
  readonly onlyThisMachine?: boolean;
  /** TLS from the first byte instead of STARTTLS. */
  readonly implicit?: boolean;
}

// RFC 2606 section 2: nobody owns the domain, so that the detour takes no other mail.
const domain = 'chainmail-listener.invalid';
const connector = 'Chainmail listener (temporary)';

/**
 * What makes the affected server call a listener: PowerShell that creates a temporary Send connector and PowerShell that
 * removes it, and the lines for Postfix and Exim. Send connectors know no implicit TLS: then there are the lines alone.
 */
export function listenerConnectorFiles(listener: ListenerAddress): readonly ScriptFile[] {
  const scripts = listener.implicit ? [] : [newConnector(listener), removeConnector()];
  return [...scripts, otherSenderLines(listener)];
}

const shell = 'Run the script in the Exchange Management Shell.';

function newConnector({ host, port, onlyThisMachine }: ListenerAddress): ScriptFile {
  const asks = isEveryAddress(host);
  return scriptFile('New-ListenerConnector.ps1', [
    newHeader(asks, onlyThisMachine ? `\n${whereOnly(host)}` : ''),
    `[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]\nparam(${thumbprintParameter}${asks ? smartHostParameter : ''}\n)`,
    strictMode,
    plainTextFunction,
    `# The values, exactly as the cmdlet gets them.${values(asks ? '$SmartHost' : literal(host), port)}`,
    getTlsCertificateName,
    changeConnector({
      verb: 'New',
      noun: 'SendConnector',
      shell,
      done: 'Created',
      first: nameCertificate,
      refusals: unlessPresent,
      next,
    }),
  ]);
}

function isEveryAddress(host: string): boolean {
  return /^(0\.0\.0\.0|::)$/.test(host);
}

/** What an administrator must know before anything else: elsewhere the mail server would call itself in vain. */
function whereOnly(host: string): string {
  return `    Only for a mail server on the machine that listens: no other reaches ${plainText(host)}. For a server elsewhere,
    listen on an address of the network, and generate this anew.`;
}

function newHeader(asks: boolean, where: string): string {
  return String.raw`
#Requires -Version 5.1

<#
.SYNOPSIS
    Lets this Exchange server show its certificate to the Chainmail listener.
.DESCRIPTION
    Makes a temporary Send connector that takes mail for ${domain} only, a domain that does not exist. The
    listener records the certificates and refuses the message. Remove-ListenerConnector.ps1 takes the connector away.${where}
    Safe to run twice. Exit code: 0 done, 1 failed, 2 nothing could be started.
.PARAMETER Thumbprint
    The certificate that the Send connector to Exchange Online presents.
${asks ? '.PARAMETER SmartHost\n    The address of the listening machine, as this server reaches it.\n' : ''}.EXAMPLE
    .\New-ListenerConnector.ps1 -Thumbprint 0123456789ABCDEF0123456789ABCDEF01234567${asks ? ' -SmartHost 192.0.2.10' : ''} -WhatIf
#>`;
}

const smartHostParameter = `,
    [Parameter(Mandatory = $true)]
    [string] $SmartHost`;

// The listener's own certificate is usually self-signed: it is not to be validated (TlsAuthLevel EncryptionOnly).
function values(smartHost: string, port: number): string {
  return `
$connector = ${literal(connector)}
$values = @{
    Name                 = ${literal(connector)}
    AddressSpaces        = @('SMTP:${domain};1')
    SmartHosts           = @(${smartHost})
    Port                 = ${Math.trunc(port)}
    DNSRoutingEnabled    = $false
    IgnoreSTARTTLS       = $false
    RequireTLS           = $true
    TlsAuthLevel         = 'EncryptionOnly'
    ProtocolLoggingLevel = 'Verbose'
}`;
}

const next = `if ($result.Status -eq 'Created' -or $result.Status -eq 'AlreadyPresent') {
    [pscustomobject]@{
        Status  = 'Next'
        Command = "Send-MailMessage -SmtpServer localhost -From 'SENDER@YOUR-DOMAIN' -To 'test@${domain}' -Subject 'Certificate test' -Body 'Certificate test'"
        Reason  = 'Makes this server call the listener; a message from any mailbox to that address does the same. It comes back as undeliverable. Then run Remove-ListenerConnector.ps1.'
    }
}`;

const unlessOwn = `if ($existing.Count -eq 0) {
            $result.Status = 'NotPresent'
            $result.Reason = 'There is no such connector any more.'
        }
        elseif (@($existing | Where-Object { [string] $_.AddressSpaces -notlike '*${domain}*' }).Count -gt 0) {
            $result.Reason = 'The connector of this name takes other mail, so that it was not removed.'
            $exitCode = 2
        }`;

function removeConnector(): ScriptFile {
  return scriptFile('Remove-ListenerConnector.ps1', [
    String.raw`
#Requires -Version 5.1

<#
.SYNOPSIS
    Removes the temporary Send connector to the Chainmail listener.
.DESCRIPTION
    Removes what New-ListenerConnector.ps1 made, and nothing else.
    Safe to run twice. Exit code: 0 done, 1 failed, 2 nothing could be started.
.EXAMPLE
    .\Remove-ListenerConnector.ps1 -WhatIf
#>`,
    `[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]\nparam()`,
    strictMode,
    plainTextFunction,
    `$connector = ${literal(connector)}\n$values = @{ Identity = ${literal(connector)} }`,
    changeConnector({ verb: 'Remove', noun: 'SendConnector', shell, done: 'Removed', refusals: unlessOwn }),
  ]);
}

function otherSenderLines({ host, port, implicit, onlyThisMachine }: ListenerAddress): ScriptFile {
  const named = !isEveryAddress(host);
  const address = named ? plainText(host) : 'LISTENER-ADDRESS';
  // Exim's lists are separated by colons unless they say otherwise (specification, "List construction").
  const route = address.includes(':') ? `"<+ ${address}"` : address;
  const title = `How Postfix or Exim calls the listener on ${plainText(host)}, port ${Math.trunc(port)}`;
  return scriptFile('postfix-exim.txt', [
    `${title}\n${'='.repeat(title.length)}\nOnly mail for ${domain}, a domain that does not exist, takes this way. The listener records the\ncertificates and refuses the message. Take the lines out again afterwards.`,
    onlyThisMachine ? whereOnly(host).replace(/^ +/gm, '') : '',
    named ? '' : 'Write the address of the listening machine, as the mail server reaches it, for LISTENER-ADDRESS.',
    `
Postfix 3.0 and newer
  master.cf, one more service; certificate and key are those that main.cf names for smtp:
    chainmail-listener unix - - n - - smtp
      -o smtp_tls_security_level=encrypt${implicit ? '\n      -o smtp_tls_wrappermode=yes' : ''}
  main.cf, in front of the maps that transport_maps has already:
    transport_maps = inline:{ { ${domain} = chainmail-listener:[${address}]:${Math.trunc(port)} } }
  Then: postfix reload`,
    `
Exim
  The first router:
    chainmail_listener:
      driver = manualroute
      domains = ${domain}
      transport = chainmail_listener
      route_list = * ${route}
      self = send
  A transport, with tls_certificate and tls_privatekey of the one that delivers to Exchange Online:
    chainmail_listener:
      driver = smtp
      port = ${Math.trunc(port)}
      hosts_require_tls = *
      allow_localhost${implicit ? '\n      protocol = smtps' : ''}
      tls_certificate = /etc/exim4/tls/fullchain.pem
      tls_privatekey = /etc/exim4/tls/PRIVATE-KEY.pem
  Then: restart Exim`,
    `
One test message, which comes back as undeliverable:
    echo "Certificate test" | sendmail test@${domain}`,
    implicit ? 'Exchange has no implicit TLS in Send connectors: listen with STARTTLS for it.' : '',
  ]);
}
