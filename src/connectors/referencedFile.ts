import type { Connector } from './connector.js';
import { peek, text } from './values.js';

/** The files that make up what a server presents as a client. */
export interface ClientFiles {
  /** Certificates; one path, or several whose contents are read one after the other. */
  readonly certificates: readonly string[];
  /** The key's file; absent where it is in that of the certificates, or its name depends on what the text does not state. */
  readonly key?: string;
  readonly keyUnknown?: true;
  /** The property that names the certificates. */
  readonly property: string;
  readonly keyProperty?: string;
  /** What would name the key's file. */
  readonly keyName: string;
}

/** What names a certificate's file and its key's; of several pairs the first that is used. */
const pairs: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Postfix: [
    ['smtp_tls_cert_file', 'smtp_tls_key_file'],
    ['smtp_tls_eccert_file', 'smtp_tls_eckey_file'],
  ],
  Exim: [['tls_certificate', 'tls_privatekey']],
  Sendmail: [['confCLIENT_CERT', 'confCLIENT_KEY']],
};

/** The files that a connector names; undefined where it names none. */
export function clientFiles(connector: Connector): ClientFiles | undefined {
  // "When this parameter is non-empty, the legacy parameters are ignored" (postconf(5), smtp_tls_chain_files).
  const chain = pathIn(connector, 'smtp_tls_chain_files');
  if (connector.platform === 'Postfix' && chain !== undefined) {
    const property = 'smtp_tls_chain_files';
    return { certificates: chain.split(/[\s,]+/), property, keyName: property };
  }
  if (isComputed(connector, 'smtp_tls_chain_files')) {
    return undefined;
  }
  for (const [property, keyName] of pairs[connector.platform] ?? []) {
    const certificate = pathIn(connector, property);
    const key = pathIn(connector, keyName);
    if (certificate !== undefined) {
      const named = { certificates: [certificate], property, keyName };
      if (key !== undefined) {
        return { ...named, key, keyProperty: keyName };
      }
      return isComputed(connector, keyName) ? { ...named, keyUnknown: true } : named;
    }
  }
  return undefined;
}

/** Whether a path is stated by what the text does not tell, such as a parameter with a default. */
function isComputed(connector: Connector, name: string): boolean {
  const value = peek(connector, name);
  return typeof value === 'object' && value !== null;
}

function pathIn(connector: Connector, name: string): string | undefined {
  const value = text(connector, name)?.value.trim() ?? '';
  return value === '' || value === 'none' ? undefined : value;
}

/** Every path whose content the rules want to know. */
export function referencedPaths(connectors: readonly Connector[]): readonly string[] {
  const paths = connectors.flatMap((connector) => {
    const files = clientFiles(connector);
    return files === undefined ? [] : [...files.certificates, ...(files.key === undefined ? [] : [files.key])];
  });
  return [...new Set(paths)];
}

/** The texts of the certificates to which a key in the file `named` belongs, one behind the other. */
export function certificateTexts(
  named: string,
  connectors: readonly Connector[],
  texts: ReadonlyMap<string, string>,
): string {
  const files = connectors.map(clientFiles).find((each) => each?.key === named || each?.certificates.includes(named));
  return files?.certificates.map((each) => texts.get(each) ?? '').join('\n') ?? '';
}
