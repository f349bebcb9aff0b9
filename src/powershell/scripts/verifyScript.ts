import {
  type CertificateSource,
  certificateHelp,
  certificateParameters,
  certificateScript,
} from './certificateFinding.js';
import type { ScriptFile } from './scriptFile.js';

/** The script that shows, after an import, the chain that Schannel will now send, and what to do next. */
export function verifyScript(request: CertificateSource): ScriptFile {
  return certificateScript('Test-SmtpChain.ps1', request, { head: header, parameters, parts: [results, main] });
}

const header = String.raw`
#Requires -Version 5.1

<#
.SYNOPSIS
    Shows the certificate chain that this server now sends over SMTP, and what to do next.
.DESCRIPTION
    Schannel sends what the machine's own stores hold. A chain that Windows completes from the network looks complete in
    a viewer and is not sent: this script counts an intermediate only when it stands in LocalMachine\CA.
    Changes nothing. Exit code: 0 complete, 1 something is missing or misplaced, 2 certificate not found.
${certificateHelp}
.EXAMPLE
    .\Test-SmtpChain.ps1
#>`;

const parameters = `
[CmdletBinding(DefaultParameterSetName = 'Default')]
param(
${certificateParameters}
)`;

const results = String.raw`
function ConvertTo-Result {
    param([string] $Status, [string] $Reason, [object] $Element, [object] $Position)
    [pscustomobject]@{
        Status     = $Status
        Position   = $Position
        Subject    = ConvertTo-PlainText -Text $Element.Certificate.Subject
        Thumbprint = $Element.Certificate.Thumbprint
        Sha256     = Get-Sha256 -Bytes $Element.Certificate.RawData
        NotAfter   = $Element.Certificate.NotAfter
        Problems   = $Element.Problems
        Reason     = $Reason
    }
}

function ConvertTo-Step {
    param([string] $Command, [string] $Reason, [bool] $Documented)
    [pscustomobject]@{ Status = 'Next'; Command = $Command; Documented = $Documented; Reason = $Reason }
}

function Get-NextStep {
    ConvertTo-Step -Documented $true -Reason 'Sends a test message through this server: put in an address of yours and one outside.' -Command (
        "Send-MailMessage -SmtpServer localhost -From 'SENDER@YOUR-DOMAIN' -To 'RECIPIENT@ELSEWHERE' -Subject 'Relay test' -Body 'Relay test'")
    $services = @{
        MSExchangeTransport         = 'Microsoft documents this restart for a changed TlsCertificateName. For certificates imported into LocalMachine\CA no restart is documented.'
        MSExchangeFrontEndTransport = 'Recommended in forums only. Nothing is documented.'
        SMTPSVC                     = 'Nothing is documented. If the old chain is still sent, restart the SMTP service.'
    }
    foreach ($name in @($services.Keys | Sort-Object)) {
        if (Get-Service -Name $name -ErrorAction SilentlyContinue) {
            ConvertTo-Step -Command ('Restart-Service -Name ' + $name) -Reason $services[$name] -Documented ($name -eq 'MSExchangeTransport')
        }
    }
}`;

const main = String.raw`
$found = Find-SmtpCertificate
if ($null -eq $found.Certificate) {
    [pscustomobject]@{ Status = 'NotFound'; Reason = $found.Reason }
    $exitCode = 2
}
else {
    $elements = @(Get-ChainElement -Certificate $found.Certificate)
    for ($i = 0; $i -lt $elements.Count; $i++) {
        $certificate = $elements[$i].Certificate
        $result = @{ Status = 'Sent'; Reason = ''; Element = $elements[$i]; Position = $i }
        if (Test-SelfIssued -Certificate $certificate) {
            $result.Status = 'Root'
            $result.Reason = 'The root is not needed on the way: the receiving server has its own copy.'
            if (-not (Test-Path -LiteralPath ('Cert:\LocalMachine\Root\' + $certificate.Thumbprint))) {
                $result.Reason = 'LocalMachine\Root does not hold this root.'
            }
        }
        elseif ($i -gt 0 -and -not (Test-Path -LiteralPath ('Cert:\LocalMachine\CA\' + $certificate.Thumbprint))) {
            $result.Status = 'NotSent'
            $result.Reason = 'Windows found it elsewhere (the network or a user store). Import it into LocalMachine\CA.'
            $exitCode = 1
        }
        ConvertTo-Result @result
    }
    $missing = Get-MissingIssuer -Certificate $elements[$elements.Count - 1].Certificate
    if ($null -ne $missing) {
        $missing
        $exitCode = 1
    }
    foreach ($certificate in @(Get-MisplacedRoot)) {
        ConvertTo-Result -Status 'Misplaced' -Reason $misplacedReason -Element @{ Certificate = $certificate; Problems = @() }
        $exitCode = 1
    }
    Get-NextStep
}
exit $exitCode`;
