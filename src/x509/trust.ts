import { type Certificate, readCertificate } from './certificate.js';
import { attempt, readDer } from './der.js';
import { type DistinguishedName, readDistinguishedName } from './distinguishedName.js';
import { microsoftRoots } from './microsoftRoots.js';
import { equalNames } from './names.js';

/** What a trust store says of one root: `unlisted` is no verdict against it, only absence. */
export type TrustVerdict = 'trusted' | 'blocked' | 'unlisted';

/**
 * A set of trust anchors. A store may hold whole certificates (Mozilla's, a PEM file) or only fingerprints;
 * the latter finds nothing by name but judges roots that come from elsewhere.
 */
export interface TrustStore {
  /** Short stable identifier: `mozilla`, `system`, `microsoft`, or the file's name as it was given. */
  readonly id: string;
  /** Name for people. */
  readonly label: string;
  /** Set when the store could not be read: its verdicts are then unknown, not negative. */
  readonly unavailable?: string;
  /** The store knows roots by fingerprint only: that it names none says nothing. */
  readonly fingerprintsOnly?: true;
  /**
   * Whether the store lists a root whose name is like this one, as far as a list of fingerprints tells names: absent
   * where `withSubject` says it better.
   */
  listsName?(name: DistinguishedName): boolean;
  /** The store's certificates with this subject (DER of the Name). */
  withSubject(subject: Uint8Array): readonly Certificate[];
  /** The store's verdict on a self-issued certificate. */
  verdict(certificate: Certificate): TrustVerdict;
}

/**
 * A store of whole certificates, given as DER. Only those that contain a name which is asked for are parsed: a store
 * holds some 150 roots, and one question needs one of them.
 */
export function certificateStore(id: string, label: string, ders: readonly Uint8Array[]): TrustStore {
  const anchors = new AnchorSet(ders);
  return {
    id,
    label,
    withSubject: remembered((subject) => anchors.withSubject(subject)),
    verdict: remembered(({ der }) => (anchors.holds(der) ? 'trusted' : 'unlisted')),
  };
}

/** Microsoft's root program, by which Exchange Online judges: fingerprints and names alone, so it has no certificate. */
export function microsoftStore(): TrustStore {
  return {
    id: 'microsoft',
    label: 'Microsoft',
    fingerprintsOnly: true,
    withSubject: () => [],
    listsName: ({ rdns, commonName }) => {
      const name = commonName ?? rdns.flat().findLast(({ type }) => type === 'OU')?.value;
      return name !== undefined && trustedNames().has(name);
    },
    verdict: ({ sha256 }) => {
      if (microsoftRoots.blocked.includes(`\n${sha256} `)) {
        return 'blocked';
      }
      return microsoftRoots.trusted.includes(`\n${sha256} `) ? 'trusted' : 'unlisted';
    },
  };
}

let names: ReadonlySet<string> | undefined;

function trustedNames(): ReadonlySet<string> {
  names ??= new Set(
    microsoftRoots.trusted
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1)),
  );
  return names;
}

/** A store that could not be read: it holds nothing, and says why. */
export function unavailableStore(id: string, label: string, reason: string): TrustStore {
  return { id, label, unavailable: reason, withSubject: () => [], verdict: () => 'unlisted' };
}

/** A search that is made once for each object: many servers are asked about with the same intermediates. */
function remembered<Key extends object, Answer>(search: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new WeakMap<Key, Answer>();
  return (key) => {
    const answer = answers.get(key) ?? search(key);
    answers.set(key, answer);
    return answer;
  };
}

/** Certificates laid end to end, so that one native search finds a name in all of them. */
class AnchorSet {
  private readonly bytes: Buffer;
  private readonly starts: readonly number[];
  private readonly parsed = new Map<number, Certificate | undefined>();

  constructor(ders: readonly Uint8Array[]) {
    this.bytes = Buffer.concat(ders);
    let start = 0;
    this.starts = ders.map((der) => {
      const own = start;
      start += der.length;
      return own;
    });
  }

  withSubject(subject: Uint8Array): readonly Certificate[] {
    const exact = this.containing(subject).filter((each) => Buffer.compare(each.subject.der, subject) === 0);
    if (exact.length > 0) {
      return exact;
    }
    // The same name in another string type (RFC 5280 section 7.1): its common name is there byte for byte.
    const name = attempt(() => readDistinguishedName(readDer(subject)));
    return name.ok && name.value.commonName !== undefined
      ? this.containing(Buffer.from(name.value.commonName)).filter((each) => equalNames(each.subject, name.value))
      : [];
  }

  /** The certificates that contain these bytes, each once, whatever the bytes mean in them. */
  private containing(bytes: Uint8Array): readonly Certificate[] {
    const found: Certificate[] = [];
    let at = bytes.length === 0 ? -1 : this.bytes.indexOf(bytes);
    while (at !== -1) {
      const index = this.indexAt(at);
      const certificate = this.certificate(index);
      // A bundle may hold the same certificate twice.
      if (certificate && !found.some((each) => Buffer.compare(each.der, certificate.der) === 0)) {
        found.push(certificate);
      }
      at = this.bytes.indexOf(bytes, this.endOf(index));
    }
    return found;
  }

  holds(der: Uint8Array): boolean {
    for (let at = this.bytes.indexOf(der); at !== -1; at = this.bytes.indexOf(der, at + 1)) {
      const index = this.indexAt(at);
      if (this.starts[index] === at && this.endOf(index) === at + der.length) {
        return true;
      }
    }
    return false;
  }

  private certificate(index: number): Certificate | undefined {
    if (!this.parsed.has(index)) {
      // A copy, so that a certificate which is kept does not keep the whole store alive.
      const result = readCertificate(Uint8Array.from(this.bytes.subarray(this.starts[index], this.endOf(index))));
      this.parsed.set(index, result.ok ? result.certificate : undefined);
    }
    return this.parsed.get(index);
  }

  private endOf(index: number): number {
    return this.starts[index + 1] ?? this.bytes.length;
  }

  /** The certificate that the byte at `offset` belongs to. */
  private indexAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
