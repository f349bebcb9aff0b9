import * as l10n from '@vscode/l10n';
import { type DerElement, DerError, tags } from './der.js';

/** An object identifier in dotted form. */
export function readOid(element: DerElement): string {
  const { content } = element.expect(tags.oid);
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80) {
    throw new DerError(l10n.t('an object identifier is cut off (byte {0})', element.start));
  }
  let text = '';
  for (let at = 0; at < content.length; ) {
    let next = at;
    let arc = 0;
    do {
      arc = arc * 128 + ((content[next] ?? 0) & 0x7f);
    } while ((content[next++] ?? 0) >= 0x80);
    // Up to seven groups of seven bits fit a number; the arcs of UUIDs (2.25.…) do not.
    const value = next - at > 7 ? largeArc(content.subarray(at, next)) : arc;
    text +=
      at > 0 ? `.${value}` : value < 40 ? `0.${value}` : value < 80 ? `1.${Number(value) - 40}` : `2.${less80(value)}`;
    at = next;
  }
  return text;
}

function less80(value: number | bigint): number | bigint {
  return typeof value === 'bigint' ? value - 80n : value - 80;
}

function largeArc(groups: Uint8Array): bigint {
  if (groups.length > 32) {
    throw new DerError(l10n.t('an object identifier is too long'));
  }
  return groups.reduce((value, group) => value * 128n + BigInt(group & 0x7f), 0n);
}

/** A small non-negative integer, such as a path length; larger and negative ones are an error. */
export function readSmallInteger(element: DerElement): number {
  return smallNumber(element.expect(tags.integer));
}

/** The content of an INTEGER under any (implicit) tag as a small non-negative number. */
export function smallNumber(element: DerElement): number {
  const { content } = element;
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) >= 0x80) {
    throw new DerError(l10n.t('a number is out of range (byte {0})', element.start));
  }
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** TRUE or FALSE; BER's other encodings of TRUE are taken as such. */
export function readBoolean(element: DerElement): boolean {
  const { content } = element.expect(tags.boolean);
  if (content.length !== 1) {
    throw new DerError(l10n.t('a truth value is not encoded as expected (byte {0})', element.start));
  }
  return content[0] !== 0;
}

/** The bytes of a BIT STRING whose length is a multiple of eight. */
export function readBitString(element: DerElement): Uint8Array {
  const { content } = element.expect(tags.bitString);
  if (content[0] !== 0) {
    throw new DerError(l10n.t('a bit string is not encoded as expected (byte {0})', element.start));
  }
  return content.subarray(1);
}

/** The numbers of the bits that are set in a named bit list (X.680 section 22). */
export function readNamedBits(element: DerElement): number[] {
  const [unused, ...bytes] = element.expect(tags.bitString).content.subarray(0, 5);
  if (unused === undefined || unused > 7 || (bytes.length === 0 && unused > 0)) {
    throw new DerError(l10n.t('a list of flags is not encoded as expected (byte {0})', element.start));
  }
  const numbers: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    if ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) {
      numbers.push(bit);
    }
  }
  return numbers;
}

// Seconds may be missing and an offset may stand for Z: RFC 5280 forbids both, old certificates have them.
const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/;
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?(Z|[+-]\d{4})$/;

/** UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5), to the second. */
export function readTime(element: DerElement): Date {
  const text = element.end - element.start > 40 ? '' : element.text('latin1');
  const match =
    element.tag === tags.utcTime
      ? utcTime.exec(text)
      : element.tag === tags.generalizedTime && generalizedTime.exec(text);
  if (!match) {
    throw new DerError(l10n.t('a date is not written as expected (byte {0})', element.start));
  }
  const [, year = '', month, day, hour, minute, second = '00', zone = 'Z'] = match;
  const century = year.length === 4 ? '' : Number(year) >= 50 ? '19' : '20';
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const date = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(date.getTime())) {
    throw new DerError(l10n.t('a date does not exist (byte {0})', element.start));
  }
  return date;
}

/** The text of a character string of any type that names use; undefined where the element is none. */
export function readText(element: DerElement): string | undefined {
  switch (element.tag) {
    case tags.utf8String:
      return element.text('utf8');
    case tags.printableString:
    case tags.ia5String:
    case tags.visibleString:
    case tags.teletexString:
    case 0x12:
      return element.text('latin1');
    case tags.bmpString:
      return wideText(element.content, 2);
    case tags.universalString:
      return wideText(element.content, 4);
    default:
      return undefined;
  }
}

function wideText(content: Uint8Array, width: 2 | 4): string {
  let text = '';
  for (let at = 0; at + width <= content.length; at += width) {
    const unit = content.subarray(at, at + width).reduce((value, byte) => value * 256 + byte, 0);
    text += width === 2 ? String.fromCharCode(unit) : unit <= 0x10ffff ? String.fromCodePoint(unit) : '\ufffd';
  }
  return text;
}
