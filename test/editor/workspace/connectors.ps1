# Opened by the integration tests.
New-SendConnector -Name 'To Exchange Online' -AddressSpaces '*' -DNSRoutingEnabled $false `
    -SmartHosts contoso-com.mail.protection.outlook.com -RequireTLS $true -TlsAuthLevel CertificateValidation `
    -TlsCertificateName 25570F88BF5F3835B64DB725B8E0D6C10B290488
