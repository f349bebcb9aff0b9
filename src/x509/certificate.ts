/** One attribute of a distinguished name. `type` is the short name (`CN`) where known, else the dotted OID. */
export interface NameAttribute {
  readonly oid: string;
  readonly type: string;
  readonly value: string;
}

/** A distinguished name (RFC 5280 section 4.1.2.4). */
export interface DistinguishedName {
  /** The DER bytes of the Name. */
  readonly der: Uint8Array;
  /** Relative distinguished names in the order of the encoding (most significant first). */
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** As Windows and Exchange print it: `CN=…, O=…`, most specific first. */
  readonly text: string;
  /** The last common name, where there is one. */
  readonly commonName?: string;
}

/** A public key's kind, as the analysis and the tree name it, e.g. `RSA 2048`, `EC P-256`, `Ed25519`. */
export interface KeyType {
  readonly algorithm: 'RSA' | 'EC' | 'Ed25519' | 'Ed448' | 'DSA' | 'unknown';
  /** Modulus or field size in bits, where it is known. */
  readonly bits?: number;
  readonly label: string;
}

/** A certificate read from DER (RFC 5280). Everything is data; nothing here has been verified. */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-1 of the DER, upper-case hex, as Windows shows it. */
  readonly thumbprint: string;
  /** SHA-256 of the DER, upper-case hex. */
  readonly sha256: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Upper-case hex, as encoded. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** dNSName entries of the subject alternative name, as encoded. */
  readonly dnsNames: readonly string[];
  /** Upper-case hex. */
  readonly subjectKeyId?: string;
  /** keyIdentifier of the authority key identifier, upper-case hex. */
  readonly authorityKeyId?: string;
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  /** RFC 5280 names, e.g. `keyCertSign`; absent when the extension is. */
  readonly keyUsage?: readonly string[];
  /** Names where known (`serverAuth`, `clientAuth`), else dotted OIDs; absent when the extension is. */
  readonly extendedKeyUsage?: readonly string[];
  /** URLs of the authority information access extension's caIssuers, as encoded: hostile until checked. */
  readonly caIssuers: readonly string[];
  readonly keyType: KeyType;
  /** E.g. `sha256WithRSAEncryption`, else the dotted OID. */
  readonly signatureAlgorithm: string;
  /** Subject and issuer are equal as names; says nothing about the signature. */
  readonly selfIssued: boolean;
}

/** Bytes that are no certificate keep their reason. */
export type CertificateResult =
  | { readonly ok: true; readonly certificate: Certificate }
  | { readonly ok: false; readonly reason: string };
