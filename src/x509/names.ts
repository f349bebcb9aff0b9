import type { DistinguishedName, NameAttribute } from './distinguishedName.js';

const keys = new WeakMap<DistinguishedName, string>();

/**
 * A string that is the same for two names exactly when they match by RFC 5280 section 7.1: string types do not count,
 * nor do case and runs of blanks; the attributes of one RDN are a set.
 */
export function nameKey(name: DistinguishedName): string {
  let key = keys.get(name);
  if (key === undefined) {
    key = name.rdns.map((rdn) => rdn.map(attributeKey).sort().join('\u0001')).join('\u0000');
    keys.set(name, key);
  }
  return key;
}

// Nothing to normalize: ASCII with single blanks inside, as nearly every name.
const simple = /^(?! )(?:[!-~]| (?=[!-~]))*$/;

function attributeKey({ oid, value }: NameAttribute): string {
  const folded = simple.test(value) ? value : value.normalize('NFKC').trim().replace(/\s+/g, ' ');
  return `${oid}=${folded.toLowerCase()}`;
}

/** Whether two names match (RFC 5280 section 7.1). */
export function equalNames(a: DistinguishedName, b: DistinguishedName): boolean {
  return a.rdns.length === b.rdns.length && nameKey(a) === nameKey(b);
}

/** The DNS names that a certificate speaks for: its dNSNames, else its common name (RFC 6125 section 6.4.4). */
export function certificateNames(certificate: {
  readonly dnsNames: readonly string[];
  readonly subject: DistinguishedName;
}): readonly string[] {
  const { commonName } = certificate.subject;
  return certificate.dnsNames.length > 0 || commonName === undefined ? certificate.dnsNames : [commonName];
}

/** What lists and sentences call a certificate: its common name, else a host name, else the whole subject. Hostile text. */
export function shortName(
  certificate: Parameters<typeof certificateNames>[0] & { readonly serialNumber: string },
): string {
  const { commonName, text } = certificate.subject;
  return commonName ?? certificate.dnsNames[0] ?? (text === '' ? certificate.serialNumber : text);
}

// Underscores occur in real host names; anything else outside letters, digits and hyphens (NUL above all) never matches.
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Whether a name in a certificate covers a host name: RFC 6125 section 6.4.3 with the wildcard as the whole leftmost
 * label, for one label, and never directly below a top-level domain's place (`*.com`).
 */
export function nameCovers(pattern: string, host: string): boolean {
  const wanted = labels(host);
  const offered = labels(pattern);
  if (wanted.length !== offered.length || !wanted.every((part) => label.test(part))) {
    return false;
  }
  return offered.every((part, i) =>
    part === '*' && i === 0 ? offered.length > 2 && !isAddress(wanted) : label.test(part) && part === wanted[i],
  );
}

/** Whether a certificate is good for a host name or an IP address, or states the very (wildcard) name that is asked for. */
export function certificateCovers(
  certificate: Parameters<typeof certificateNames>[0] & { readonly ipAddresses: readonly string[] },
  host: string,
): boolean {
  const address = addressOf(host);
  if (address !== undefined) {
    return certificate.ipAddresses.includes(address);
  }
  return certificateNames(certificate).some(
    (name) => nameCovers(name, host) || name.toLowerCase() === host.toLowerCase(),
  );
}

/** An IP address in its shortest form; undefined where the text is a host name. */
function addressOf(host: string): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare.includes(':')) {
    return URL.canParse(`http://[${bare}]`) ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : undefined;
  }
  return isAddress(bare.split('.')) ? bare : undefined;
}

function labels(name: string): string[] {
  return name.replace(/\.$/, '').toLowerCase().split('.');
}

function isAddress(parts: readonly string[]): boolean {
  return parts.length === 4 && parts.every((part) => /^\d+$/.test(part));
}
