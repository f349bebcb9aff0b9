import { undoEntries, undoScript } from './undoScript.js';

// The import script's PowerShell, in the order in which it stands there.

/** Requirements and comment help. */
export function header(withPrivateRoot: boolean): string {
  return String.raw`
#Requires -Version 5.1
#Requires -RunAsAdministrator

<#
.SYNOPSIS
    Imports the missing intermediate certificates into LocalMachine\CA, so that this server sends them.
.DESCRIPTION
    Takes the certificates from inside this script or from the folder, and imports only what passes every check: the
    SHA-256 of the known ones; for the others the issuer's name, the key identifier and the signature on the certificate
    that needs them; a certification authority's certificate, no root, not expired, not distrusted.
    Safe to run twice. Writes a script that takes the import back.
    Exit code: 0 everything is in place, 1 something was refused, missing or failed, 2 nothing could be started.
.PARAMETER Folder
    Where the .cer, .crt, .pem or .p7b files are, or a folder intermediates with them. Default: the folder of this script.
.PARAMETER Thumbprint
    A certificate in LocalMachine\My whose issuers are to be found in the folder too.
.PARAMETER UndoPath
    Where the script that takes the import back is written. Default: in the folder.
${withPrivateRoot ? privateRootHelp : ''}.EXAMPLE
    .\Import-IntermediateCertificate.ps1 -WhatIf
.EXAMPLE
    .\Import-IntermediateCertificate.ps1 -Folder C:\Temp\intermediates
#>`;
}

const privateRootHelp = String.raw`.PARAMETER TrustPrivateRoot
    Also imports the private root into LocalMachine\Root: this machine then trusts every certificate below it.
    Exchange Online does not trust a private root in any case.
`;

/** The script's parameters; `asks`: nothing is known, so the leaf's thumbprint is needed. */
export function parameters(asks: boolean, more: string): string {
  return String.raw`
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
param(
    [string] $Folder,

    ${asks ? '[Parameter(Mandatory = $true)]\n    ' : ''}[ValidatePattern('^\s*([0-9A-Fa-f]{2}\s*){20}$')]
    [string] $Thumbprint,
${more}
    [string] $UndoPath
)`;
}

/** Its own switch, so that no root is ever trusted by the way. */
export const privateRootParameter = `
    [switch] $TrustPrivateRoot,
`;

/** Certificates out of files, told apart by content. */
export const reader = String.raw`
function Get-EncodedCertificate {
    # The DER of each certificate in the bytes: PEM, DER or PKCS#7. Never a key store: that would import a private key.
    param([byte[]] $Bytes)
    $text = [System.Text.Encoding]::ASCII.GetString($Bytes)
    $blocks = @([regex]::Matches($text, '-----BEGIN (CERTIFICATE|PKCS7)-----([A-Za-z0-9+/=\s]+)-----END \1-----'))
    $encodings = @(foreach ($block in $blocks) { , [Convert]::FromBase64String($block.Groups[2].Value) })
    if ($blocks.Count -eq 0) { $encodings = @(, $Bytes) }
    foreach ($der in $encodings) {
        $outer = Read-Element -Bytes $der -At 0 -End $der.Length
        if ($null -eq $outer -or $outer.Tag -ne 0x30) { continue }
        $inner = Read-Element -Bytes $der -At $outer.Start -End $outer.End
        if ($null -eq $inner) { continue }
        if ($inner.Tag -eq 0x30) {
            [pscustomobject]@{ Der = $der }
        }
        elseif ($inner.Tag -eq 0x06) {
            $collection = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2Collection
            $collection.Import($der)
            foreach ($certificate in $collection) { [pscustomobject]@{ Der = $certificate.RawData } }
        }
    }
}

function ConvertTo-Candidate {
    # A certificate with its hash and origin; nothing when the bytes are none.
    param([byte[]] $Der, [string] $File)
    try { $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($Der) } catch { return }
    # What is read must be what was given: trailing bytes would make a file that no hash vouches for.
    if ((Get-Sha256 -Bytes $certificate.RawData) -ne (Get-Sha256 -Bytes $Der)) { return }
    [pscustomobject]@{ Certificate = $certificate; Sha256 = Get-Sha256 -Bytes $Der; File = $File }
}

function Get-FolderCandidate {
    param([string] $Path)
    $files = Get-ChildItem -LiteralPath $Path -File |
        Where-Object { $_.Extension -in '.cer', '.crt', '.der', '.pem', '.p7b', '.p7c' -and $_.Length -le 1MB } |
        Sort-Object -Property Name | Select-Object -First 200
    foreach ($file in @($files)) {
        try { $encodings = @(Get-EncodedCertificate -Bytes ([System.IO.File]::ReadAllBytes($file.FullName))) } catch { continue }
        foreach ($each in $encodings) { ConvertTo-Candidate -Der $each.Der -File $file.Name }
    }
}`;

