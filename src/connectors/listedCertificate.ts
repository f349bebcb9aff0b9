import type { Stated } from '../text/source.js';
import type { Certificate, CertificateResult } from '../x509/certificate.js';

/** One certificate of a Get-ExchangeCertificate listing: its DER, or what the listing prints of it. */
export interface ListedCertificate {
  /** From RawData, which the listing's CLIXML holds and its text does not. */
  readonly der?: Uint8Array;
  readonly thumbprint?: Stated<string>;
  readonly subject?: Stated<string>;
  readonly issuer?: Stated<string>;
  /** `IIS, SMTP`. */
  readonly services?: Stated<string>;
}

/** A certificate of a server's own store, as far as it is known. Dates in a text listing follow the machine's locale. */
export interface StoredCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-1, upper-case hex. */
  readonly thumbprint: string;
  readonly notAfter?: Date;
  readonly certificate?: Certificate;
}

/** What a listing says of the server's certificates; `read` reads DER, and what it cannot read is left out. */
export function storedCertificates(
  listed: readonly ListedCertificate[],
  read: (der: Uint8Array) => CertificateResult,
): readonly StoredCertificate[] {
  return listed.flatMap(({ der, subject, issuer, thumbprint }) => {
    if (der === undefined) {
      return [
        {
          subject: subject?.value ?? '',
          issuer: issuer?.value ?? '',
          thumbprint: thumbprint?.value.toUpperCase() ?? '',
        },
      ];
    }
    const result = read(der);
    return result.ok ? [fromCertificate(result.certificate)] : [];
  });
}

/** The identifier by which Exchange finds a certificate, as TlsCertificateName states it. */
export function storedIdentifier({ issuer, subject }: StoredCertificate): string {
  return `<I>${issuer}<S>${subject}`;
}

/** A whole certificate as one of a server's store. */
export function fromCertificate(certificate: Certificate): StoredCertificate {
  const { subject, issuer, thumbprint, notAfter } = certificate;
  return { subject: subject.text, issuer: issuer.text, thumbprint, notAfter, certificate };
}
