import * as l10n from '@vscode/l10n';
import { contextTag, type DerElement, DerError } from './der.js';
import { type DistinguishedName, readDistinguishedName } from './distinguishedName.js';

/** A name of the subject alternative name or of a name constraint (RFC 5280 section 4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  /** 4 or 16 bytes; in a name constraint address and mask, 8 or 32. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  /** otherName, x400Address, ediPartyName, registeredID: `tag` tells them apart. */
  | { readonly kind: 'other'; readonly tag: number; readonly bytes: Uint8Array };

/** Reads one GeneralName. */
export function readGeneralName(element: DerElement): GeneralName {
  switch (element.tag) {
    case contextTag(1, false):
      return { kind: 'email', value: element.text('latin1') };
    case contextTag(2, false):
      return { kind: 'dns', value: element.text('latin1') };
    case contextTag(6, false):
      return { kind: 'uri', value: element.text('latin1') };
    case contextTag(7, false):
      return { kind: 'ip', bytes: element.content };
    case contextTag(4): {
      // [4] is explicit, because Name is a CHOICE (X.680 section 31.2.7).
      const [name] = element.children();
      if (!name) {
        throw new DerError(l10n.t('a name is empty (byte {0})', element.start));
      }
      return { kind: 'directory', name: readDistinguishedName(name) };
    }
    default:
      return { kind: 'other', tag: element.tag, bytes: element.content };
  }
}

/** An address of 4 or 16 bytes as people write it; other lengths as hex. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const hex = Buffer.from(bytes).toString('hex');
  return bytes.length === 16 ? new URL(`http://[${hex.match(/.{4}/g)?.join(':')}]`).hostname.slice(1, -1) : hex;
}