/** What is imported at all. */
export const acceptance = String.raw`
function Get-Objection {
    # Why a certificate must not go into the store; nothing when it may.
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate, [string] $Store)
    $isAuthority = $false
    foreach ($extension in $Certificate.Extensions) {
        if ($extension.Oid.Value -ne '2.5.29.19') { continue }
        $constraints = [System.Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($extension, $extension.Critical)
        $isAuthority = $constraints.CertificateAuthority
    }
    if (-not $isAuthority) { return 'It is not the certificate of a certification authority (CA:TRUE is missing).' }
    $selfIssued = Test-SelfIssued -Certificate $Certificate
    if ($Store -eq 'CA' -and $selfIssued) { return 'It is a root: it does not belong among the intermediates.' }
    if ($Store -eq 'Root' -and -not $selfIssued) { return 'It is no root: in LocalMachine\Root it would break client authentication.' }
    if (Test-Path -LiteralPath ('Cert:\LocalMachine\Disallowed\' + $Certificate.Thumbprint)) {
        return 'This machine distrusts it (LocalMachine\Disallowed).'
    }
    if ($Certificate.NotAfter -lt (Get-Date)) { return 'It has expired: ask the certification authority for its current one.' }
}

function Test-Issuer {
    # Whether one certificate really issued another: name, key identifier and signature.
    param(
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Issuer
    )
    if ((ConvertTo-Hex -Bytes $Certificate.IssuerName.RawData) -ne (ConvertTo-Hex -Bytes $Issuer.SubjectName.RawData)) { return $false }
    $wanted = Get-AuthorityKeyId -Certificate $Certificate
    foreach ($extension in $Issuer.Extensions) {
        if ($extension.Oid.Value -ne '2.5.29.14' -or -not $wanted) { continue }
        $identifier = [System.Security.Cryptography.X509Certificates.X509SubjectKeyIdentifierExtension]::new($extension, $extension.Critical)
        if ($identifier.SubjectKeyIdentifier -ne $wanted) { return $false }
    }
    $elements = @(Get-ChainElement -Certificate $Certificate -Extra $Issuer)
    # A cross-signed twin may stand in its place: the same name and key, so the signature proves the same.
    $elements.Count -gt 1 -and $elements[0].Problems -notcontains 'NotSignatureValid' -and
    $elements[1].Certificate.GetPublicKeyString() -eq $Issuer.GetPublicKeyString()
}

function ConvertTo-Result {
    param([string] $Status, [string] $Reason, [object] $Certificate, [string] $Store = 'CA', [string] $File)
    $result = [pscustomobject]@{
        Status     = $Status
        Subject    = $null
        Thumbprint = $null
        Sha256     = $null
        NotAfter   = $null
        Store      = $Store
        File       = $File
        Reason     = $Reason
    }
    if ($null -ne $Certificate) {
        $result.Subject = ConvertTo-PlainText -Text $Certificate.Subject
        $result.Thumbprint = $Certificate.Thumbprint
        $result.Sha256 = Get-Sha256 -Bytes $Certificate.RawData
        $result.NotAfter = $Certificate.NotAfter
    }
    $result
}`;

