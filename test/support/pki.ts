// Makes certificates for the tests and the demo: any key type, any extension, any mistake. Not part of the product.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export type KeyKind = 'rsa' | 'rsa1024' | 'p256' | 'p384' | 'ed25519';

export interface KeyPair {
  readonly kind: KeyKind;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface IssueOptions {
  /** `{ CN: 'mail.contoso.com', O: 'Contoso' }` in encoding order, or ready-made Name DER. */
  readonly subject: Readonly<Record<string, string>> | Uint8Array;
  /** Absent: self-signed. */
  readonly issuer?: Issued;
  /** A kind makes a new key; a pair is used as it is (cross-signs, renewals). Default `p256`. */
  readonly key?: KeyKind | KeyPair;
  /** Absent: no basic constraints; otherwise critical, as given. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly dnsNames?: readonly string[] | undefined;
  /** IPv4 and IPv6 addresses of the subject alternative name, beside `dnsNames`. */
  readonly addresses?: readonly string[];
  /** Defaults: 2026-01-01 and 2036-01-01. */
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Dotted OIDs. */
  readonly extendedKeyUsage?: readonly string[];
  /** Bit numbers of RFC 5280 section 4.2.1.3 (digitalSignature 0, keyCertSign 5, cRLSign 6). CAs default to 5 and 6. */
  readonly keyUsage?: readonly number[];
  readonly caIssuers?: readonly string[];
  /** Default `sha256`. */
  readonly hash?: 'sha256' | 'sha384' | 'sha1' | 'md5';
  readonly serial?: Uint8Array;
  /** Leave the identifiers out, or state others than the true ones. */
  readonly subjectKeyId?: Uint8Array | null;
  readonly authorityKeyId?: Uint8Array | null;
  /** Ready-made Extension DER, appended. */
  readonly extensions?: readonly Uint8Array[];
  /** Sign with another key than the issuer's: an invalid signature. */
  readonly signWith?: KeyPair;
  /** Another signature scheme than the key's usual one: its AlgorithmIdentifier, and how it signs. */
  readonly scheme?: { readonly algorithm: Buffer; sign(tbs: Buffer, key: KeyObject): Buffer };
}

export interface Issued {
  readonly der: Buffer;
  readonly pem: string;
  readonly key: KeyPair;
  readonly keyPem: string;
  readonly subject: Buffer;
  readonly subjectKeyId: Buffer;
}

export const oids = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
};

const attributeOids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  S: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  E: '1.2.840.113549.1.9.1',
};

