import * as l10n from '@vscode/l10n';
import { DerError } from './der.js';

// Microsoft's serialized certificate store (.sst, [MS-OSHARED] is silent; the layout is wincrypt.h's): a DWORD version 0
// and 'CERT', then elements of property id, encoding type and length, all little-endian DWORDs, ended by id 0.
const signature = Buffer.from('00000000 43455254'.replace(' ', ''), 'hex');
const certificateElement = 32;
const headerLength = 12;

/** Whether the bytes begin as a serialized certificate store. */
export function isSerializedStore(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes.subarray(0, signature.length), signature) === 0;
}

/** The DER of each certificate of a serialized store; its properties, lists of revoked certificates and keys are passed over. */
export function serializedStoreCertificates(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = signature.length; ; ) {
    const end = at + headerLength;
    const id = end <= bytes.length ? view.getUint32(at, true) : undefined;
    if (id === 0) {
      return found;
    }
    const next = id === undefined ? Number.POSITIVE_INFINITY : end + view.getUint32(at + 8, true);
    if (next > bytes.length) {
      throw new DerError(l10n.t('it ends early, at byte {0}', at));
    }
    if (id === certificateElement) {
      found.push(bytes.subarray(end, next));
    }
    at = next;
  }
}
