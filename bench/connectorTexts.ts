// Connector documents of any size, as PowerShell and people write them: one set of connectors in every format.

/** A property's value, as Exchange has it. */
export type Value = string | boolean | readonly string[];

/** A connector as Get-InboundConnector returns it: thirty properties. */
export function inbound(index: number): Readonly<Record<string, Value>> {
  return {
    Enabled: true,
    ConnectorType: 'OnPremises',
    ConnectorSource: 'AdminUI',
    Comment: '',
    SenderIPAddresses: [`203.0.${index % 256}.10`, '203.0.113.16/28'],
    SenderDomains: ['smtp:*;1'],
    TrustedOrganizations: [],
    ClientHostNames: [],
    AssociatedAcceptedDomains: [],
    RequireTls: true,
    RestrictDomainsToIPAddresses: false,
    RestrictDomainsToCertificate: false,
    CloudServicesMailEnabled: false,
    TreatMessagesAsInternal: false,
    TlsSenderCertificateName: `*.contoso${index}.com`,
    EFTestMode: false,
    ScanAndDropRecipients: [],
    EFSkipLastIP: false,
    EFSkipIPs: [],
    EFSkipMailGateway: [],
    EFUsers: [],
    DetectSenderIPBySkippingLastIP: false,
    DetectSenderIPBySkippingTheseIPs: [],
    AdminDisplayName: '',
    Name: `Relay ${index}`,
    Identity: `Relay ${index}`,
    WhenChangedUTC: '2026-11-20T09:12:44Z',
    WhenCreatedUTC: '2024-02-02T10:00:01Z',
    Guid: '0b6f7a52-6a3f-4a1e-9f0f-2f2ad7a5a001',
    IsValid: true,
  };
}

type Connectors = readonly Readonly<Record<string, Value>>[];

const isList = (value: Value): value is readonly string[] => typeof value === 'object';
const word = (value: boolean) => (value ? 'True' : 'False');

/** `ConvertTo-Json` */
export function jsonText(connectors: Connectors): string {
  return JSON.stringify(connectors, null, 2);
}

/** `Select-Object … -join ' ' | Export-Csv` */
export function csvText(connectors: Connectors): string {
  const field = (value: Value) =>
    `"${isList(value) ? value.join(' ') : typeof value === 'boolean' ? word(value) : value.replaceAll('"', '""')}"`;
  const header = Object.keys(connectors[0] ?? {}).map(field);
  return [header, ...connectors.map((each) => Object.values(each).map(field))].map((row) => row.join(',')).join('\r\n');
}

/** `Export-Clixml` */
export function clixmlText(connectors: Connectors): string {
  let id = 0;
  const member = ([name, value]: readonly [string, Value]) => {
    if (isList(value)) {
      const items = value.map((each) => `          <S>${each}</S>`).join('\r\n');
      const list = items === '' ? '        <LST />' : `        <LST>\r\n${items}\r\n        </LST>`;
      return `      <Obj N="${name}" RefId="${++id}">\r\n        <TNRef RefId="1" />\r\n${list}\r\n      </Obj>`;
    }
    return typeof value === 'boolean' ? `      <B N="${name}">${value}</B>` : `      <S N="${name}">${value}</S>`;
  };
  const objects = connectors.map((each) => {
    const members = Object.entries(each).map(member).join('\r\n');
    return `  <Obj RefId="${++id}">\r\n    <TNRef RefId="0" />\r\n    <ToString>a</ToString>\r\n    <Props>\r\n${members}\r\n    </Props>\r\n  </Obj>`;
  });
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n${objects.join('\r\n')}\r\n</Objs>`;
}

/** `Format-List` */
export function listText(connectors: Connectors): string {
  const shown = (value: Value) =>
    isList(value) ? `{${value.join(', ')}}` : typeof value === 'boolean' ? word(value) : value;
  const objects = connectors.map((each) =>
    Object.entries(each)
      .map(([name, value]) => `${name.padEnd(32)} : ${shown(value)}`)
      .join('\r\n'),
  );
  return `\r\n\r\n${objects.join('\r\n\r\n')}\r\n\r\n`;
}

/** Cmdlets, seven lines for two of them, with a table that one splats. */
export function scriptText(lines: number): string {
  const blocks: string[] = [];
  for (let i = 0; i * 7 < lines; i++) {
    blocks.push(`# Connector ${i}: the application servers of site ${i}
$site${i} = @{
    SmartHosts = 'contoso-com.mail.protection.outlook.com'
    TlsCertificateName = "<I>CN=Example CA, O=Example<S>CN=mail${i}.contoso.com"
}
New-SendConnector -Name "To Exchange Online ${i}" -AddressSpaces 'SMTP:*;1' -RequireTLS $true -DNSRoutingEnabled $false @site${i}
Set-InboundConnector -Identity 'Relay ${i}' -SenderIPAddresses 203.0.113.${i % 256},10.0.0.0/25 -Enabled:$true`);
  }
  return blocks.join('\n');
}

const declared = ['Comment', 'ConnectorSource', 'ConnectorType', 'Enabled', 'RequireTls', 'SenderDomains', 'EFSkipIPs'];

function entries(index: number, indent: string): readonly string[] {
  const { Identity = '', SenderIPAddresses = [], TlsSenderCertificateName = '', ...rest } = inbound(index);
  const own = { Identity, ...rest, SenderIPAddresses, TlsSenderCertificateName };
  const literal = (value: Value) =>
    isList(value)
      ? `@(${value.map((each) => `"${each}"`).join(',')})`
      : typeof value === 'boolean'
        ? `$${word(value)}`
        : `"${value}"`;
  return Object.entries(own)
    .filter(([name]) => declared.includes(name) || !(name in rest))
    .map(([name, value]) => `${indent}${name.padEnd(24)} = ${literal(value)}`);
}

/** Microsoft365DSC's export: a Configuration. */
export function dscScriptText(lines: number): string {
  const resources: string[] = [];
  for (let i = 0; i * 14 < lines; i++) {
    const body = [...entries(i, '            '), '            Ensure                   = "Present"'];
    resources.push(`        EXOInboundConnector 'Relay${i}'\n        {\n${body.join('\n')}\n        }\n`);
  }
  return `Configuration MailFlow\n{\n    Import-DscResource -ModuleName Microsoft365DSC\n    node localhost\n    {\n${resources.join('')}    }\n}\n`;
}

/** The same as data file. */
export function dscDataText(lines: number): string {
  const tables: string[] = [];
  for (let i = 0; i * 12 < lines; i++) {
    tables.push(`        @{\n${entries(i, '            ').join('\n')}\n        }`);
  }
  return `@{\n    NonNodeData = @{\n        InboundConnectors = @(\n${tables.join('\n')}\n        )\n    }\n}\n`;
}
