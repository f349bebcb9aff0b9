// Mail servers on Node's OpenSSL for the probe on BoringSSL; the parent is told where they are and what they send.
import type { TlsVersion } from '../../src/chain/capture.js';
import { makeChain } from '../support/pki.js';
import { startSmtpServer } from '../support/smtpServer.js';

/** One server. */
export interface ServerOnOpenssl {
  readonly name: string;
  readonly version: TlsVersion;
  readonly port: number;
  /** Base64 of each certificate, in the order in which they are sent. */
  readonly sent: readonly string[];
}

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

async function startServers(): Promise<readonly ServerOnOpenssl[]> {
  const servers: ServerOnOpenssl[] = [];
  for (const kind of ['rsa', 'p256', 'p384', 'ed25519'] as const) {
    const { leaf, intermediate, root } = makeChain(kind);
    for (const version of kind === 'ed25519' ? versions.slice(2) : versions) {
      const chain = [root, intermediate, leaf];
      const limits = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
      const { port } = await startSmtpServer({ leaf, chain, ...limits });
      const sent = [leaf, ...chain].map(({ der }) => der.toString('base64'));
      servers.push({ name: `${kind}, ${version}`, version, port, sent });
    }
  }
  return servers;
}

void startServers().then((servers) => process.send?.(servers));
process.once('disconnect', () => process.exit(0));
