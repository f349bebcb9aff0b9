import * as l10n from '@vscode/l10n';
import { type DerElement, DerError, readDer, tags } from './der.js';
import { readBitString, readOid } from './derValues.js';
import { curves } from './oids.js';

/** A public key's kind, as the analysis and the tree name it, e.g. `RSA 2048`, `EC P-256`, `Ed25519`. */
export interface KeyType {
  readonly algorithm: 'RSA' | 'EC' | 'Ed25519' | 'Ed448' | 'DSA' | 'unknown';
  /** Modulus or field size in bits, where it is known. */
  readonly bits?: number;
  readonly label: string;
}

/** The kind of a SubjectPublicKeyInfo (RFC 3279 section 2.3, RFC 5480, RFC 8410). */
export function readKeyType(spki: DerElement): KeyType {
  const [algorithm, key] = spki.expect(tags.sequence).children();
  const [type, parameters] = algorithm?.expect(tags.sequence).children() ?? [];
  if (!type || !key) {
    throw new DerError(l10n.t('the public key is not encoded as expected (byte {0})', spki.start));
  }
  const oid = readOid(type);
  switch (oid) {
    case '1.2.840.113549.1.1.1':
      return sized('RSA', 'RSA', rsaBits(key));
    case '1.2.840.113549.1.1.10':
      return sized('RSA', 'RSA-PSS', rsaBits(key));
    case '1.2.840.10045.2.1':
      return ecKey(parameters);
    case '1.2.840.10040.4.1':
      return sized('DSA', 'DSA', parameters?.tag === tags.sequence ? integerBits(parameters.children()[0]) : undefined);
    case '1.3.101.112':
      return { algorithm: 'Ed25519', bits: 256, label: 'Ed25519' };
    case '1.3.101.113':
      return { algorithm: 'Ed448', bits: 448, label: 'Ed448' };
    default:
      return { algorithm: 'unknown', label: oid };
  }
}

function sized(algorithm: KeyType['algorithm'], label: string, bits: number | undefined): KeyType {
  return bits === undefined ? { algorithm, label } : { algorithm, bits, label: `${label} ${bits}` };
}

function ecKey(parameters: DerElement | undefined): KeyType {
  if (parameters?.tag !== tags.oid) {
    return { algorithm: 'EC', label: l10n.t('EC with explicit parameters') };
  }
  const oid = readOid(parameters);
  const curve = curves[oid];
  return curve
    ? { algorithm: 'EC', bits: curve.bits, label: `EC ${curve.name}` }
    : { algorithm: 'EC', label: `EC ${oid}` };
}

function rsaBits(key: DerElement): number | undefined {
  const sequence = readDer(readBitString(key));
  return integerBits(sequence.expect(tags.sequence).children()[0]);
}

function integerBits(element: DerElement | undefined): number | undefined {
  if (element?.tag !== tags.integer) {
    return undefined;
  }
  const { content } = element;
  const first = content.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (content.length - first) * 8 - Math.clz32(content[first] ?? 0) + 24;
}
