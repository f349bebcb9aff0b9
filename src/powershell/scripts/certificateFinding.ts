import type { Certificate } from '../../x509/certificate.js';
import { chainBuilding, machineLeaf, misplacedRoots, partialChain, reading, strictMode } from './fragments.js';
import { literal } from './literal.js';
import { about, type ScriptFile, scriptFile } from './scriptFile.js';

// How a script on the sending server finds the certificate that is used for SMTP: by thumbprint, through the Send
// connector, through Exchange, or through IIS. The scripts that need it share parameters, help and code.

/** What is known of the certificate and of where it is used. */
export interface CertificateSource {
  /** The certificate that the server sent. */
  readonly leaf?: Certificate;
  /** The Send connector whose certificate is wanted, by its name. */
  readonly sendConnector?: string;
  /** The inspected server, as people write it: shown in a comment. */
  readonly target?: string;
}

/** A script for one server's certificate: its `head` and parameters, what finds the certificate and its chain, `parts`. */
export function certificateScript(
  fileName: string,
  source: CertificateSource,
  {
    head,
    parameters,
    parts,
  }: { readonly head: string; readonly parameters: string; readonly parts: readonly string[] },
): ScriptFile {
  return scriptFile(fileName, [
    head,
    `# ${about(source.target)}`,
    parameters,
    strictMode,
    inspected(source),
    reading,
    chainBuilding,
    misplacedRoots,
    partialChain,
    machineLeaf,
    certificateFinding,
    ...parts,
  ]);
}

/** The script's own knowledge. */
function inspected(source: CertificateSource): string {
  return `# What the inspection found; empty where it is not known.
$inspectedThumbprint = '${source.leaf?.thumbprint ?? ''}'
$inspectedConnector = ${literal(source.sendConnector ?? '')}`;
}

/** Comment help of the parameters. */
export const certificateHelp = String.raw`.PARAMETER Thumbprint
    The certificate in LocalMachine\My. Without any parameter: the inspected certificate where it is known, else
    what Exchange has assigned to SMTP, else what the SMTP server of IIS uses.
.PARAMETER SendConnector
    Name of the Send connector whose TlsCertificateName names the certificate. Run in the Exchange Management Shell.
.PARAMETER FromExchange
    Takes the newest certificate that Get-ExchangeCertificate lists for SMTP. Run in the Exchange Management Shell.
.PARAMETER FromIis
    Takes the certificate of the SMTP server of IIS (SSLCertHash in MetaBase.xml).
.PARAMETER MetabasePath
    Where MetaBase.xml is, if not in System32\inetsrv.`;

/** The parameters that choose the way. */
export const certificateParameters = String.raw`    [Parameter(Mandatory = $true, ParameterSetName = 'Thumbprint')]
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
    [string] $MetabasePath`;

/** The functions; they read the script's parameters. */
const certificateFinding = String.raw`
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

function Select-SmtpCertificate {
    param([string] $Way)
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
}

function Find-SmtpCertificate {
    # The way that was asked for; without one, the first that this server offers. Either the certificate or the reason.
    $hasExchange = [bool] (Get-Command -Name Get-ExchangeCertificate -ErrorAction SilentlyContinue)
    $way = 'Iis'
    if ($Thumbprint) { $way = 'Thumbprint' }
    elseif ($SendConnector) { $way = 'SendConnector' }
    elseif ($FromExchange) { $way = 'Exchange' }
    elseif ($FromIis) { $way = 'Iis' }
    elseif ($inspectedConnector -and $hasExchange) { $way = 'SendConnector' }
    elseif ($inspectedThumbprint) { $way = 'Thumbprint' }
    elseif ($hasExchange) { $way = 'Exchange' }
    $found = [pscustomobject]@{
        Certificate = $null
        Reason      = 'No certificate was found this way in LocalMachine\My. Run the script on the sending server, or give -Thumbprint.'
    }
    if ($way -in 'SendConnector', 'Exchange' -and -not $hasExchange) {
        $found.Reason = 'The Exchange cmdlets are not here. Run the script in the Exchange Management Shell, or give -Thumbprint.'
        return $found
    }
    try { $found.Certificate = Select-SmtpCertificate -Way $way }
    catch { $found.Reason = ConvertTo-PlainText -Text $_.Exception.Message }
    $found
}`;
