import { Cursor, concat, number, sameBytes, vector } from './bytes.js';
import { certificateCurves, computedGroups, type KeyShare } from './keyShares.js';
import { messageTypes, writeMessage } from './messages.js';
import type { Read } from './problem.js';
import { malformed } from './problem.js';
import { offeredSchemes } from './signatures.js';
import { type VersionName, versionNumbers } from './versions.js';

/** Extension numbers of the IANA registry. */
const extensions = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  padding: 21,
  extendedMasterSecret: 23,
  compressCertificate: 27,
  supportedVersions: 43,
  cookie: 44,
  signatureAlgorithmsCert: 50,
  keyShare: 51,
} as const;

/** What a ClientHello says. */
export interface ClientHello {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  /** Newest first. */
  readonly versions: readonly VersionName[];
  readonly suites: readonly number[];
  readonly serverName?: string;
  /** Ask for a certificate with such a key. */
  readonly signature?: 'rsa' | 'ecdsa';
  readonly compressions: readonly number[];
  readonly shares: readonly KeyShare[];
  /** From a HelloRetryRequest. */
  readonly cookie?: Uint8Array;
}

/** The ClientHello message (RFC 8446 section 4.1.2). */
export function writeClientHello(hello: ClientHello): Uint8Array {
  const newest = Math.max(...hello.versions.map((version) => versionNumbers[version]));
  const head = concat(
    number(2, Math.min(newest, versionNumbers['TLSv1.2'])),
    hello.random,
    vector(1, hello.sessionId),
    vector(2, ...hello.suites.map((suite) => number(2, suite))),
    vector(1, number(1, 0)),
  );
  const fields = helloExtensions(hello);
  const length = 4 + head.length + 2 + fields.reduce((sum, field) => sum + field.length, 0);
  return writeMessage(messageTypes.clientHello, head, vector(2, ...fields, ...padding(length)));
}

function helloExtensions(hello: ClientHello): readonly Uint8Array[] {
  const tls13 = hello.versions.includes('TLSv1.3');
  const groups = [
    ...computedGroups,
    ...(hello.versions.some((version) => version !== 'TLSv1.3') ? certificateCurves : []),
  ];
  const fields = [
    extension(extensions.supportedGroups, vector(2, ...groups.map((group) => number(2, group)))),
    extension(extensions.pointFormats, vector(1, number(1, 0))),
    extension(extensions.extendedMasterSecret),
    extension(extensions.signatureAlgorithms, schemeList(hello.signature)),
    extension(
      extensions.supportedVersions,
      vector(1, ...hello.versions.map((version) => number(2, versionNumbers[version]))),
    ),
  ];
  if (hello.serverName !== undefined) {
    const name = concat(number(1, 0), vector(2, Buffer.from(hello.serverName, 'latin1')));
    fields.unshift(extension(extensions.serverName, vector(2, name)));
  }
  if (hello.signature !== undefined) {
    // The choice is the leaf's key; its issuers may have any (RFC 8446 section 4.2.3).
    fields.push(extension(extensions.signatureAlgorithmsCert, schemeList()));
  }
  if (tls13) {
    const shares = hello.shares.map((share) => concat(number(2, share.group), vector(2, share.publicBytes)));
    fields.push(extension(extensions.keyShare, vector(2, ...shares)));
  }
  if (hello.compressions.length > 0) {
    fields.push(
      extension(extensions.compressCertificate, vector(1, ...hello.compressions.map((each) => number(2, each)))),
    );
  }
  if (hello.cookie) {
    fields.push(extension(extensions.cookie, vector(2, hello.cookie)));
  }
  return fields;
}

function extension(type: number, ...content: readonly Uint8Array[]): Uint8Array {
  return concat(number(2, type), vector(2, ...content));
}

function schemeList(signature?: 'rsa' | 'ecdsa'): Uint8Array {
  return vector(2, ...offeredSchemes(signature).map((scheme) => number(2, scheme)));
}

/** Some load balancers hang on a ClientHello of 256 to 511 bytes (RFC 7685). */
function padding(length: number): readonly Uint8Array[] {
  return length > 255 && length < 512
    ? [extension(extensions.padding, new Uint8Array(Math.max(512 - 4 - length, 0)))]
    : [];
}

/** What a ServerHello or HelloRetryRequest says. */
export interface ServerHello {
  readonly retry: boolean;
  /** The selected version's number. */
  readonly version: number;
  readonly random: Uint8Array;
  readonly suite: number;
  /** The group of the server's share, or the one that a HelloRetryRequest asks for. */
  readonly group?: number;
  readonly share?: Uint8Array;
  readonly cookie?: Uint8Array;
}

/** SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3). */
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** Reads a ServerHello of any version (RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3). */
export function readServerHello(body: Uint8Array): Read<ServerHello> {
  const cursor = new Cursor(body);
  const legacyVersion = cursor.number(2);
  const random = cursor.take(32);
  cursor.vector(1);
  const suite = cursor.number(2);
  cursor.number(1);
  // Servers older than RFC 3546 end here.
  const fields = cursor.left > 0 ? readExtensions(cursor.vector(2)) : new Map<number, Uint8Array>();
  if (cursor.broken || cursor.left > 0 || !fields) {
    return { ok: false, problem: malformed('ServerHello') };
  }
  const retry = sameBytes(random, retryRandom);
  const version = fields.get(extensions.supportedVersions);
  const keyShare = fields.get(extensions.keyShare);
  const cookie = fields.get(extensions.cookie);
  return {
    ok: true,
    value: {
      retry,
      version: version ? new Cursor(version).number(2) : legacyVersion,
      random,
      suite,
      ...(keyShare ? readKeyShare(keyShare, retry) : {}),
      ...(cookie ? { cookie: new Cursor(cookie).vector(2) } : {}),
    },
  };
}

function readKeyShare(content: Uint8Array, retry: boolean): { group: number; share?: Uint8Array } {
  const cursor = new Cursor(content);
  const group = cursor.number(2);
  return retry ? { group } : { group, share: cursor.vector(2) };
}

function readExtensions(content: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  const cursor = new Cursor(content);
  const fields = new Map<number, Uint8Array>();
  while (cursor.left > 0) {
    fields.set(cursor.number(2), cursor.vector(2));
  }
  return cursor.broken ? undefined : fields;
}
