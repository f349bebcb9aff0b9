# Stands in for the Exchange cmdlets that the scripts call: with the documented parameters only, and with what the test
# has put into $Exchange. Every change is recorded instead of made.
Set-StrictMode -Version 3.0
$script:Exchange = @{ Certificates = @(); Connectors = @(); Calls = [System.Collections.Generic.List[object]]::new() }

function Initialize-Exchange { param($State) $script:Exchange.Certificates = @($State.certificates); $script:Exchange.Connectors = @($State.connectors) }
function Get-ExchangeCall { $script:Exchange.Calls.ToArray() }

function Get-ExchangeCertificate {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Thumbprint, [string] $Server)
    $script:Exchange.Certificates | Where-Object { -not $Thumbprint -or $_.Thumbprint -eq $Thumbprint }
}

function Find-Connector {
    param([string] $Kind, [string] $Identity)
    $found = @($script:Exchange.Connectors | Where-Object { $_.Kind -eq $Kind -and (-not $Identity -or $_.Name -eq $Identity) })
    if ($Identity -and $found.Count -eq 0) { throw "The operation couldn't be performed because object '$Identity' couldn't be found." }
    $found
}

function Get-SendConnector { [CmdletBinding()] param([Parameter(Position = 0)] [string] $Identity) Find-Connector -Kind 'send' -Identity $Identity }
function Get-InboundConnector { [CmdletBinding()] param([Parameter(Position = 0)] [string] $Identity) Find-Connector -Kind 'inbound' -Identity $Identity }

function Add-Call {
    param($Invocation, $Bound)
    $parameters = [ordered] @{}
    foreach ($name in ($Bound.Keys | Sort-Object)) { $parameters[$name] = $Bound[$name] }
    $script:Exchange.Calls.Add([pscustomobject] @{ Command = $Invocation.MyCommand.Name; Parameters = [pscustomobject] $parameters })
}

function New-InboundConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Mandatory)] [string[]] $SenderDomains,
        [string[]] $AssociatedAcceptedDomains, [bool] $CloudServicesMailEnabled, [string] $Comment, [string] $ConnectorType,
        [bool] $Enabled, [bool] $RequireTls, [bool] $RestrictDomainsToCertificate, [bool] $RestrictDomainsToIPAddresses,
        [string[]] $SenderIPAddresses, [string] $TlsSenderCertificateName)
    Add-Call -Invocation $MyInvocation -Bound $PSBoundParameters
}

function Set-InboundConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Identity, [string[]] $SenderDomains,
        [string[]] $AssociatedAcceptedDomains, [bool] $CloudServicesMailEnabled, [string] $Comment, [string] $ConnectorType,
        [bool] $Enabled, [string] $Name, [bool] $RequireTls, [bool] $RestrictDomainsToCertificate,
        [bool] $RestrictDomainsToIPAddresses, [string[]] $SenderIPAddresses, [string] $TlsSenderCertificateName)
    Add-Call -Invocation $MyInvocation -Bound $PSBoundParameters
}

function New-SendConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Mandatory)] [string[]] $AddressSpaces,
        [bool] $CloudServicesMailEnabled, [bool] $DNSRoutingEnabled, [bool] $Enabled, [string] $Fqdn, [bool] $IgnoreSTARTTLS,
        [int] $Port, [string] $ProtocolLoggingLevel, [bool] $RequireTLS, [string[]] $SmartHosts, [string] $SmartHostAuthMechanism,
        [string[]] $SourceTransportServers, [string] $TlsAuthLevel, [string] $TlsCertificateName, [string] $TlsDomain)
    Add-Call -Invocation $MyInvocation -Bound $PSBoundParameters
}

function Set-SendConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Identity, [string[]] $AddressSpaces,
        [bool] $CloudServicesMailEnabled, [bool] $DNSRoutingEnabled, [bool] $Enabled, [string] $Fqdn, [bool] $IgnoreSTARTTLS,
        [string] $Name, [int] $Port, [string] $ProtocolLoggingLevel, [bool] $RequireTLS, [string[]] $SmartHosts,
        [string] $SmartHostAuthMechanism, [string[]] $SourceTransportServers, [string] $TlsAuthLevel,
        [string] $TlsCertificateName, [string] $TlsDomain)
    Add-Call -Invocation $MyInvocation -Bound $PSBoundParameters
}

function Remove-SendConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)] [string] $Identity, [string] $DomainController)
    Add-Call -Invocation $MyInvocation -Bound $PSBoundParameters
}
