import type { Certificate } from '../x509/certificate.js';
import { chainBuilding, machineLeaf, misplacedRoots, reading, strictMode } from './fragments.js';
import { comment, literal } from './literal.js';
import { type ScriptFile, scriptFile } from './scriptFile.js';

/** What is known of the affected server; everything may be absent, the script then finds the certificate itself. */
export interface ExportRequest {
  /** The certificate that the server sent. */
  readonly leaf?: Certificate;
  /** The Send connector whose certificate is wanted, by its name. */
  readonly sendConnector?: string;
  /** The inspected server, as people write it: shown in a comment. */
  readonly target?: string;
}

/** The script that exports each intermediate of the SMTP certificate as a DER file, run on the affected server. */
export function exportScript(request: ExportRequest): ScriptFile {
  return scriptFile('Export-IntermediateCertificate.ps1', [
    header,
    comment(request.target === undefined ? 'For any sending server' : `Inspected server: ${request.target}`),
    parameters,
    strictMode,
    `# What the inspection found; empty where it is not known.
$inspectedThumbprint = '${request.leaf?.thumbprint ?? ''}'
$inspectedConnector = ${literal(request.sendConnector ?? '')}`,
    reading,
    chainBuilding,
    misplacedRoots,
    machineLeaf,
    finding,
    exporting,
    main,
  ]);
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
.PARAMETER Thumbprint
    The certificate in LocalMachine\My. Without any parameter: the inspected certificate where it is known, else
    what Exchange has assigned to SMTP, else what the SMTP server of IIS uses.
.PARAMETER SendConnector
    Name of the Send connector whose TlsCertificateName names the certificate. Run in the Exchange Management Shell.
.PARAMETER FromExchange
    Takes the newest certificate that Get-ExchangeCertificate lists for SMTP. Run in the Exchange Management Shell.
.PARAMETER FromIis
    Takes the certificate of the SMTP server of IIS (SSLCertHash in MetaBase.xml).
.PARAMETER MetabasePath
    Where MetaBase.xml is, if not in System32\inetsrv.
.PARAMETER OutputFolder
    Where the files go. Default: the folder intermediates beside this script.
.EXAMPLE
    .\Export-IntermediateCertificate.ps1
.EXAMPLE
    .\Export-IntermediateCertificate.ps1 -SendConnector 'To Exchange Online' -OutputFolder C:\Temp\intermediates
#>`;

const parameters = String.raw`
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Default')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Thumbprint')]
    [ValidatePattern('^\s*([0-9A-Fa-f]{2}\s*){20}$')]
    [string] $Thumbprint,

    [Parameter(Mandatory = $true, ParameterSetName = 'SendConnector')]
    [ValidateNotNullOrEmpty()]
    [string] $SendConnector,

    [Parameter(Mandatory = $true, ParameterSetName = 'Exchange')]
    [switch] $FromExchange,

    [Parameter(Mandatory = $true, ParameterSetName = 'Iis')]
    [switch] $FromIis,

    [Parameter(ParameterSetName = 'Iis')]
    [string] $MetabasePath,

    [string] $OutputFolder
)`;

const finding = String.raw`
function Get-ConnectorCertificate {
    # TlsCertificateName is <I>issuer<S>subject; of several certificates with these names Exchange takes the newest.
    param([string] $Name)
    $text = [string] (Get-SendConnector -Identity $Name).TlsCertificateName
    if ($text -notmatch '(?is)^<I>(.*?)<S>(.*)$') { return }
    $issuer = $Matches[1]
    $subject = $Matches[2]
    Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' |
        Where-Object { $_.HasPrivateKey -and $_.Issuer -eq $issuer -and $_.Subject -eq $subject } |
        Sort-Object -Property NotAfter -Descending | Select-Object -First 1
}

function Get-ExchangeSmtpCertificate {
    # Exchange makes a certificate of its own that is assigned to SMTP too: one from a certification authority goes first.
    $listed = @(Get-ExchangeCertificate | Where-Object { [string] $_.Services -match '\bSMTP\b' } |
            ForEach-Object { Get-MachineCertificate -Thumbprint $_.Thumbprint } | Where-Object { $_.HasPrivateKey })
    $issued = @($listed | Where-Object { -not (Test-SelfIssued -Certificate $_) })
    if ($issued.Count -gt 0) { $listed = $issued }
    $listed | Sort-Object -Property NotAfter -Descending | Select-Object -First 1
}

function Get-IisCertificate {
    param([string] $Path)
    $settings = New-Object -TypeName System.Xml.XmlReaderSettings
    $settings.DtdProcessing = [System.Xml.DtdProcessing]::Prohibit
    $settings.CheckCharacters = $false
    $reader = [System.Xml.XmlReader]::Create($Path, $settings)
    try {
        while ($reader.Read()) {
            if ($reader.LocalName -ne 'IIsSmtpServer') { continue }
            $hash = ([string] $reader.GetAttribute('SSLCertHash')) -replace '[^0-9A-Fa-f]', ''
            if ($hash.Length -eq 40) { return Get-MachineCertificate -Thumbprint $hash }
        }
    }
    finally {
        $reader.Dispose()
    }
}

function Find-SmtpCertificate {
    # The way that was asked for; without one, the first that this server offers.
    param([string] $Way)
    if ($Way -eq 'Default') {
        if ($inspectedConnector) { $Way = 'SendConnector' }
        elseif ($inspectedThumbprint) { $Way = 'Thumbprint' }
        elseif (Get-Command -Name Get-ExchangeCertificate -ErrorAction SilentlyContinue) { $Way = 'Exchange' }
        else { $Way = 'Iis' }
    }
    if ($Way -in 'SendConnector', 'Exchange' -and
        -not (Get-Command -Name Get-ExchangeCertificate -ErrorAction SilentlyContinue)) {
        throw 'The Exchange cmdlets are not here. Run the script in the Exchange Management Shell, or give -Thumbprint.'
    }
    switch ($Way) {
        'Thumbprint' {
            $wanted = $inspectedThumbprint
            if ($Thumbprint) { $wanted = $Thumbprint }
            Get-MachineCertificate -Thumbprint $wanted
        }
        'SendConnector' {
            $wanted = $inspectedConnector
            if ($SendConnector) { $wanted = $SendConnector }
            Get-ConnectorCertificate -Name $wanted
        }
        'Exchange' { Get-ExchangeSmtpCertificate }
        'Iis' {
            $path = $MetabasePath
            if (-not $path) {
                $path = [System.IO.Path]::Combine([Environment]::GetFolderPath('System'), 'inetsrv', 'MetaBase.xml')
            }
            $path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($path)
            if (Test-Path -LiteralPath $path) { Get-IisCertificate -Path $path }
        }
    }
}`;

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

$leaf = $null
$reason = 'No certificate was found this way in LocalMachine\My. Run the script on the sending server, or give -Thumbprint.'
try { $leaf = Find-SmtpCertificate -Way $PSCmdlet.ParameterSetName } catch { $reason = ConvertTo-PlainText -Text $_.Exception.Message }
if ($null -eq $leaf) {
    [pscustomobject]@{ Status = 'NotFound'; Reason = $reason }
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

    $last = $elements[$elements.Count - 1].Certificate
    if (-not (Test-SelfIssued -Certificate $last)) {
        [pscustomobject]@{
            Status         = 'Missing'
            Subject        = ConvertTo-PlainText -Text $last.Issuer
            AuthorityKeyId = Get-AuthorityKeyId -Certificate $last
            NeededBy       = $last.Thumbprint
            Address        = @(Get-IssuerAddress -Certificate $last)
            Reason         = 'The chain is partial. Ask this certification authority for its certificate, or fetch it from the address.'
        }
        $exitCode = 1
    }
}

foreach ($certificate in @(Get-MisplacedRoot)) {
    ConvertTo-Result -Status 'Misplaced' -Certificate $certificate -Reason (
        'It stands in LocalMachine\Root and is no root, which breaks client authentication (0x800B0109): move it to LocalMachine\CA.')
}
exit $exitCode`;
