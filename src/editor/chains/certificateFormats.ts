// What is written to files that the user saves: the extension that they chose decides the format.
import type { Certificate } from '../../x509/certificate.js';
import { toPem, toPkcs7 } from '../../x509/container.js';

/** Extensions by which certificate files are found; what they hold is told by their content. */
export const certificateExtensions = ['cer', 'crt', 'pem', 'der', 'p7b', 'p7c', 'sst', 'pfx', 'p12'] as const;

/** The extension of a file's name in lower case, without its dot; empty where there is none. */
export function extensionOf(fileName: string): string {
  return /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/** PKCS#7 for `.p7b` and `.p7c`, DER for a single certificate as `.cer` or `.der`, else PEM, in the order given. */
export function encodeCertificates(certificates: readonly Certificate[], fileName: string): Uint8Array {
  const [first, ...others] = certificates.map(({ der }) => der);
  switch (extensionOf(fileName)) {
    case 'p7b':
    case 'p7c':
      return toPkcs7(certificates.map(({ der }) => der));
    case 'cer':
    case 'der':
      if (first && others.length === 0) {
        return first;
      }
  }
  return new TextEncoder().encode(certificates.map(({ der }) => toPem(der)).join(''));
}

/** A file name of a few harmless characters for what was inspected, without an extension. */
export function baseName(label: string): string {
  return (
    label
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[._-]+|[._-]+$/g, '')
      .slice(0, 80) || 'certificates'
  );
}
