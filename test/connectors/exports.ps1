# Writes connectors in every form in which administrators export them, from one set of objects with Exchange's names,
# types and ways of printing themselves.
param([string] $Folder)
$ErrorActionPreference = 'Stop'
$FormatEnumerationLimit = -1
Add-Type -TypeDefinition @'
namespace Microsoft.Exchange.Data
{
    using System.Collections.Generic;
    public enum TlsAuthLevel { EncryptionOnly = 1, CertificateValidation, DomainValidation }
    public class MultiValuedProperty<T> : List<T> { }
    public class SmtpX509Identifier
    {
        public string CertificateSubject { get; set; }
        public string CertificateIssuer { get; set; }
        public override string ToString() { return "<I>" + CertificateIssuer + "<S>" + CertificateSubject; }
    }
    public class SmartHost
    {
        public string Domain { get; set; }
        public string Address { get; set; }
        public override string ToString() { return Domain ?? Address; }
    }
    public class AddressSpace
    {
        public string Type { get; set; }
        public string Address { get; set; }
        public int Cost { get; set; }
        public override string ToString() { return Type + ":" + Address + ";" + Cost; }
    }
}
'@

function Get-List([type] $Type, [object[]] $Items) {
    $list = New-Object "Microsoft.Exchange.Data.MultiValuedProperty[$($Type.FullName)]"
    foreach ($item in $Items) { $list.Add($item) }
    , $list
}

$certificate = [Microsoft.Exchange.Data.SmtpX509Identifier]@{
    CertificateIssuer  = 'CN=Example TLS RSA CA 2025, O=Example Trust, C=US'
    CertificateSubject = 'CN=mail.contoso.com, O=Contoso Ltd, L=Redmond, S=WA, C=US'
}
$hosts = Get-List ([Microsoft.Exchange.Data.SmartHost]) @(
    [Microsoft.Exchange.Data.SmartHost]@{ Domain = 'contoso-com.mail.protection.outlook.com' }
    [Microsoft.Exchange.Data.SmartHost]@{ Address = '203.0.113.9' }
)
$spaces = Get-List ([Microsoft.Exchange.Data.AddressSpace]) @(
    [Microsoft.Exchange.Data.AddressSpace]@{ Type = 'SMTP'; Address = '*'; Cost = 1 }
    [Microsoft.Exchange.Data.AddressSpace]@{ Type = 'SMTP'; Address = 'fabrikam.com'; Cost = 5 }
)
$send = @(
    [pscustomobject]@{
        AddressSpaces            = $spaces
        CloudServicesMailEnabled = $false
        Comment                  = 'relay "5.7.64"; owner: mail, team'
        DNSRoutingEnabled        = $false
        Fqdn                     = 'mail.contoso.com'
        IgnoreSTARTTLS           = $false
        Name                     = 'To Office 365 relay'
        Port                     = 25
        RequireTLS               = $true
        SmartHosts               = $hosts
        SourceTransportServers   = Get-List ([string]) @('EX01')
        TlsAuthLevel             = [Microsoft.Exchange.Data.TlsAuthLevel]::CertificateValidation
        TlsCertificateName       = $certificate
        TlsDomain                = $null
    }
    [pscustomobject]@{
        AddressSpaces            = $spaces
        CloudServicesMailEnabled = $false
        Comment                  = ''
        DNSRoutingEnabled        = $true
        Fqdn                     = $null
        IgnoreSTARTTLS           = $false
        Name                     = 'Internet – ÄÖ'
        Port                     = 25
        RequireTLS               = $false
        SmartHosts               = Get-List ([Microsoft.Exchange.Data.SmartHost]) @()
        SourceTransportServers   = Get-List ([string]) @('EX01', 'EX02', 'EX03', 'EX04', 'EX05', 'EX06')
        TlsAuthLevel             = $null
        TlsCertificateName       = $null
        TlsDomain                = $null
    }
)
$inbound = @(
    [pscustomobject]@{
        Enabled                      = $true
        ConnectorType                = 'OnPremises'
        ConnectorSource              = 'AdminUI'
        SenderIPAddresses            = Get-List ([string]) @('203.0.113.10', '203.0.113.16/28')
        SenderDomains                = Get-List ([string]) @('smtp:*;1', 'smtp:contoso.com;10')
        RequireTls                   = $true
        RestrictDomainsToIPAddresses = $false
        TlsSenderCertificateName     = '*.contoso.com'
        Name                         = 'Relay from on-premises'
    }
)

function Out-Forms([string] $Name, [object[]] $Connectors) {
    $path = Join-Path $Folder $Name
    $lists = $Connectors[0].psobject.Properties.Where({ $_.Value -is [Collections.IList] }).Name
    $joined = $Connectors[0].psobject.Properties.Name.ForEach({
            if ($_ -in $lists) { @{ Name = $_; Expression = [scriptblock]::Create("`$_.$_ -join ' '") } } else { $_ }
        })
    ConvertTo-Json -InputObject $Connectors -Depth 5 | Set-Content "$path.json"
    ConvertTo-Json -InputObject $Connectors -Depth 5 -Compress | Set-Content "$path.compressed.json"
    ConvertTo-Json -InputObject $Connectors -Depth 1 -WarningAction Ignore | Set-Content "$path.shallow.json"
    ConvertTo-Json -InputObject $Connectors -Depth 5 -EnumsAsStrings | Set-Content -Encoding unicode "$path.utf16.json"
    ConvertTo-Json -InputObject @{ value = $Connectors } -Depth 6 | Set-Content -Encoding utf8BOM "$path.value.json"
    $Connectors | Select-Object $joined | Export-Csv "$path.comma.csv"
    $Connectors | Select-Object $joined | Export-Csv "$path.semicolon.csv" -Delimiter ';' -UseQuotes AsNeeded
    $Connectors | Select-Object $joined | Export-Csv "$path.tab.csv" -Delimiter "`t" -IncludeTypeInformation -Encoding utf8BOM
    $Connectors | Export-Csv "$path.plain.csv" -IncludeTypeInformation
    $Connectors | Export-Clixml "$path.clixml" -Depth 3
    foreach ($width in 60, 80, 120, 4096) {
        "[PS] C:\>Get-Connector | Format-List", ($Connectors | Format-List | Out-String -Width $width) |
            Set-Content "$path.$width.txt"
    }
}

Out-Forms 'send' $send
Out-Forms 'inbound' $inbound
$FormatEnumerationLimit = 4
$send | Format-List | Out-String -Width 120 | Set-Content (Join-Path $Folder 'send.limited.txt')
