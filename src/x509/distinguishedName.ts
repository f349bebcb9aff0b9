import * as l10n from '@vscode/l10n';
import { type DerElement, DerError, tags } from './der.js';
import { readOid, readText } from './derValues.js';
import { attributeTypes } from './oids.js';

/** One attribute of a distinguished name. `type` is the short name (`CN`) where known, else the dotted OID. */
export interface NameAttribute {
  readonly oid: string;
  readonly type: string;
  /** Its text; `#` and hex where it is no character string (RFC 4514 section 2.4). */
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

/** Reads a Name. */
export function readDistinguishedName(element: DerElement): DistinguishedName {
  const sequence = element.expect(tags.sequence);
  const rdns = sequence.children().map((rdn) => rdn.expect(tags.set).children().map(readAttribute));
  const commonName = rdns.flat().findLast((attribute) => attribute.type === 'CN')?.value;
  let text: string | undefined;
  return {
    der: sequence.encoded,
    rdns,
    get text() {
      text ??= windowsText(rdns);
      return text;
    },
    ...(commonName === undefined ? {} : { commonName }),
  };
}

function readAttribute(element: DerElement): NameAttribute {
  const [type, value, ...more] = element.expect(tags.sequence).children();
  if (!type || !value || more.length > 0) {
    throw new DerError(l10n.t('a part of a name is not encoded as expected (byte {0})', element.start));
  }
  const oid = readOid(type);
  return {
    oid,
    type: attributeTypes[oid] ?? oid,
    value: readText(value) ?? `#${Buffer.from(value.encoded).toString('hex').toUpperCase()}`,
  };
}

// CertNameToStr(CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG): the form that .NET's Subject and Exchange's
// <I>…<S>… show. Values with special characters or outer blanks stand in quotes, quotes inside are doubled.
const needsQuotes = /^\s|\s$|[,+="\n\r<>#;]|^$/;

function windowsText(rdns: readonly (readonly NameAttribute[])[]): string {
  return rdns
    .map((rdn) => rdn.map(attributeText).join(' + '))
    .reverse()
    .join(', ');
}

function attributeText({ oid, type, value }: NameAttribute): string {
  const label = type === oid ? `OID.${oid}` : type;
  return `${label}=${needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`;
}
