// Cases from articles and forums: what the administrator has, and what turned out to be the cause.

import type { Capture } from '../../src/chain/capture.js';
import type { CauseCode, JudgedCapture, Likelihood } from '../../src/evidence/causes.js';
import { judgeCapture } from '../../src/net/judgement.js';
import { certificateStore } from '../../src/x509/trust.js';
import { captureOf } from '../support/captures.js';
import { certificateOf } from '../support/chains.js';
import { type Issued, issue, makeChain, oids } from '../support/pki.js';

export const now = new Date('2026-11-25T12:00:00Z');

const good = makeChain();
const stranger = makeChain();
const selfSigned = issue({ subject: { CN: 'EX01' }, dnsNames: ['EX01'] });
const privateRoot = issue({ subject: { CN: 'Contoso Private Root' }, ca: true });
const privateLeaf = issue({ subject: { CN: 'mail.contoso.com' }, issuer: privateRoot, dnsNames: ['mail.contoso.com'] });
const expiredLeaf = issue({
  subject: { CN: 'mail.contoso.com' },
  issuer: good.intermediate,
  dnsNames: ['mail.contoso.com'],
  notAfter: new Date('2026-11-01T00:00:00Z'),
});
const serverAuthOnly = issue({
  subject: { CN: 'mail.contoso.com' },
  issuer: good.intermediate,
  dnsNames: ['mail.contoso.com'],
  extendedKeyUsage: [oids.serverAuth],
});
// The same authority certified by another root that nobody trusts: Windows may prefer that path.
const crossSigned = issue({
  subject: good.intermediate.subject,
  key: good.intermediate.key,
  ca: true,
  issuer: stranger.root,
});

const hosts = { mail: 'mail.contoso.com', remote: 'contoso-com.mail.protection.outlook.com' };
const brackets = '[AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]';
const refused = `550 5.7.64 TenantAttribution; Relay Access Denied ${brackets}`;

async function judged(capture: Capture): Promise<JudgedCapture> {
  const trustStores = [certificateStore('public', 'Public roots', [good.root.der])];
  const available = [good.root, good.intermediate].map(certificateOf);
  const { analysis } = await judgeCapture(capture, { expectedNames: [], trustStores, available, now }, undefined);
  return { capture, analysis };
}

const server = (host: string, ...sent: readonly Issued[]) =>
  judged(captureOf({ kind: 'server', host, port: 25, security: 'starttls' }, sent));
