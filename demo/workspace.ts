// The files that the demo opens: connectors that name the demo's servers, with the mistakes that people make.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Demo, DemoServer } from './servers.js';

function thumbprint(server: DemoServer): string {
  return createHash('sha1').update(server.leaf.der).digest('hex').toUpperCase();
}

function connectorScript({ leafOnly, correct, misordered }: Demo): string {
  return `# Contoso's connectors: Exchange Server first, then Exchange Online.

# ${leafOnly.name} ${leafOnly.story}: inspect it, then generate the scripts that mend it.
New-SendConnector -Name 'To ${leafOnly.name}' -AddressSpaces 'SMTP:contoso.com;1' \`
    -DNSRoutingEnabled $false -SmartHosts ${leafOnly.host} -Port ${leafOnly.port} \`
    -RequireTLS $true -TlsAuthLevel CertificateValidation \`
    -TlsCertificateName ${thumbprint(leafOnly)}

# ${correct.name} ${correct.story}, but this connector asks for TLS and ignores STARTTLS.
Set-SendConnector -Identity 'To ${correct.name}' -SmartHosts ${correct.host} -Port ${correct.port} \`
    -RequireTLS $true -IgnoreSTARTTLS $true

# ${misordered.name} ${misordered.story}; a smart host is of no use while DNS routes the mail.
$toTailspin = @{
    Name              = 'To ${misordered.name}'
    AddressSpaces     = 'SMTP:tailspintoys.com;1'
    SmartHosts        = '${misordered.host}'
    Port              = ${misordered.port}
    DNSRoutingEnabled = $true
    RequireTLS        = $true
}
New-SendConnector @toTailspin

# Exchange Online: an address it never sees, and a network that is too large.
New-InboundConnector -Name 'From on-premises' -ConnectorType OnPremises -SenderDomains '*' \`
    -RequireTls $true -SenderIPAddresses 203.0.113.25, 2001:db8::25, 198.51.0.0/16
`;
}

function sendConnectors({ leafOnly, misordered }: Demo): readonly unknown[] {
  return [
    {
      Name: `To ${leafOnly.name}`,
      Identity: `To ${leafOnly.name}`,
      Enabled: true,
      // Towards the tenant: what the server sends is then Exchange Online's to judge.
      AddressSpaces: ['SMTP:contoso.mail.onmicrosoft.com;1'],
      SmartHosts: [leafOnly.host],
      SmartHostsString: leafOnly.host,
      Port: leafOnly.port,
      DNSRoutingEnabled: false,
      RequireTLS: true,
      IgnoreSTARTTLS: false,
      TlsAuthLevel: 'CertificateValidation',
      TlsCertificateName: `<I>CN=Example TLS RSA CA 2026, O=Example Trust, C=US<S>CN=${leafOnly.name}, O=Contoso Ltd, C=US`,
    },
    {
      Name: `To ${misordered.name}`,
      Identity: `To ${misordered.name}`,
      Enabled: true,
      AddressSpaces: ['SMTP:tailspintoys.com;1'],
      SmartHosts: [misordered.host],
      SmartHostsString: misordered.host,
      Port: misordered.port,
      DNSRoutingEnabled: false,
      RequireTLS: false,
      IgnoreSTARTTLS: false,
      TlsAuthLevel: 'DomainValidation',
      TlsCertificateName: null,
    },
  ];
}

function inboundConnectors({ leafOnly }: Demo): readonly unknown[] {
  return [
    {
      Name: 'From on-premises (certificate)',
      Identity: 'From on-premises (certificate)',
      Enabled: true,
      ConnectorType: 'OnPremises',
      SenderDomains: ['smtp:*;1'],
      SenderIPAddresses: [],
      RequireTls: true,
      RestrictDomainsToCertificate: false,
      CloudServicesMailEnabled: false,
      TlsSenderCertificateName: leafOnly.name.replace('mail.', '*.'),
    },
    {
      Name: 'From on-premises (addresses)',
      Identity: 'From on-premises (addresses)',
      Enabled: true,
      ConnectorType: 'OnPremises',
      SenderDomains: ['smtp:*;1'],
      SenderIPAddresses: ['203.0.113.25', '2001:db8::25'],
      RequireTls: true,
      RestrictDomainsToCertificate: false,
      CloudServicesMailEnabled: false,
      TlsSenderCertificateName: null,
    },
  ];
}

/** What to try, for the terminal and the workspace's README. */
export function suggestions({ leafOnly, correct, misordered }: Demo): readonly [string, string, string] {
  const place = (server: DemoServer): string => `${server.host}:${server.port}`;
  return [
    `1. F1, "Chainmail: Inspect Server", ${place(leafOnly)}: it ${leafOnly.story}; the tree says what is missing.`,
    '2. In the tree, generate the scripts for that server: one exports on it, one imports what is missing.',
    `3. Open connectors.ps1: problems with quick fixes. Then compare ${place(correct)} and ${place(misordered)}.`,
  ];
}

/** Writes the workspace into `folder`, which is created. */
export function writeWorkspace(folder: string, demo: Demo): void {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const rootFile = path.join(folder, 'example-root.pem');
  const files: Readonly<Record<string, string>> = {
    'connectors.ps1': connectorScript(demo),
    'get-sendconnector.json': json(sendConnectors(demo)),
    'get-inboundconnector.json': json(inboundConnectors(demo)),
    'example-root.pem': demo.root.pem,
    // The demo's own root beside the public ones, so that only what the servers send makes the difference.
    '.vscode/settings.json': json({ 'chainmail.trustStores': ['mozilla', 'system', 'microsoft', rootFile] }),
    'README.md': `# Chainmail demo\n\n${suggestions(demo).join('\n')}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text);
  }
}
