import {
  type CertificateSource,
  certificateHelp,
  certificateParameters,
  certificateScript,
} from './certificateFinding.js';
import type { ScriptFile } from './scriptFile.js';

/** What is known of the affected server; everything may be absent, the script then finds the certificate itself. */
export type ExportRequest = CertificateSource;

/** The script that exports each intermediate of the SMTP certificate as a DER file, run on the affected server. */
export function exportScript(request: ExportRequest): ScriptFile {
  return certificateScript('Export-IntermediateCertificate.ps1', request, {
    head: header,
    parameters,
    parts: [exporting, main],
  });
}

const header = String.raw`
#Requires -Version 5.1

<#
.SYNOPSIS
    Exports the intermediate certificates of the certificate that this server uses for SMTP.
.DESCRIPTION
    Finds the certificate, builds its chain as the machine does, and writes each intermediate (neither the certificate
    itself nor the root) as a DER file. Says when the chain is partial and whom to ask, which intermediates
    LocalMachine\CA lacks, and which certificates stand in LocalMachine\Root although they are no roots.
    Changes no certificate store. Exit code: 0 chain complete, 1 chain partial or a file refused, 2 certificate not found.
${certificateHelp}
.PARAMETER OutputFolder
    Where the files go. Default: the folder intermediates beside this script.
.EXAMPLE
    .\Export-IntermediateCertificate.ps1
.EXAMPLE
    .\Export-IntermediateCertificate.ps1 -SendConnector 'To Exchange Online' -OutputFolder C:\Temp\intermediates
#>`;

const parameters = `
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Default')]
param(
${certificateParameters},

    [string] $OutputFolder
)`;

const exporting = `
function ConvertTo-Result {
    param([string] $Status, [string] $Reason, [object] $Certificate, [string] $File, [object] $InMachineStore)
    [pscustomobject]@{
        Status         = $Status
        Subject        = ConvertTo-PlainText -Text $Certificate.Subject
        Thumbprint     = $Certificate.Thumbprint
        Sha256         = Get-Sha256 -Bytes $Certificate.RawData
        NotAfter       = $Certificate.NotAfter
        File           = $File
        InMachineStore = $InMachineStore
        Reason         = $Reason
    }
}

function Get-FileName {
    param([int] $Position, [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    $name = $Certificate.GetNameInfo([System.Security.Cryptography.X509Certificates.X509NameType]::SimpleName, $false)
    $slug = ($name -replace '[^A-Za-z0-9]+', '-').Trim('-')
    if ($slug.Length -gt 40) { $slug = $slug.Substring(0, 40).Trim('-') }
    $hash = (Get-Sha256 -Bytes $Certificate.RawData).Substring(0, 16).ToLowerInvariant()
    '{0:00}_{1}_{2}.cer' -f $Position, $slug, $hash
}

function Save-Certificate {
    # PowerShell 7 runs the PKI cmdlets in another process, which live certificates do not reach: then write the bytes.
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate, [string] $Path)
    try {
        $null = Export-Certificate -Cert $Certificate -FilePath $Path -Type CERT -NoClobber -WhatIf:$false -Confirm:$false
    }
    catch {
        if (Test-Path -LiteralPath $Path) { throw }
        [System.IO.File]::WriteAllBytes($Path, $Certificate.RawData)
    }
}

function Test-SameFile {
    param([string] $Path, [byte[]] $Bytes)
    (Get-Sha256 -Bytes ([System.IO.File]::ReadAllBytes($Path))) -eq (Get-Sha256 -Bytes $Bytes)
}`;

const main = String.raw`
if (-not $OutputFolder) {
    $base = $PSScriptRoot
    if (-not $base) { $base = (Get-Location -PSProvider FileSystem).ProviderPath }
    $OutputFolder = Join-Path -Path $base -ChildPath 'intermediates'
}
# .NET has a current folder of its own: the path is made absolute by PowerShell's.
$OutputFolder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputFolder)

$found = Find-SmtpCertificate
$leaf = $found.Certificate
if ($null -eq $leaf) {
    [pscustomobject]@{ Status = 'NotFound'; Reason = $found.Reason }
    $exitCode = 2
}
else {
    ConvertTo-Result -Status 'Leaf' -Certificate $leaf -Reason 'This server uses it for SMTP.'
    $elements = @(Get-ChainElement -Certificate $leaf)
    for ($i = 1; $i -lt $elements.Count; $i++) {
        $certificate = $elements[$i].Certificate
        if (Test-SelfIssued -Certificate $certificate) { continue }
        $inStore = Test-Path -LiteralPath ('Cert:\LocalMachine\CA\' + $certificate.Thumbprint)
        $result = @{ Certificate = $certificate; InMachineStore = $inStore; Reason = '' }
        if (-not $inStore) { $result.Reason = 'LocalMachine\CA lacks it: the server does not send it reliably. Import it.' }
        $result.File = Join-Path -Path $OutputFolder -ChildPath (Get-FileName -Position $i -Certificate $certificate)
        if (Test-Path -LiteralPath $result.File) {
            if (Test-SameFile -Path $result.File -Bytes $certificate.RawData) {
                ConvertTo-Result -Status 'AlreadyPresent' @result
            }
            else {
                $result.Reason = 'A different file of this name is there. Move it away and run the script again.'
                ConvertTo-Result -Status 'Refused' @result
                $exitCode = 1
            }
        }
        elseif ($PSCmdlet.ShouldProcess($result.File, 'Export certificate')) {
            $null = [System.IO.Directory]::CreateDirectory($OutputFolder)
            Save-Certificate -Certificate $certificate -Path $result.File
            ConvertTo-Result -Status 'Exported' @result
        }
        else {
            ConvertTo-Result -Status 'WhatIf' @result
        }
    }

    $missing = Get-MissingIssuer -Certificate $elements[$elements.Count - 1].Certificate
    if ($null -ne $missing) {
        $missing
        $exitCode = 1
    }
}

foreach ($certificate in @(Get-MisplacedRoot)) {
    ConvertTo-Result -Status 'Misplaced' -Certificate $certificate -Reason $misplacedReason
}
exit $exitCode`;