/** One DER element. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) {
    return Buffer.concat([Buffer.from([tag, length]), content]);
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), content]);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) {
      groups.unshift((high % 128) | 0x80);
    }
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

export function extension(dotted: string, critical: boolean, value: Uint8Array): Buffer {
  return der(0x30, oid(dotted), ...(critical ? [Buffer.from([0x01, 0x01, 0xff])] : []), der(0x04, value));
}

export function name(attributes: Readonly<Record<string, string>>): Buffer {
  const rdns = Object.entries(attributes).map(([type, value]) =>
    der(0x31, der(0x30, oid(attributeOids[type] ?? type), der(type === 'C' ? 0x13 : 0x0c, Buffer.from(value, 'utf8')))),
  );
  return der(0x30, ...rdns);
}

export function newKey(kind: KeyKind): KeyPair {
  switch (kind) {
    case 'rsa':
    case 'rsa1024':
      return { kind, ...generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 }) };
    case 'ed25519':
      return { kind, ...generateKeyPairSync('ed25519') };
    default:
      return { kind, ...generateKeyPairSync('ec', { namedCurve: kind === 'p384' ? 'P-384' : 'P-256' }) };
  }
}

function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${text.slice(2)}Z`))
    : der(0x18, Buffer.from(`${text}Z`));
}

function algorithm(key: KeyPair, hash: string): Buffer {
  if (key.kind === 'ed25519') {
    return der(0x30, oid('1.3.101.112'));
  }
  if (key.kind === 'rsa' || key.kind === 'rsa1024') {
    const arc: Readonly<Record<string, number>> = { sha256: 11, sha384: 12, sha1: 5, md5: 4 };
    return der(0x30, oid(`1.2.840.113549.1.1.${arc[hash]}`), Buffer.from([0x05, 0x00]));
  }
  return der(0x30, oid(hash === 'sha1' ? '1.2.840.10045.4.1' : `1.2.840.10045.4.3.${hash === 'sha384' ? 3 : 2}`));
}

function keyUsageBits(bits: readonly number[]): Buffer {
  const highest = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(highest / 8) + 1);
  for (const bit of bits) {
    const at = Math.floor(bit / 8);
    bytes[at] = (bytes[at] ?? 0) | (0x80 >> (bit % 8));
  }
  return der(0x03, Buffer.from([7 - (highest % 8)]), bytes);
}

function addressBytes(address: string): Buffer {
  if (!address.includes(':')) {
    return Buffer.from(address.split('.').map(Number));
  }
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  return Buffer.from(
    [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  );
}

function toPem(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}

let serials = 0x1000;

/** Makes one certificate. */
export function issue(options: IssueOptions): Issued {
  const key = typeof options.key === 'object' ? options.key : newKey(options.key ?? 'p256');
  const subject = options.subject instanceof Uint8Array ? Buffer.from(options.subject) : name(options.subject);
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  const ownId = createHash('sha1').update(spki).digest();
  const signer = options.signWith ?? options.issuer?.key ?? key;
  const hash = options.hash ?? 'sha256';
  serials += 1;
  const keyUsage = options.keyUsage ?? (options.ca ? [5, 6] : undefined);
  const subjectKeyId = options.subjectKeyId === undefined ? ownId : options.subjectKeyId;
  const authorityKeyId = options.authorityKeyId === undefined ? options.issuer?.subjectKeyId : options.authorityKeyId;
  const extensions = [
    ...(options.ca === undefined
      ? []
      : [
          extension(
            '2.5.29.19',
            true,
            der(
              0x30,
              ...(options.ca ? [Buffer.from([0x01, 0x01, 0xff])] : []),
              ...(options.pathLength === undefined ? [] : [der(0x02, Buffer.from([options.pathLength]))]),
            ),
          ),
        ]),
    ...(keyUsage ? [extension('2.5.29.15', true, keyUsageBits(keyUsage))] : []),
    ...(options.extendedKeyUsage
      ? [extension('2.5.29.37', false, der(0x30, ...options.extendedKeyUsage.map(oid)))]
      : []),
    ...(subjectKeyId ? [extension('2.5.29.14', false, der(0x04, subjectKeyId))] : []),
    ...(authorityKeyId ? [extension('2.5.29.35', false, der(0x30, der(0x80, authorityKeyId)))] : []),
    ...(options.dnsNames
      ? [
          extension(
            '2.5.29.17',
            false,
            der(
              0x30,
              ...options.dnsNames.map((each) => der(0x82, Buffer.from(each, 'latin1'))),
              ...(options.addresses ?? []).map((each) => der(0x87, addressBytes(each))),
            ),
          ),
        ]
      : []),
    ...(options.caIssuers
      ? [
          extension(
            '1.3.6.1.5.5.7.1.1',
            false,
            der(
              0x30,
              ...options.caIssuers.map((url) =>
                der(0x30, oid('1.3.6.1.5.5.7.48.2'), der(0x86, Buffer.from(url, 'latin1'))),
              ),
            ),
          ),
        ]
      : []),
    ...(options.extensions ?? []),
  ];
  const signatureAlgorithm = options.scheme?.algorithm ?? algorithm(signer, hash);
  const tbs = der(
    0x30,
    Buffer.from([0xa0, 0x03, 0x02, 0x01, 0x02]),
    der(0x02, options.serial ?? Buffer.from([0x40, serials >> 8, serials & 0xff])),
    signatureAlgorithm,
    options.issuer?.subject ?? subject,
    der(
      0x30,
      time(options.notBefore ?? new Date('2026-01-01T00:00:00Z')),
      time(options.notAfter ?? new Date('2036-01-01T00:00:00Z')),
    ),
    subject,
    spki,
    ...(extensions.length > 0 ? [der(0xa3, der(0x30, ...extensions))] : []),
  );
  const signature =
    options.scheme?.sign(tbs, signer.privateKey) ??
    sign(signer.kind === 'ed25519' ? null : hash, tbs, signer.privateKey);
  const bytes = der(0x30, tbs, signatureAlgorithm, der(0x03, Buffer.from([0]), signature));
  return {
    der: bytes,
    pem: toPem('CERTIFICATE', bytes),
    key,
    keyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject,
    subjectKeyId: subjectKeyId === null || subjectKeyId === undefined ? ownId : Buffer.from(subjectKeyId),
  };
}

/** The usual three: a root, an intermediate below it, a leaf for `mail.contoso.com` below that. */
export interface Chain {
  readonly root: Issued;
  readonly intermediate: Issued;
  readonly leaf: Issued;
}

/** A fresh chain with the given key kind throughout. */
export function makeChain(kind: KeyKind = 'p256', options: Partial<IssueOptions> = {}): Chain {
  const root = issue({ subject: { C: 'US', O: 'Example Trust', CN: 'Example Global Root' }, key: kind, ca: true });
  const intermediate = issue({
    subject: { C: 'US', O: 'Example Trust', CN: 'Example TLS CA 2026' },
    key: kind,
    ca: true,
    pathLength: 0,
    issuer: root,
  });
  const leaf = issue({
    subject: { C: 'US', O: 'Contoso Ltd', CN: 'mail.contoso.com' },
    key: kind,
    issuer: intermediate,
    ca: false,
    keyUsage: [0, 2],
    extendedKeyUsage: [oids.serverAuth, oids.clientAuth],
    dnsNames: ['mail.contoso.com', 'autodiscover.contoso.com'],
    ...options,
  });
  return { root, intermediate, leaf };
}
