// PowerShell that the scripts for connectors share.

/** `-Thumbprint`, mandatory: for scripts that do not know the certificate. */
export const thumbprintParameter = `
    [Parameter(Mandatory = $true)]
    [ValidatePattern('^\\s*([0-9A-Fa-f]{2}\\s*){20}$')]
    [string] $Thumbprint`;

/** The name by which a connector finds a certificate. */
export const getTlsCertificateName = `
function Get-TlsCertificateName {
    # <I>issuer<S>subject, as Exchange itself writes the names of the certificate.
    param([string] $Thumbprint)
    $certificate = Get-ExchangeCertificate -Thumbprint ($Thumbprint -replace '\\s', '').ToUpperInvariant()
    if ($null -eq $certificate) { throw 'Exchange has no certificate with this thumbprint on this server.' }
    '<I>' + $certificate.Issuer + '<S>' + $certificate.Subject
}`;

/** The first step of a script for a Send connector that presents the certificate `$Thumbprint`. */
export const nameCertificate = `$values.TlsCertificateName = Get-TlsCertificateName -Thumbprint $Thumbprint
        $result.Parameters = [pscustomobject] $values
        `;

/** Refuses where a connector of the name is there. */
export const unlessPresent = `if ($existing.Count -gt 0) {
            $result.Status = 'AlreadyPresent'
            $result.Reason = 'A connector of this name is there. It was not changed.'
        }`;

/** One change of one connector. */
export interface ConnectorChange {
  readonly verb: 'New' | 'Set' | 'Remove';
  readonly noun: 'InboundConnector' | 'SendConnector';
  /** Where the script has to run. */
  readonly shell: string;
  /** The status once it is done. */
  readonly done: string;
  /** What comes before everything else, as statements. */
  readonly first?: string;
  /** `if` and `elseif` blocks on `$existing`, the connectors of the name, that set the status instead of changing. */
  readonly refusals: string;
  /** Statements behind the result. */
  readonly next?: string;
}

/** The main part of a script: calls the cmdlet with `$values` for the connector named `$connector`, and gives `$result`. */
export function changeConnector({ verb, noun, shell, done, first, refusals, next }: ConnectorChange): string {
  const command = `${verb}-${noun}`;
  return `
$result = [pscustomobject]@{ Status = 'Failed'; Command = '${command}'; Parameters = [pscustomobject] $values; Reason = '' }
if (-not (Get-Command -Name ${command} -ErrorAction SilentlyContinue)) {
    $result.Reason = 'The Exchange cmdlets are not here. ${shell}'
    $exitCode = 2
}
else {
    try {
        ${first ?? ''}$existing = @(Get-${noun} | Where-Object { $_.Name -eq $connector })
        ${refusals}
        elseif ($PSCmdlet.ShouldProcess((ConvertTo-PlainText -Text $connector), '${command}')) {
            $null = ${command} @values -Confirm:$false
            $result.Status = '${done}'
        }
        else {
            $result.Status = 'WhatIf'
        }
    }
    catch {
        $result.Reason = ConvertTo-PlainText -Text $_.Exception.Message
        $exitCode = 1
    }
}
$result
${next === undefined ? '' : `${next}\n`}exit $exitCode`;
}