const file = (...held: readonly Issued[]) => judged(captureOf({ kind: 'file', path: 'relay.pem' }, held));
/** What came to the listener; nothing sent is an empty certificate list after a completed handshake. */
const client = (...sent: readonly Issued[]) =>
  judged({
    ...captureOf({ kind: 'client', address: '192.0.2.1', port: 40_000, heloName: 'mail.contoso.com' }, sent),
    tls: { version: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
  });

interface LogOptions {
  /** What the session sent; absent: the log tells of none. */
  readonly sent?: Issued;
  readonly names?: readonly string[];
  readonly subject?: string;
  readonly issuer?: string;
  readonly notAfter?: string;
  readonly sender?: string;
  readonly tls?: boolean;
  readonly reply?: string;
  readonly connector?: string;
}

/** The log of a Send connector with one session. */
export function sendLog(options: LogOptions = {}): string {
  const { sent, sender = 'alerts@contoso.com', tls = true, reply = refused, connector = 'To Office 365' } = options;
  const certificate = sent && certificateOf(sent);
  const subject = options.subject ?? certificate?.subject.text ?? '';
  const names = (options.names ?? certificate?.dnsNames ?? []).join(';');
  const record =
    certificate &&
    ` ${subject} ${options.issuer ?? certificate.issuer.text} 6A3E5998 ${certificate.thumbprint} 2026-01-01T00:00:00.000Z ${options.notAfter ?? '2036-01-01T00:00:00.000Z'} ${names}`;
  const rows: readonly (readonly [string, string, string])[] = [
    ['*', '', 'attempting to connect'],
    ['<', '250  AM4PEPF00027A63.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 STARTTLS', ''],
    ...(record === undefined
      ? []
      : ([
          [
            '*',
            `"${record}"`,
            'Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
          ],
        ] as const)),
    ...(tls
      ? ([
          ['*', '', '"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm"'],
        ] as const)
      : []),
    ['>', `MAIL FROM:<${sender}> SIZE=4213`, ''],
    ['<', reply, ''],
  ];
  const lines = rows.map(
    ([event, data, context], i) =>
      `2026-11-24T06:00:11.${100 + i}Z,${connector},08DE2A9C11D3F00A,${i},10.0.0.21:41822,52.101.40.2:25,${event},${data},${context}`,
  );
  return `#Software: Microsoft Exchange Server\n#Log-type: SMTP Send Protocol Log\n${lines.join('\n')}\n`;
}

const bounce = (reply: string) =>
  `Final-Recipient: rfc822;someone@fabrikam.com\nStatus: 5.0.0\nDiagnostic-Code: smtp;${reply}\nRemote-MTA: dns;${hosts.remote}\n`;
const postfix = (reply: string) =>
  `Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@fabrikam.com>, relay=${hosts.remote}[52.101.40.2]:25, dsn=5.7.64, status=bounced (host ${hosts.remote}[52.101.40.2] said: ${reply} (in reply to RCPT TO command))\n`;
const iis = (reply: string, hello = '[203.0.113.10]') =>
  `#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-username s-sitename s-port cs-method cs-uri-query\n2026-11-24 06:00:10 52.101.40.2 OutboundConnectionResponse SMTPSVC1 25 - 250-AM4PEPF00027A63.mail.protection.outlook.com+Hello+${hello}\n2026-11-24 06:00:10 52.101.40.2 OutboundConnectionResponse SMTPSVC1 25 - 220+2.0.0+SMTP+server+ready\n2026-11-24 06:00:10 52.101.40.2 OutboundConnectionCommand SMTPSVC1 25 MAIL FROM:<scan@contoso.com>\n2026-11-24 06:00:11 52.101.40.2 OutboundConnectionResponse SMTPSVC1 25 - ${reply.replaceAll(' ', '+')}\n`;
const capi2 = (id: number, result: string, status: string, thumbprint: string) =>
  `<Event><System><Provider Name="Microsoft-Windows-CAPI2"/><EventID>${id}</EventID></System><UserData><X><Certificate fileRef="${thumbprint}.cer" subjectName="mail.contoso.com"/><CertificateChain chainRef="{A}"><TrustStatus><ErrorStatus value="${status}"/></TrustStatus></CertificateChain><Result value="${result}">x</Result></X></UserData></Event>`;

const inbound = (properties: object) =>
  JSON.stringify({
    Name: 'From contoso',
    ConnectorType: 'OnPremises',
    ConnectorSource: 'Default',
    Enabled: true,
    SenderDomains: ['smtp:*;1'],
    ...properties,
  });
const send = (properties: object) =>
  JSON.stringify({
    Name: 'To Office 365',
    AddressSpaces: ['SMTP:*;1'],
    SmartHosts: [hosts.remote],
    DNSRoutingEnabled: false,
    RequireTLS: true,
    ...properties,
  });
const byName = inbound({ TlsSenderCertificateName: 'mail.contoso.com', RequireTls: true });

export interface Scenario {
  readonly title: string;
  /** Where the case is described. */
  readonly source: string;
  /** Bounces, logs and events. */
  readonly texts: readonly string[];
  readonly captures?: readonly Promise<JudgedCapture>[];
  /** Connector exports as JSON. */
  readonly connectors?: readonly string[];
  readonly first: CauseCode;
  readonly likelihood: Likelihood;
}

const thumb = certificateOf(good.leaf).thumbprint;
const otherThumb = '0011223344556677889900112233445566778899';

export const scenarios: readonly Scenario[] = [
  {
    title: 'the log’s certificate, seen on the server without its intermediate',
    source: 'KB 3212877',
    texts: [sendLog({ sent: good.leaf })],
    captures: [server(hosts.mail, good.leaf)],
    connectors: [byName],
    first: 'cause.intermediate-missing',
    likelihood: 'certain',
  },
  {
    title: 'a bounce, and a sender that sends its leaf alone to the listener',
    source: 'KB 3212877',
    texts: [bounce(refused)],
    captures: [client(good.leaf)],
    first: 'cause.intermediate-missing',
    likelihood: 'certain',
  },
  {
    title: 'a bounce, and a sender whose intermediate is of an authority that nobody here knows',
    source: 'KB 3212877; the issuer may be a root, which need not be sent',
    texts: [bounce(refused)],
    captures: [client(stranger.leaf, stranger.intermediate)],
    first: 'cause.intermediate-missing',
    likelihood: 'likely',
  },
  {
    title: 'a bounce, and a server that shows its leaf alone',
    source: 'KB 3212877',
    texts: [bounce(refused)],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.intermediate-missing',
    likelihood: 'likely',
  },
  {
    title: 'a log of IIS, and the leaf alone to the listener',
    source: 'KB 3212877',
    texts: [iis(refused)],
    captures: [client(good.leaf)],
    connectors: [byName],
    first: 'cause.intermediate-missing',
    likelihood: 'certain',
  },
  {
    title: 'the bare bounce',
    source: 'KB 3212877',
    texts: [bounce('550 5.7.64 TenantAttribution; Relay Access Denied SMTP')],
    first: 'cause.intermediate-missing',
    likelihood: 'possible',
  },
  {
    title: 'event 30 alone, as in the article',
    source: 'KB 3212877',
    texts: [bounce(refused), capi2(30, '800B0109', '0', thumb)],
    first: 'cause.intermediate-missing',
    likelihood: 'likely',
  },
  {
    title: 'events 11 and 30 of one chain',
    source: 'KB 3212877; cert_trust_status',
    texts: [capi2(11, '800B010A', '10000', thumb) + capi2(30, '800B0109', '0', thumb)],
    first: 'cause.intermediate-missing',
    likelihood: 'likely',
  },
  {
    title: 'events of a chain that reaches a root which Windows does not trust',
    source: 'SDK cert_trust_status',
    texts: [capi2(11, '800B0109', '20', thumb) + capi2(30, '800B0109', '0', thumb)],
    first: 'cause.private-ca',
    likelihood: 'likely',
  },
  {
    title: 'an event of a chain that was processed up to an authority which is not trusted',
    source: 'SDK cert_chain_policy_status',
    texts: [capi2(30, '800B0112', '0', thumb)],
    first: 'cause.private-ca',
    likelihood: 'likely',
  },
  {
    title: 'Postfix with a certificate file that holds the leaf alone',
    source: 'Postfix TLS_README',
    texts: [postfix(refused)],
    captures: [file(good.leaf)],
    first: 'cause.leaf-only-file',
    likelihood: 'certain',
  },
  {
    title: 'Postfix that sends its leaf alone to the listener',
    source: 'panubo/docker-postfix #40',
    texts: [postfix(refused)],
    captures: [client(good.leaf)],
    first: 'cause.leaf-only-file',
    likelihood: 'certain',
  },
  {
    title: 'a log of Postfix alone: it is a file that lacks the intermediate',
    source: 'Postfix TLS_README; field',
    texts: [postfix(refused)],
    first: 'cause.leaf-only-file',
    likelihood: 'possible',
  },
  {
    title: 'Windows distrusts the certificate of Exchange Online',
    source: 'blog 4488311 (DigiCert Global Root G2)',
    texts: [capi2(30, '800B0109', '20', otherThumb).replace('mail.contoso.com', '*.mail.protection.outlook.com')],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.remote-chain',
    likelihood: 'certain',
  },
  {
    title: 'the self-signed default certificate instead of the named one',
    source: 'KB 3156771; field',
    texts: [sendLog({ sent: selfSigned })],
    connectors: [
      send({
        TlsCertificateName:
          '<I>CN=Example TLS CA 2026, O=Example Trust, C=US<S>CN=mail.contoso.com, O=Contoso Ltd, C=US',
      }),
      byName,
    ],
    first: 'cause.wrong-certificate',
    likelihood: 'certain',
  },
  {
    title: 'a renewal under another issuer, the connector still names the old one',
    source: 'office-docs-powershell #8199',
    texts: [sendLog({ sent: good.leaf })],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    connectors: [send({ TlsCertificateName: '<I>CN=Other CA<S>CN=mail.contoso.com, O=Contoso Ltd, C=US' }), byName],
    first: 'cause.wrong-certificate',
    likelihood: 'certain',
  },
  {
    title: 'TLS completed, an empty certificate list',
    source: 'decke/smtprelay #185',
    texts: [bounce(refused)],
    captures: [client()],
    first: 'cause.no-certificate-sent',
    likelihood: 'certain',
  },
  {
    title: 'an empty list, and a certificate without client authentication',
    source: 'dotnet/runtime, field; zowe #4783',
    texts: [bounce(refused)],
    captures: [client(), server(hosts.mail, serverAuthOnly, good.intermediate)],
    first: 'cause.client-auth-missing',
    likelihood: 'certain',
  },
  {
    title: 'UnknownCredentials: not bound to SMTP',
    source: 'KB 4051498',
    texts: [
      '2016-11-24T06:00:11.300Z,To Office 365 relay,08D2A9C11D3F00A0,13,10.0.0.21:41822,52.101.40.2:25,*,,TLS negotiation failed with error UnknownCredentials',
    ],
    first: 'cause.not-bound-to-smtp',
    likelihood: 'certain',
  },
  {
    title: 'NoCredentials: no private key',
    source: 'KB 4495258',
    texts: [
      '2016-11-24T06:00:11.300Z,To Office 365 relay,08D2A9C11D3F00A0,13,10.0.0.21:41822,52.101.40.2:25,*,,TLS negotiation failed with error NoCredentials',
    ],
    first: 'cause.private-key-missing',
    likelihood: 'certain',
  },
  {
    title: 'TlsCertificateName names a certificate that is gone',
    source: 'KB 3156771',
    texts: [
      bounce('454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.'),
    ],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.certificate-not-found',
    likelihood: 'certain',
  },
  {
    title: 'a renewal under another name',
    source: 'SA relay-access-denied-smtp',
    texts: [sendLog({ sent: good.leaf })],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    connectors: [inbound({ TlsSenderCertificateName: 'relay.contoso.com' })],
    first: 'cause.name-not-covered',
    likelihood: 'certain',
  },
  {
    title: 'a whole chain at the listener under another name',
    source: 'SA relay-access-denied-smtp; win-acme #1754',
    texts: [bounce(refused)],
    captures: [client(good.leaf, good.intermediate)],
    connectors: [inbound({ TlsSenderCertificateName: '*.fabrikam.com' })],
    first: 'cause.name-not-covered',
    likelihood: 'certain',
  },
  {
    title: 'a whole chain and nothing else known: not the chain',
    source: 'SA relay-access-denied-smtp',
    texts: [bounce(refused)],
    captures: [client(good.leaf, good.intermediate)],
    first: 'cause.name-not-covered',
    likelihood: 'possible',
  },
  {
    title: 'ATTR36: the domain is not accepted',
    source: 'SA relay-access-denied-attr36-ndr',
    texts: [
      sendLog({
        sent: good.leaf,
        reply: '550 5.7.64 Relay Access Denied ATTR36. For more details please refer to KB 3169958',
      }),
    ],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    connectors: [byName],
    first: 'cause.domain-not-accepted',
    likelihood: 'likely',
  },
  {
    title: 'ATTR36: a host deeper than the immediate parent',
    source: 'SA relay-access-denied-attr36-ndr',
    texts: [
      sendLog({
        sent: good.leaf,
        subject: 'CN=host.sub.contoso.com',
        names: ['host.sub.contoso.com'],
        reply: '550 5.7.64 Relay Access Denied ATTR36. For more details please refer to KB 3169958',
      }),
    ],
    first: 'cause.domain-too-deep',
    likelihood: 'likely',
  },
  {
    title: 'Partner instead of OnPremises',
    source: 'field',
    texts: [sendLog({ sent: good.leaf })],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    connectors: [inbound({ ConnectorType: 'Partner', TlsSenderCertificateName: 'mail.contoso.com' })],
    first: 'cause.partner-connector',
    likelihood: 'certain',
  },
  {
    title: 'the connector is disabled',
    source: 'SEPPmail documentation',
    texts: [sendLog({ sent: good.leaf })],
    connectors: [inbound({ Enabled: false, TlsSenderCertificateName: '*.contoso.com' })],
    first: 'cause.connector-disabled',
    likelihood: 'certain',
  },
  {
    title: 'the address has changed',
    source: 'SA relay-access-denied-smtp',
    texts: [iis(refused)],
    connectors: [inbound({ SenderIPAddresses: ['198.51.100.0/24', '203.0.113.9'] })],
    first: 'cause.source-address',
    likelihood: 'certain',
  },
  {
    title: 'the connector expects a private address',
    source: 'ODE partner connector article',
    texts: [iis(refused)],
    connectors: [inbound({ SenderIPAddresses: ['192.168.0.1/25'] })],
    first: 'cause.private-address',
    likelihood: 'certain',
  },
  {
    title: 'automatic replies only, over a connector by address',
    source: 'SA office-365-notice; field',
    texts: [sendLog({ sender: '', sent: good.leaf })],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    connectors: [inbound({ SenderIPAddresses: ['203.0.113.0/24'] })],
    first: 'cause.null-sender',
    likelihood: 'certain',
  },
  {
    title: 'a company’s own authority',
    source: 'ODE certificate-requirements',
    texts: [bounce(refused)],
    captures: [client(privateLeaf, privateRoot)],
    first: 'cause.private-ca',
    likelihood: 'certain',
  },
  {
    title: 'an expired certificate at the listener',
    source: 'CSS CertificateCheck',
    texts: [bounce(refused)],
    captures: [client(expiredLeaf, good.intermediate)],
    first: 'cause.certificate-expired',
    likelihood: 'certain',
  },
  {
    title: 'an expired certificate in the log',
    source: 'CSS CertificateCheck',
    texts: [sendLog({ sent: expiredLeaf, notAfter: '2026-11-01T00:00:00.000Z' })],
    connectors: [byName],
    first: 'cause.certificate-expired',
    likelihood: 'certain',
  },
  {
    title: 'the path over the cross-signed intermediate',
    source: 'KB 2831004',
    texts: [bounce(refused)],
    captures: [client(good.leaf, crossSigned)],
    first: 'cause.wrong-path',
    likelihood: 'certain',
  },
  {
    title: 'Windows distrusts a chain that is whole',
    source: 'KB 2795828, KB 2802568',
    texts: [capi2(30, '800B0109', '20', thumb)],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    first: 'cause.root-store',
    likelihood: 'likely',
  },
  {
    title: 'a self-signed certificate at the listener',
    source: 'Exchange Team blog 3851357',
    texts: [bounce(refused)],
    captures: [client(selfSigned)],
    first: 'cause.self-signed',
    likelihood: 'certain',
  },
  {
    title: 'the session never became TLS',
    source: 'SA tenantattribution-ndr',
    texts: [sendLog({ tls: false })],
    connectors: [byName],
    first: 'cause.no-tls',
    likelihood: 'likely',
  },
  {
    title: 'TLS, but no certificate in the log of Exchange',
    source: 'field',
    texts: [sendLog()],
    first: 'cause.no-certificate-sent',
    likelihood: 'likely',
  },
  {
    title: 'the other side’s chain, although the own one is incomplete',
    source: 'field; blog 4488311',
    texts: [bounce('454 4.7.5 Certificate validation failure, Reason:UntrustedRoot')],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.remote-chain',
    likelihood: 'certain',
  },
  {
    title: 'Exchange Online rejects the receiving server’s chain',
    source: 'SA fix-error-code-450-4-4-317-untrusted-root',
    texts: [
      bounce(
        '450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] [LastAttemptedServerName=mail.contoso.com]',
      ),
    ],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.inbound-certificate',
    likelihood: 'certain',
  },
  {
    title: 'Exchange Online rejects another name of the receiving server',
    source: 'JPB; SA 450 4.4.317',
    texts: [
      bounce(
        '450 4.4.317 Cannot connect to remote server [Message=SubjectMismatch] [LastAttemptedServerName=mail.contoso.com]',
      ),
    ],
    captures: [server(hosts.mail, good.leaf, good.intermediate)],
    first: 'cause.inbound-certificate',
    likelihood: 'certain',
  },
  {
    title: 'a proxied session, and what the front end shows',
    source: 'KB 2989382',
    texts: [bounce('450 4.4.101 Proxy session setup failed on Frontend with 451 4.4.0 Primary target IP address')],
    first: 'cause.proxy-certificate',
    likelihood: 'likely',
  },
  {
    title: 'no STARTTLS on the receiving server',
    source: 'JPB; event 12014',
    texts: [
      bounce('450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail]'),
    ],
    first: 'cause.inbound-starttls',
    likelihood: 'certain',
  },
  {
    title: 'a Partner connector that restricts',
    source: 'JPB',
    texts: [bounce('550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched')],
    first: 'cause.partner-restriction',
    likelihood: 'certain',
  },
  {
    title: 'a Partner connector that restricts, and a sender without its intermediate',
    source: 'JPB',
    texts: [bounce('550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched')],
    captures: [client(good.leaf)],
    first: 'cause.intermediate-missing',
    likelihood: 'certain',
  },
  {
    title: 'refused further on',
    source: 'SA 5.7.367',
    texts: [bounce('550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relay access denied')],
    captures: [server(hosts.mail, good.leaf)],
    first: 'cause.downstream-relay',
    likelihood: 'certain',
  },
  {
    title: 'the wrong region',
    source: 'SA ATTR35',
    texts: [bounce('451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35')],
    first: 'cause.wrong-endpoint',
    likelihood: 'likely',
  },
  {
    title: 'slowed down without a connector that fits',
    source: 'SA 4.7.500-699',
    texts: [bounce('451 4.7.500 Server busy. Please try again later from [203.0.113.10]. (AS77713691)')],
    captures: [client(good.leaf)],
    first: 'cause.intermediate-missing',
    likelihood: 'certain',
  },
  {
    title: 'an outdated Exchange Server',
    source: 'JPB',
    texts: [bounce('550 5.7.230 Connecting Exchange server version is out-of-date')],
    first: 'cause.outdated-server',
    likelihood: 'certain',
  },
  {
    title: 'an unregistered domain',
    source: 'SA 5.7.750',
    texts: [bounce('550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains')],
    first: 'cause.domain-not-accepted',
    likelihood: 'certain',
  },
  {
    title: 'an unknown recipient',
    source: 'SA 5.4.1',
    texts: [bounce('550 5.4.1 Recipient address rejected: Access denied')],
    captures: [client(good.leaf)],
    first: 'cause.recipient',
    likelihood: 'certain',
  },
];
