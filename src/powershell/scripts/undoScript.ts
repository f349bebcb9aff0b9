// The script that takes an import back. It is not generated here but by the import script, which embeds this text and
// fills in what it really imported.

/** The line that the import script replaces by its entries, which are hexadecimal only. */
export const undoEntries = '# entries';

/** Removes exactly the listed certificates; it may run twice. Stands inside a here-string: no line begins with a quote. */
export const undoScript = String.raw`
#Requires -Version 5.1
#Requires -RunAsAdministrator

<#
.SYNOPSIS
    Takes one import of intermediate certificates back.
.DESCRIPTION
    Removes exactly the certificates that one run imported, after comparing their SHA-256, and nothing else.
    Exit code: 0 done, 1 a certificate could not be removed.
.EXAMPLE
    .\Undo-CertificateImport.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
param()
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$exitCode = 0
$imported = @(
    ${undoEntries}
)
foreach ($entry in $imported) {
    $path = 'Cert:\LocalMachine\' + $entry.Store + '\' + $entry.Thumbprint
    $result = [pscustomobject]@{ Status = 'NotPresent'; Thumbprint = $entry.Thumbprint; Store = $entry.Store; Reason = '' }
    try {
        if (Test-Path -LiteralPath $path) {
            $certificate = Get-Item -LiteralPath $path
            $algorithm = New-Object -TypeName System.Security.Cryptography.SHA256CryptoServiceProvider
            $sha256 = [BitConverter]::ToString($algorithm.ComputeHash($certificate.RawData)).Replace('-', '')
            $algorithm.Dispose()
            if ($sha256 -ne $entry.Sha256) {
                $result.Status = 'Refused'
                $result.Reason = 'The certificate in the store is not the one that was imported.'
                $exitCode = 1
            }
            elseif ($PSCmdlet.ShouldProcess($path, 'Remove certificate')) {
                Remove-Item -LiteralPath $path -Confirm:$false
                $result.Status = 'Removed'
            }
            else {
                $result.Status = 'WhatIf'
            }
        }
    }
    catch {
        $result.Status = 'Failed'
        $result.Reason = [string] $_.Exception.Message
        $exitCode = 1
    }
    $result
}
exit $exitCode`;
