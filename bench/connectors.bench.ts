// Reading and judging connector documents, warm, beside JSON.parse of the same size.
import { checkConnectors } from '../src/connectors/check.js';
import { readConnectors } from '../src/connectors/document.js';
import { SourceText } from '../src/text/source.js';

/** A connector as Get-InboundConnector | ConvertTo-Json writes it: thirty properties. */
function inbound(index: number): Readonly<Record<string, unknown>> {
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

/** Seven lines a connector, one of them in ten splatted. */
function script(lines: number): string {
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

function median(run: () => void, rounds = 25): number {
  const times: number[] = [];
  for (let i = 0; i < rounds + 10; i++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  const warm = times.slice(10).sort((a, b) => a - b);
  return warm[warm.length >> 1] ?? Number.NaN;
}

const circumstances = { captures: [], now: new Date('2026-11-01T00:00:00Z') };

function judge(text: string, fileName: string): void {
  const document = readConnectors(new SourceText(text), fileName);
  if (document !== undefined) {
    checkConnectors(document, circumstances);
  }
}

function report(what: string, milliseconds: number, other: number, otherName: string): void {
  const ratio = (milliseconds / other).toFixed(2);
  console.log(`${what}: ${milliseconds.toFixed(1)} ms, ${ratio} times ${otherName} (${other.toFixed(1)} ms)`);
}

const connectors = Array.from({ length: 5000 }, (_, index) => inbound(index));
const json = JSON.stringify(connectors, null, 2);
const parse = median(() => JSON.parse(json));
report(
  `5,000 connectors in JSON (${(json.length / 1e6).toFixed(1)} MB)`,
  median(() => judge(json, 'a.json')),
  parse,
  'JSON.parse',
);

const powershell = script(5000);
report(
  `5,000 lines of PowerShell (${(powershell.length / 1e3).toFixed(0)} KB)`,
  median(() => judge(powershell, 'a.ps1')),
  parse,
  'JSON.parse of those connectors',
);

const unrelatedJson = JSON.stringify(
  { packages: connectors.map((each) => ({ version: each['Guid'], dev: true })) },
  null,
  2,
);
const unrelatedScript = powershell.replace(/Connector/g, 'Mailbox');
const dismiss = median(() => {
  judge(unrelatedJson, 'package-lock.json');
  judge(unrelatedScript, 'other.ps1');
});
report(
  `Dismissing other JSON (${(unrelatedJson.length / 1e3).toFixed(0)} KB) and PowerShell`,
  dismiss,
  median(() => JSON.parse(unrelatedJson)),
  'JSON.parse of that',
);