/** From what is wanted to what may be imported: objects with either Candidate and Store, or Result. */
export const resolution = String.raw`
function Resolve-Expected {
    # The exact certificate: inside the script, or in the folder under any name.
    param([hashtable] $Entry, [object[]] $Candidates)
    $found = $null
    if ($Entry.Base64) {
        $found = ConvertTo-Candidate -Der ([Convert]::FromBase64String($Entry.Base64)) -File 'this script'
    }
    else {
        $found = $Candidates | Where-Object { $_.Sha256 -eq $Entry.Sha256 } | Select-Object -First 1
    }
    if ($null -eq $found -and -not $Entry.Base64 -and
        @($folders | Where-Object { Test-Path -LiteralPath (Join-Path -Path $_ -ChildPath $Entry.FileName) }).Count -eq 0) {
        $reason = 'The file ' + $Entry.FileName + ' is not in the folder, nor is this certificate under another name.'
        $result = ConvertTo-Result -Status 'Missing' -Reason $reason -Store $Entry.Store -File $Entry.FileName
        $result.Thumbprint = $Entry.Thumbprint
        $result.Sha256 = $Entry.Sha256
        return [pscustomobject]@{ Result = $result }
    }
    if ($null -eq $found -or $found.Sha256 -ne $Entry.Sha256 -or $found.Certificate.Thumbprint -ne $Entry.Thumbprint) {
        $reason = 'The bytes have been altered: the SHA-256 is not ' + $Entry.Sha256 + '. Generate the scripts again.'
        $result = ConvertTo-Result -Status 'Refused' -Reason $reason -Store $Entry.Store -File $Entry.FileName
        $result.Thumbprint = $Entry.Thumbprint
        $result.Sha256 = $Entry.Sha256
        return [pscustomobject]@{ Result = $result }
    }
    $objection = Get-Objection -Certificate $found.Certificate -Store $Entry.Store
    if ($objection) {
        $result = ConvertTo-Result -Status 'Refused' -Reason $objection -Certificate $found.Certificate -Store $Entry.Store -File $found.File
        return [pscustomobject]@{ Result = $result }
    }
    [pscustomobject]@{ Result = $null; Candidate = $found; Store = $Entry.Store }
}

function Resolve-Issuer {
    # The issuers above a certificate, as far as the machine's stores and the folder hold them.
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate, [object[]] $Candidates)
    $current = $Certificate
    for ($depth = 0; $depth -lt 10 -and -not (Test-SelfIssued -Certificate $current); $depth++) {
        $held = $null
        foreach ($store in 'CA', 'Root') {
            foreach ($each in @(Get-ChildItem -LiteralPath ('Cert:\LocalMachine\' + $store))) {
                if ($null -ne $held -or $each.Subject -ne $current.Issuer) { continue }
                if (Test-Issuer -Certificate $current -Issuer $each) {
                    $held = $each
                    [pscustomobject]@{ Result = ConvertTo-Result -Status 'AlreadyPresent' -Reason '' -Certificate $held -Store $store }
                }
            }
        }
        if ($null -ne $held) {
            $current = $held
            continue
        }
        $next = $null
        $refusals = @()
        foreach ($candidate in @($Candidates | Where-Object { $_.Certificate.Subject -eq $current.Issuer })) {
            $objection = Get-Objection -Certificate $candidate.Certificate -Store 'CA'
            if (-not $objection -and -not (Test-Issuer -Certificate $current -Issuer $candidate.Certificate)) {
                $objection = 'It bears the name of the wanted issuer, but did not sign the certificate ' + $current.Thumbprint + '.'
            }
            if (-not $objection) { $next = $candidate; break }
            $refusals += [pscustomobject]@{
                Result = ConvertTo-Result -Status 'Refused' -Reason $objection -Certificate $candidate.Certificate -File $candidate.File
            }
        }
        if ($null -eq $next) {
            # Above the first issuer the next may be a root that Windows knows or fetches by itself: no complaint then.
            if ($depth -eq 0) {
                $refusals
                $address = @(Get-IssuerAddress -Certificate $current) -join ' '
                $reason = 'No file in the folder is the issuer of ' + $current.Thumbprint + '. Ask this certification authority for it'
                if ($address) { $reason += ', or fetch it from ' + $address }
                $result = ConvertTo-Result -Status 'Missing' -Reason ($reason + '.')
                $result.Subject = ConvertTo-PlainText -Text $current.Issuer
                [pscustomobject]@{ Result = $result }
            }
            return
        }
        [pscustomobject]@{ Result = $null; Candidate = $next; Store = 'CA' }
        $current = $next.Certificate
    }
}`;

/** Into the store, and the way back. */
export const storing = String.raw`
function Import-Verified {
    # One DER file in a folder of our own, so that nobody can change it between the check and the import.
    param([object] $Candidate, [string] $Store)
    $work = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName())
    $null = [System.IO.Directory]::CreateDirectory($work)
    try {
        $file = [System.IO.Path]::Combine($work, $Candidate.Certificate.Thumbprint + '.cer')
        [System.IO.File]::WriteAllBytes($file, $Candidate.Certificate.RawData)
        # While it is held open, Windows lets nobody write to it; what it holds then is what is imported.
        $held = [System.IO.File]::Open($file, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)
        try {
            if ((Get-Sha256 -Bytes ([System.IO.File]::ReadAllBytes($file))) -ne $Candidate.Sha256) { throw 'The file was changed on its way.' }
            $null = Get-ChildItem -LiteralPath $file |
                Import-Certificate -CertStoreLocation ('Cert:\LocalMachine\' + $Store) -WhatIf:$false -Confirm:$false
        }
        finally {
            $held.Dispose()
        }
    }
    finally {
        [System.IO.Directory]::Delete($work, $true)
    }
    $path = 'Cert:\LocalMachine\' + $Store + '\' + $Candidate.Certificate.Thumbprint
    if (-not (Test-Path -LiteralPath $path) -or
        (Get-Sha256 -Bytes (Get-Item -LiteralPath $path).RawData) -ne $Candidate.Sha256) {
        throw 'After the import the store does not hold the certificate.'
    }
}

$undoTemplate = @'
${undoScript.trim()}
'@

function Save-UndoScript {
    # Rewritten after each import, so that it lists what was imported even when a later one fails.
    param([string] $Path, [object[]] $Imported, [switch] $Create)
    $entries = @(foreach ($each in $Imported) {
            '@{ Store = ''' + $each.Store + '''; Thumbprint = ''' + $each.Thumbprint + '''; Sha256 = ''' + $each.Sha256 + ''' }'
        }) -join [Environment]::NewLine
    $bytes = [System.Text.Encoding]::ASCII.GetBytes($undoTemplate.Replace('${undoEntries}', $entries))
    $mode = [System.IO.FileMode]::Create
    if ($Create) { $mode = [System.IO.FileMode]::CreateNew }
    $stream = [System.IO.File]::Open($Path, $mode)
    try { $stream.Write($bytes, 0, $bytes.Length) } finally { $stream.Dispose() }
}`;

