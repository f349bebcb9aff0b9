import * as l10n from '@vscode/l10n';
import { attempt, contextTag, type DerElement, DerError, readDer, tags } from './der.js';
import { readOid } from './derValues.js';
import { decrypt, macFits, type Password } from './pkcs12Crypto.js';

/** What a PKCS#12 file holds, as far as it is opened: private keys stay where they are. */
export interface Pkcs12Content {
  readonly certificates: readonly Uint8Array[];
  readonly hasPrivateKey: boolean;
}

/** The password does not open the file, or none was given and one is needed. */
export class PasswordError extends Error {}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
};

/** Whether an element looks like a PFX (RFC 7292 section 4): version 3, then a ContentInfo. */
export function isPkcs12(root: DerElement): boolean {
  const [version, authSafe] = root.tag === tags.sequence ? root.children() : [];
  return version?.tag === tags.integer && version.content[0] === 3 && authSafe?.children()[0]?.tag === tags.oid;
}

/**
 * Opens a PFX. Only what holds certificates is decrypted; key bags are counted, never opened.
 * Rejects with a `PasswordError`, or a `DerError` where the file is damaged.
 */
export async function openPkcs12(root: DerElement, password: Password): Promise<Pkcs12Content> {
  const [, authSafe, mac] = root.expect(tags.sequence).children();
  if (!authSafe) {
    throw new DerError(l10n.t('it ends early, at byte {0}', root.end));
  }
  const content = contentOf(authSafe);
  if (content.type !== oids.data) {
    throw new DerError(l10n.t('it is protected by a key instead of a password, which cannot be read here'));
  }
  const authenticated = octets(content.value);
  if (mac && !(await macFits(mac, authenticated, password))) {
    throw new PasswordError();
  }
  const bags: Bag[] = [];
  for (const safe of readDer(authenticated).expect(tags.sequence).children()) {
    const { type, value } = contentOf(safe);
    if (type === oids.data) {
      bags.push(...readBags(readDer(octets(value)), 0));
    } else if (type === oids.encryptedData) {
      bags.push(...readBags(await decryptSafe(value, password), 0));
    }
  }
  return {
    certificates: bags.flatMap((bag) => (bag.kind === 'certificate' ? [bag.der] : [])),
    hasPrivateKey: bags.some((bag) => bag.kind === 'key'),
  };
}

function contentOf(contentInfo: DerElement): { type: string; value: DerElement } {
  const [type, explicit] = contentInfo.expect(tags.sequence).children();
  const value = explicit?.expect(contextTag(0)).children()[0];
  if (!type || !value) {
    throw new DerError(l10n.t('something else than expected stands at byte {0}', contentInfo.start));
  }
  return { type: readOid(type), value };
}

// EncryptedData (RFC 5652 section 8): version, then type, algorithm and the encrypted bytes [0].
async function decryptSafe(encryptedData: DerElement, password: Password): Promise<DerElement> {
  const [, info] = encryptedData.expect(tags.sequence).children();
  const [, algorithm, encrypted] = info?.expect(tags.sequence).children() ?? [];
  if (!algorithm || !encrypted) {
    throw new DerError(l10n.t('something else than expected stands at byte {0}', encryptedData.start));
  }
  const plain = await decrypt(algorithm, octets(encrypted), password);
  // A wrong key gives well-padded nonsense once in 256 times.
  const contents = plain && attempt(() => readDer(plain).expect(tags.sequence));
  if (!contents?.ok) {
    throw new PasswordError();
  }
  return contents.value;
}

const maxDepth = 8;

/** The bytes of an OCTET STRING, which BER may cut into pieces (X.690 section 8.7). */
export function octets(element: DerElement, depth = 0): Uint8Array {
  if ((element.tag & 0x20) === 0) {
    return element.content;
  }
  if (depth > maxDepth) {
    throw new DerError(l10n.t('something else than expected stands at byte {0}', element.start));
  }
  return Buffer.concat(element.children().map((piece) => octets(piece, depth + 1)));
}

type Bag = { readonly kind: 'certificate'; readonly der: Uint8Array } | { readonly kind: 'key' };

function readBags(safeContents: DerElement, depth: number): Bag[] {
  return safeContents
    .expect(tags.sequence)
    .children()
    .flatMap((bag) => {
      const [type, explicit] = bag.expect(tags.sequence).children();
      const value = explicit?.children()[0];
      switch (type && readOid(type)) {
        case oids.keyBag:
        case oids.shroudedKeyBag:
          return [{ kind: 'key' }];
        case oids.certificateBag:
          return value ? readCertificateBag(value) : [];
        case oids.safeContentsBag:
          return value && depth < maxDepth ? readBags(value, depth + 1) : [];
        default:
          return [];
      }
    });
}

function readCertificateBag(value: DerElement): Bag[] {
  const [type, explicit] = value.expect(tags.sequence).children();
  const der = explicit?.children()[0];
  return type && der && readOid(type) === oids.x509Certificate ? [{ kind: 'certificate', der: octets(der) }] : [];
}
