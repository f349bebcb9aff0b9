// PowerShell that several scripts share. All of it runs under Windows PowerShell 5.1 and PowerShell 7.

/** How every script begins. */
export const strictMode = `
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$exitCode = 0`;

/** Names for people. */
export const plainText = String.raw`
function ConvertTo-PlainText {
    # Names come from strangers: what a terminal would obey or hide is replaced before it is shown.
    param([string] $Text)
    $plain = [regex]::Replace($Text, '[\p{C}\u2028\u2029]', '?')
    if ($plain.Length -gt 300) { $plain = $plain.Substring(0, 300) }
    $plain
}`;

/** Names, hashes, and what .NET Framework does not read of a certificate by itself. */
export const reading = `${plainText}

function ConvertTo-Hex {
    param([byte[]] $Bytes)
    [BitConverter]::ToString($Bytes).Replace('-', '')
}

function Get-Sha256 {
    param([byte[]] $Bytes)
    # The implementation that is also allowed where the FIPS policy is on.
    $algorithm = New-Object -TypeName System.Security.Cryptography.SHA256CryptoServiceProvider
    try { ConvertTo-Hex -Bytes $algorithm.ComputeHash($Bytes) } finally { $algorithm.Dispose() }
}

function Test-SelfIssued {
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    (ConvertTo-Hex -Bytes $Certificate.SubjectName.RawData) -eq (ConvertTo-Hex -Bytes $Certificate.IssuerName.RawData)
}

function Read-Element {
    # One DER element: its tag and where its content starts and ends; nothing when the bytes do not hold it.
    param([byte[]] $Bytes, [int] $At, [int] $End)
    if ($At + 2 -gt $End) { return }
    $length = [int] $Bytes[$At + 1]
    $start = $At + 2
    if ($length -ge 0x80) {
        $count = $length - 0x80
        if ($count -lt 1 -or $count -gt 3 -or $start + $count -gt $End) { return }
        $length = 0
        for ($i = 0; $i -lt $count; $i++) { $length = $length * 256 + $Bytes[$start + $i] }
        $start += $count
    }
    if ($start + $length -gt $End) { return }
    [pscustomobject]@{ Tag = [int] $Bytes[$At]; Start = $start; End = $start + $length }
}

function Get-ExtensionByte {
    # The content of an extension's outer SEQUENCE, element by element.
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate, [string] $Oid)
    foreach ($extension in $Certificate.Extensions) {
        if ($extension.Oid.Value -ne $Oid) { continue }
        $raw = $extension.RawData
        $outer = Read-Element -Bytes $raw -At 0 -End $raw.Length
        if ($null -eq $outer -or $outer.Tag -ne 0x30) { continue }
        $at = $outer.Start
        while ($at -lt $outer.End) {
            $element = Read-Element -Bytes $raw -At $at -End $outer.End
            if ($null -eq $element) { break }
            [pscustomobject]@{ Raw = $raw; Tag = $element.Tag; Start = $element.Start; End = $element.End }
            $at = $element.End
        }
    }
}

function Get-AuthorityKeyId {
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    foreach ($element in @(Get-ExtensionByte -Certificate $Certificate -Oid '2.5.29.35')) {
        if ($element.Tag -eq 0x80 -and $element.End -gt $element.Start) {
            return ConvertTo-Hex -Bytes $element.Raw[$element.Start..($element.End - 1)]
        }
    }
}

function Get-IssuerAddress {
    # Where the certificate says that its issuer's certificate can be had (RFC 5280 section 4.2.2.1, caIssuers).
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    foreach ($description in @(Get-ExtensionByte -Certificate $Certificate -Oid '1.3.6.1.5.5.7.1.1')) {
        $method = Read-Element -Bytes $description.Raw -At $description.Start -End $description.End
        if ($null -eq $method -or $method.End -le $method.Start) { continue }
        $location = Read-Element -Bytes $description.Raw -At $method.End -End $description.End
        if ($null -eq $location -or $location.Tag -ne 0x86 -or $location.End -le $location.Start) { continue }
        if ((ConvertTo-Hex -Bytes $description.Raw[$method.Start..($method.End - 1)]) -ne '2B06010505073002') { continue }
        $text = [System.Text.Encoding]::ASCII.GetString($description.Raw, $location.Start, $location.End - $location.Start)
        ConvertTo-PlainText -Text $text
    }
}`;

/** Building a chain as the machine (not the user) sees it. */
export const chainBuilding = `
function Get-ChainElement {
    # The chain as this machine builds it, leaf first, with what is wrong at each place; revocation is not looked at.
    param(
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
        [System.Security.Cryptography.X509Certificates.X509Certificate2[]] $Extra = @()
    )
    $chain = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Chain -ArgumentList $true
    try {
        $chain.ChainPolicy.RevocationMode = [System.Security.Cryptography.X509Certificates.X509RevocationMode]::NoCheck
        $chain.ChainPolicy.UrlRetrievalTimeout = [timespan]::FromSeconds(15)
        foreach ($each in $Extra) { [void] $chain.ChainPolicy.ExtraStore.Add($each) }
        [void] $chain.Build($Certificate)
        foreach ($element in $chain.ChainElements) {
            [pscustomobject]@{
                # A copy that outlives the chain.
                Certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($element.Certificate.RawData)
                Problems    = @($element.ChainElementStatus | ForEach-Object { [string] $_.Status })
            }
        }
    }
    finally {
        $chain.Dispose()
    }
}`;

/** Certificates that stand in Root and do not belong there. */
export const misplacedRoots = String.raw`
function Get-MisplacedRoot {
    # They break client authentication with the same 0x800B0109 as a missing intermediate (KB 2795828).
    Get-ChildItem -LiteralPath 'Cert:\LocalMachine\Root' | Where-Object { -not (Test-SelfIssued -Certificate $_) }
}
$misplacedReason = 'It stands in LocalMachine\Root and is no root, which breaks client authentication (0x800B0109): move it to LocalMachine\CA.'`;

/** What a chain that ends too early needs. */
export const partialChain = `
function Get-MissingIssuer {
    param([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    if (Test-SelfIssued -Certificate $Certificate) { return }
    [pscustomobject]@{
        Status         = 'Missing'
        Subject        = ConvertTo-PlainText -Text $Certificate.Issuer
        AuthorityKeyId = Get-AuthorityKeyId -Certificate $Certificate
        NeededBy       = $Certificate.Thumbprint
        Address        = @(Get-IssuerAddress -Certificate $Certificate)
        Reason         = 'The chain is partial. Ask this certification authority for its certificate, or fetch it from the address.'
    }
}`;

/** Finding the leaf by its thumbprint, with its private key. */
export const machineLeaf = String.raw`
function Get-MachineCertificate {
    param([string] $Thumbprint)
    $path = 'Cert:\LocalMachine\My\' + ($Thumbprint -replace '\s', '').ToUpperInvariant()
    if (Test-Path -LiteralPath $path) { Get-Item -LiteralPath $path }
}`;
