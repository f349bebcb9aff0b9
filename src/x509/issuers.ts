import type { Certificate } from './certificate.js';
import { nameKey } from './names.js';
import { type SignatureVerdict, verifySignature } from './signature.js';

/** An issuer of a certificate: the names match and its key made the signature, or the signature could not be checked. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly signature: Exclude<SignatureVerdict, 'invalid'>;
}

/** The issuers of one certificate, and those that fit by name and key identifier but did not sign it. */
export interface Issuers {
  readonly found: readonly Issuer[];
  readonly refused: readonly Certificate[];
  /** Not every candidate could be tried. */
  readonly exhausted: boolean;
}

// A name has a handful of certificates in the wild; a crowd of thousands is made to keep us busy.
const maxCandidates = 256;

/** Certificates of one subject: by digest in the order given, and by key identifier. */
interface Namesakes {
  readonly all: Map<string, Certificate>;
  readonly byKeyId: Map<string, Certificate[]>;
}

/** Finds issuers by their name, each once. */
export class CertificatePool {
  private readonly bySubject = new Map<string, Namesakes>();

  constructor(certificates: Iterable<Certificate>) {
    for (const certificate of certificates) {
      const { all, byKeyId } = this.namesakes(nameKey(certificate.subject));
      const { sha256, subjectKeyId = '' } = certificate;
      if (!all.has(sha256)) {
        all.set(sha256, certificate);
        const sameKeyId = byKeyId.get(subjectKeyId) ?? [];
        sameKeyId.push(certificate);
        byKeyId.set(subjectKeyId, sameKeyId);
      }
    }
  }

  has(certificate: Certificate): boolean {
    return this.bySubject.get(nameKey(certificate.subject))?.all.has(certificate.sha256) ?? false;
  }

  /** Certificates that bear the issuer's name, those with its key identifier first; of a crowd only the first. */
  issuersOf({ issuer, authorityKeyId }: Certificate): readonly Certificate[] {
    const namesakes = this.bySubject.get(nameKey(issuer));
    const found = new Set(namesakes?.byKeyId.get(authorityKeyId ?? '')?.slice(0, maxCandidates));
    for (const certificate of namesakes?.all.values() ?? []) {
      if (found.size >= maxCandidates) {
        break;
      }
      found.add(certificate);
    }
    return [...found];
  }

  private namesakes(key: string): Namesakes {
    let namesakes = this.bySubject.get(key);
    if (!namesakes) {
      namesakes = { all: new Map(), byKeyId: new Map() };
      this.bySubject.set(key, namesakes);
    }
    return namesakes;
  }
}

/** Checks signatures, each once, up to a number. */
export class SignatureChecks {
  private readonly known = new Map<string, SignatureVerdict>();

  constructor(private left = 1200) {}

  /** Undefined: the number of checks is used up. */
  verdict(certificate: Certificate, issuer: Certificate): SignatureVerdict | undefined {
    const key = `${certificate.sha256}${issuer.sha256}`;
    let verdict = this.known.get(key);
    if (verdict === undefined && this.left > 0) {
      this.left--;
      verdict = verifySignature(certificate, issuer);
      this.known.set(key, verdict);
    }
    return verdict;
  }
}

type KeyIdMatch = 'equal' | 'unknown' | 'different';

// The key identifier is a hint (RFC 4158 section 3.5.12): it says whom to try first, the signature decides.
function keyIdMatch(certificate: Certificate, issuer: Certificate): KeyIdMatch {
  if (certificate.authorityKeyId === undefined || issuer.subjectKeyId === undefined) {
    return 'unknown';
  }
  return certificate.authorityKeyId === issuer.subjectKeyId ? 'equal' : 'different';
}

const matches: readonly KeyIdMatch[] = ['equal', 'unknown', 'different'];

/** The issuers among candidates that carry the right name. */
export function selectIssuers(
  certificate: Certificate,
  candidates: readonly Certificate[],
  checks: SignatureChecks,
): Issuers {
  const refused: Certificate[] = [];
  const unsupported: Issuer[] = [];
  let exhausted = candidates.length >= maxCandidates;
  for (const match of matches) {
    for (const candidate of candidates.filter((each) => keyIdMatch(certificate, each) === match)) {
      const verdict = checks.verdict(certificate, candidate);
      if (verdict === 'valid') {
        // One key made the signature: every other certificate of that key is an issuer too, none of another key is.
        const found = candidates.filter((each) => sameKey(each, candidate));
        return {
          found: found.map((each) => ({ certificate: each, signature: verdict })),
          refused: [],
          exhausted: false,
        };
      }
      if (verdict === undefined) {
        exhausted = true;
      } else if (match !== 'different') {
        verdict === 'unsupported'
          ? unsupported.push({ certificate: candidate, signature: verdict })
          : refused.push(candidate);
      }
    }
  }
  return { found: unsupported, refused, exhausted };
}

function sameKey(a: Certificate, b: Certificate): boolean {
  return a === b || Buffer.compare(a.publicKey, b.publicKey) === 0;
}
