import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

/** An ephemeral key of one group: its public bytes for the wire, and what it makes of the peer's. */
export interface KeyShare {
  readonly group: number;
  readonly publicBytes: Uint8Array;
  /** The shared secret, `undefined` when the peer's bytes are no key of this group. */
  agree(peer: Uint8Array): Uint8Array | undefined;
}

const x25519 = 0x001d;
const nistCurves: ReadonlyMap<number, string> = new Map([
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
]);

/** Groups whose share goes out with the first ClientHello. */
const groupsAtOnce: readonly number[] = [x25519, 0x0017];

let atOnce: readonly KeyShare[] | undefined;

/**
 * The shares of the first ClientHello. The larger curves cost a millisecond each and few servers insist on one: those
 * ask by HelloRetryRequest. The keys are made once for all handshakes: what they protect, certificates, is no secret.
 */
export function sharesAtOnce(): readonly KeyShare[] {
  atOnce ??= groupsAtOnce.map(newKeyShare).filter((share) => share !== undefined);
  return atOnce;
}

/** Groups that this machine can compute, best first. */
export const computedGroups: readonly number[] = [x25519, ...nistCurves.keys()];

/**
 * Curves that a certificate of TLS 1.2 or older may need named in the offer (secp256k1, brainpool, RFC 8422 and 7027):
 * TLS 1.3 knows none of them as a group, so that no server can ask for a share.
 */
export const certificateCurves: readonly number[] = [0x001a, 0x001b, 0x001c, 0x0016];

/** A new key of the group, `undefined` for a group that this machine cannot compute. */
export function newKeyShare(group: number): KeyShare | undefined {
  if (group === x25519) {
    return newX25519();
  }
  const curve = nistCurves.get(group);
  return curve === undefined ? undefined : newNistShare(group, curve);
}

/** The key goes through JWK (RFC 8037): ten times faster than DER, with which the library tries every kind of key. */
function newX25519(): KeyShare {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    group: x25519,
    publicBytes: Buffer.from(jwk.x ?? '', 'base64url'),
    agree: (peer) =>
      attempt(() => {
        const key = { ...jwk, x: Buffer.from(peer).toString('base64url') };
        return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'jwk' }) });
      }),
  };
}

function newNistShare(group: number, curve: string): KeyShare {
  const ecdh = createECDH(curve);
  return { group, publicBytes: ecdh.generateKeys(), agree: (peer) => attempt(() => ecdh.computeSecret(peer)) };
}

/** The crypto library throws on points that are not on the curve and on the zero result. */
function attempt(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
