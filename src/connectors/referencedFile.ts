import type { Presented } from '../chain/capture.js';
import type { Connector } from './connector.js';
import { text } from './values.js';

/** What a file holds that a configuration names: certificates and keys in their order, never the keys themselves. */
export interface ReferencedFile {
  readonly blocks: readonly ('certificate' | 'key')[];
  /** The certificates, in the file's order. */
  readonly presented: readonly Presented[];
  /** Whether the file's first key fits the certificate that the configuration puts beside it, where that was looked at. */
  readonly keyFits?: boolean;
}

/** The files that make up what a server presents as a client. */
export interface ClientFiles {
  /** Certificates; one path, or several whose contents are read one after the other. */
  readonly certificates: readonly string[];
  /** The key's file; absent where it is in that of the certificates. */
  readonly key?: string;
  /** The property that names the certificates. */
  readonly property: string;
  readonly keyProperty?: string;
}

const properties: Readonly<Record<string, readonly [string, string]>> = {
  Postfix: ['smtp_tls_cert_file', 'smtp_tls_key_file'],
  Exim: ['tls_certificate', 'tls_privatekey'],
  Sendmail: ['confCLIENT_CERT', 'confCLIENT_KEY'],
};

/** The files that a connector names; undefined where it names none. */
export function clientFiles(connector: Connector): ClientFiles | undefined {
  // "When this parameter is non-empty, the legacy parameters are ignored" (postconf(5), smtp_tls_chain_files).
  const chain = text(connector, 'smtp_tls_chain_files')?.value.trim() ?? '';
  if (connector.platform === 'Postfix' && chain !== '') {
    return { certificates: chain.split(/[\s,]+/), property: 'smtp_tls_chain_files' };
  }
  const [property, keyProperty] = properties[connector.platform] ?? [];
  const certificate = property === undefined ? '' : (text(connector, property)?.value.trim() ?? '');
  if (property === undefined || keyProperty === undefined || !isPath(certificate)) {
    return undefined;
  }
  const key = text(connector, keyProperty)?.value.trim() ?? '';
  return { certificates: [certificate], property, ...(isPath(key) ? { key, keyProperty } : {}) };
}

function isPath(value: string): boolean {
  return value !== '' && value !== 'none';
}

/** Every path whose content the rules want to know. */
export function referencedPaths(connectors: readonly Connector[]): readonly string[] {
  const paths = connectors.flatMap((connector) => {
    const files = clientFiles(connector);
    return files === undefined ? [] : [...files.certificates, ...(files.key === undefined ? [] : [files.key])];
  });
  return [...new Set(paths)];
}
