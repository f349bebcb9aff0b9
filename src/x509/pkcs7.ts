import * as l10n from '@vscode/l10n';
import { contextTag, type DerElement, DerError, tags } from './der.js';
import { readOid } from './derValues.js';
import { encode, encodeOid } from './derWriter.js';

const dataOid = '1.2.840.113549.1.7.1';
const signedDataOid = '1.2.840.113549.1.7.2';

/** The DER of each certificate of a ContentInfo with SignedData (RFC 5652 section 5.1), in the order of the file. */
export function pkcs7Certificates(root: DerElement): Uint8Array[] {
  const [type, content] = root.expect(tags.sequence).children();
  const signedData = content?.expect(contextTag(0)).children()[0];
  if (!type || !signedData || readOid(type) !== signedDataOid) {
    throw new DerError(l10n.t('it is PKCS#7 of a kind that holds no certificates'));
  }
  const set = signedData
    .expect(tags.sequence)
    .children()
    .find((part) => part.tag === contextTag(0));
  // Attribute certificates and other formats have context tags; X.509 certificates are plain sequences.
  return (set?.children() ?? []).filter((item) => item.tag === tags.sequence).map((item) => item.encoded);
}

/** A PKCS#7 file (`.p7b`) of these certificates: SignedData without content and signers. */
export function toPkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = encode(
    tags.sequence,
    encode(tags.integer, Uint8Array.of(1)),
    encode(tags.set),
    encode(tags.sequence, encodeOid(dataOid)),
    encode(contextTag(0), ...certificates),
    encode(tags.set),
  );
  return encode(tags.sequence, encodeOid(signedDataOid), encode(contextTag(0), signedData));
}