/** What the script does. */
export const main = String.raw`
if (-not $Folder) { $Folder = $PSScriptRoot }
if (-not $Folder) { $Folder = (Get-Location -PSProvider FileSystem).ProviderPath }
# .NET has a current folder of its own: the path is made absolute by PowerShell's.
$Folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Folder)
if (-not $UndoPath) {
    $name = 'Undo-CertificateImport-' + (Get-Date -Format 'yyyyMMdd-HHmmss')
    $UndoPath = Join-Path -Path $Folder -ChildPath ($name + '.ps1')
    for ($i = 2; Test-Path -LiteralPath $UndoPath; $i++) { $UndoPath = Join-Path -Path $Folder -ChildPath ($name + '-' + $i + '.ps1') }
}
$UndoPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($UndoPath)

$problem = ''
$leaves = @(foreach ($each in $unresolved) {
        [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([Convert]::FromBase64String($each))
    })
if (-not (Test-Path -LiteralPath $Folder -PathType Container)) {
    $problem = 'The folder ' + $Folder + ' does not exist. Give the one with the certificates as -Folder.'
}
elseif ($Thumbprint) {
    $leaf = Get-MachineCertificate -Thumbprint $Thumbprint
    if ($null -eq $leaf) { $problem = 'LocalMachine\My has no certificate with this thumbprint. Run the script on the sending server.' }
    else { $leaves += $leaf }
}
if ($problem) {
    ConvertTo-Result -Status 'Failed' -Reason $problem
    $exitCode = 2
}
else {
    $folders = @($Folder, (Join-Path -Path $Folder -ChildPath 'intermediates') | Where-Object { Test-Path -LiteralPath $_ -PathType Container })
    $candidates = @($folders | ForEach-Object { Get-FolderCandidate -Path $_ })
    $resolved = @(
        foreach ($entry in $expected) { Resolve-Expected -Entry $entry -Candidates $candidates }
        foreach ($each in $leaves) { Resolve-Issuer -Certificate $each -Candidates $candidates }
    )
    $imported = @()
    $undoCreated = $false
    $seen = @{}
    foreach ($item in $resolved) {
        if ($null -ne $item.Result) {
            if ($item.Result.Status -ne 'AlreadyPresent') { $exitCode = 1 }
            $item.Result
            continue
        }
        $certificate = $item.Candidate.Certificate
        $path = 'Cert:\LocalMachine\' + $item.Store + '\' + $certificate.Thumbprint
        if ($seen.ContainsKey($path)) { continue }
        $seen[$path] = $true
        $result = ConvertTo-Result -Status 'Imported' -Reason '' -Certificate $certificate -Store $item.Store -File $item.Candidate.File
        try {
            if (Test-Path -LiteralPath $path) {
                $result.Status = 'AlreadyPresent'
            }
            elseif ($PSCmdlet.ShouldProcess($path, 'Import certificate')) {
                if (-not $undoCreated) {
                    Save-UndoScript -Path $UndoPath -Imported @() -Create
                    $undoCreated = $true
                }
                Import-Verified -Candidate $item.Candidate -Store $item.Store
                $imported += @{ Store = $item.Store; Thumbprint = $certificate.Thumbprint; Sha256 = $item.Candidate.Sha256 }
                Save-UndoScript -Path $UndoPath -Imported $imported
                $result.Reason = 'To take it back, run ' + $UndoPath
            }
            else {
                $result.Status = 'WhatIf'
            }
        }
        catch {
            $result.Status = 'Failed'
            $result.Reason = ConvertTo-PlainText -Text $_.Exception.Message
            $exitCode = 1
        }
        $result
    }
    if ($undoCreated -and $imported.Count -eq 0) { [System.IO.File]::Delete($UndoPath) }
}
exit $exitCode`;
