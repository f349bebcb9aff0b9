// Three mail servers on loopback, each with another answer to the question what a server should send.
import { type Issued, issue, oids } from '../test/support/pki.js';
import { type RunningServer, startSmtpServer } from '../test/support/smtpServer.js';

const day = 86_400_000;

/** A server of the demo and the story that its certificates tell. */
export interface DemoServer extends RunningServer {
  /** What its certificate names, as a connector would. */
  readonly name: string;
  readonly story: string;
  readonly leaf: Issued;
}

export interface Demo {
  /** Sends its leaf alone: the fault behind most refused mail. */
  readonly leafOnly: DemoServer;
  readonly correct: DemoServer;
  readonly misordered: DemoServer;
  /** Anchor of all three; in no public trust store. */
  readonly root: Issued;
  readonly intermediate: Issued;
  close(): Promise<void>;
}

/** Starts the servers on free ports. `now` dates their certificates: valid since two months, for ten more. */
export async function startDemo(now: Date): Promise<Demo> {
  const validity = { notBefore: new Date(now.getTime() - 60 * day), notAfter: new Date(now.getTime() + 300 * day) };
  const authority = { C: 'US', O: 'Example Trust' };
  const root = issue({ ...validity, subject: { ...authority, CN: 'Example Global Root G2' }, key: 'rsa', ca: true });
  const intermediate = issue({
    ...validity,
    subject: { ...authority, CN: 'Example TLS RSA CA 2026' },
    key: 'rsa',
    ca: true,
    pathLength: 0,
    issuer: root,
  });
  const leaf = (organization: string, host: string): Issued =>
    issue({
      ...validity,
      subject: { C: 'US', O: organization, CN: host },
      key: 'rsa',
      issuer: intermediate,
      ca: false,
      keyUsage: [0, 2],
      extendedKeyUsage: [oids.serverAuth, oids.clientAuth],
      dnsNames: [host],
      caIssuers: ['http://ca.example/tls-rsa-2026.cer'],
    });
  const start = async (name: string, organization: string, story: string, chain: readonly Issued[]) => {
    const own = leaf(organization, name);
    const server = await startSmtpServer({ leaf: own, chain, greeting: `220 ${name} ESMTP` });
    return { ...server, name, story, leaf: own };
  };
  const leafOnly = await start('mail.contoso.com', 'Contoso Ltd', 'sends its leaf alone', []);
  const correct = await start('mail.fabrikam.com', 'Fabrikam Inc', 'sends a correct chain', [intermediate]);
  const misordered = await start('mail.tailspintoys.com', 'Tailspin Toys', 'sends the root first', [
    root,
    intermediate,
  ]);
  return {
    leafOnly,
    correct,
    misordered,
    root,
    intermediate,
    close: async () => {
      await Promise.all([leafOnly, correct, misordered].map((server) => server.close()));
    },
  };
}
