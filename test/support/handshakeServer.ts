// The server's side of a handshake as bytes, so that tests can bend each message. It shares the key schedule with the
// product: that one is proved by the figures of RFC 8448 and by foreign servers.
import { createHash, privateEncrypt, randomBytes, sign } from 'node:crypto';
import * as zlib from 'node:zlib';
import { Cursor, concat, number, vector } from '../../src/tls/bytes.js';
import { newKeyShare } from '../../src/tls/keyShares.js';
import { messageTypes, writeMessage } from '../../src/tls/messages.js';
import { contentTypes, writeRecord } from '../../src/tls/records.js';
import { finishedContent, handshakeSecrets, hash, RecordProtection } from '../../src/tls/secrets.js';
import { recordCipher } from '../../src/tls/suites.js';
import { type VersionName, versionNumbers } from '../../src/tls/versions.js';
import type { Issued } from './pki.js';

export interface HandshakeServerOptions {
  readonly version: VersionName;
  readonly leaf: Issued;
  /** The entries to send, verbatim; default: the leaf. */
  readonly entries?: readonly Uint8Array[];
  readonly suite?: number;
  readonly group?: number;
  readonly cookie?: Uint8Array;
  readonly compression?: 1 | 2 | 3;
  /** Changes the messages behind the ServerHello, before they are put into records. */
  readonly edit?: (messages: readonly Uint8Array[]) => readonly Uint8Array[];
  /** Bytes in a record; default: one record a message. */
  readonly fragment?: number;
  /** Sign something else. */
  readonly wrongSignature?: boolean;
  readonly wrongFinished?: boolean;
}

/** What the client said. */
export interface ReadHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly suites: readonly number[];
  readonly extensions: ReadonlyMap<number, Uint8Array>;
  readonly message: Uint8Array;
}

/** Reads a record with a ClientHello. */
export function readClientHello(record: Uint8Array): ReadHello {
  const outer = new Cursor(record);
  outer.take(3);
  const message = outer.vector(2);
  const body = new Cursor(message.subarray(4));
  const version = body.number(2);
  const random = body.take(32);
  body.vector(1);
  const suites = new Cursor(body.vector(2));
  const numbers: number[] = [];
  while (suites.left > 0) {
    numbers.push(suites.number(2));
  }
  body.vector(1);
  const fields = new Cursor(body.vector(2));
  const extensions = new Map<number, Uint8Array>();
  while (fields.left > 0) {
    extensions.set(fields.number(2), fields.vector(2));
  }
  return { version, random, suites: numbers, extensions, message };
}

function clientShare(hello: ReadHello, group: number): Uint8Array | undefined {
  const shares = new Cursor(new Cursor(hello.extensions.get(51) ?? new Uint8Array(2)).vector(2));
  while (shares.left > 0) {
    const each = shares.number(2);
    const key = shares.vector(2);
    if (each === group) {
      return key;
    }
  }
  return undefined;
}

const x25519 = 0x001d;
const retryRandom = createHash('sha256').update('HelloRetryRequest').digest();

/** Answers ClientHello records. */
export class HandshakeServer {
  readonly #transcript: Uint8Array[] = [];
  readonly #random = randomBytes(32);
  #protection: RecordProtection | undefined;
  #retried = false;

  constructor(private readonly options: HandshakeServerOptions) {}

  /** The server's bytes for a ClientHello: a HelloRetryRequest where one is due, else the whole flight. */
  answer(record: Uint8Array): Uint8Array {
    const hello = readClientHello(record);
    return this.options.version === 'TLSv1.3' ? this.#answer13(hello) : this.#answerLegacy(hello);
  }

  /** One record under the server's handshake keys. */
  seal(type: number, content: Uint8Array): Uint8Array {
    if (!this.#protection) {
      throw new Error('no keys yet');
    }
    const inner = concat(content, number(1, type));
    const length = inner.length + this.#protection.expansion;
    const header = concat(number(1, contentTypes.applicationData), number(2, 0x0303), number(2, length));
    return concat(header, this.#protection.seal(header, inner));
  }

  #pieces(messages: readonly Uint8Array[]): readonly Uint8Array[] {
    const { fragment } = this.options;
    if (fragment === undefined) {
      return messages.flatMap((message) => cut(message, 16_384));
    }
    return cut(concat(...messages), fragment);
  }

  #answer13(hello: ReadHello): Uint8Array {
    const suite = this.options.suite ?? 0x1301;
    const group = this.options.group ?? x25519;
    const cipher = recordCipher(suite);
    const peer = clientShare(hello, group);
    if (!cipher) {
      throw new Error('no TLS 1.3 suite');
    }
    if ((!peer || this.options.cookie) && !this.#retried) {
      return this.#retry(hello, suite, peer ? undefined : group);
    }
    const share = newKeyShare(group);
    const shared = peer && share?.agree(peer);
    if (!share || !shared) {
      throw new Error('no common group');
    }
    const keyShare = concat(number(2, group), vector(2, share.publicBytes));
    const serverHello = this.#hello(0x0303, suite, [field(43, number(2, 0x0304)), field(51, keyShare)]);
    this.#transcript.push(hello.message, serverHello);
    const secrets = handshakeSecrets(cipher.hash, shared, hash(cipher.hash, ...this.#transcript));
    this.#protection = new RecordProtection(cipher, secrets.server);
    const messages = this.#flight13(cipher.hash, secrets.server);
    return concat(
      writeRecord(contentTypes.handshake, 0x0303, serverHello),
      writeRecord(contentTypes.changeCipherSpec, 0x0303, number(1, 1)),
      ...this.#pieces(this.options.edit?.(messages) ?? messages).map((piece) =>
        this.seal(contentTypes.handshake, piece),
      ),
    );
  }

  #retry(hello: ReadHello, suite: number, group: number | undefined): Uint8Array {
    const { cookie } = this.options;
    this.#retried = true;
    const message = this.#hello(
      0x0303,
      suite,
      [
        field(43, number(2, 0x0304)),
        ...(group === undefined ? [] : [field(51, number(2, group))]),
        ...(cookie ? [field(44, vector(2, cookie))] : []),
      ],
      retryRandom,
    );
    const name = recordCipher(suite)?.hash ?? 'sha256';
    this.#transcript.push(writeMessage(messageTypes.messageHash, hash(name, hello.message)), message);
    return writeRecord(contentTypes.handshake, 0x0303, message);
  }

  #flight13(hashName: 'sha256' | 'sha384', secret: Uint8Array): readonly Uint8Array[] {
    const { compression } = this.options;
    const body = concat(vector(1), vector(3, ...this.#entries().map((entry) => concat(vector(3, entry), vector(2)))));
    const certificate =
      compression === undefined
        ? writeMessage(messageTypes.certificate, body)
        : writeMessage(
            messageTypes.compressedCertificate,
            number(2, compression),
            number(3, body.length),
            vector(3, compressed(compression, body)),
          );
    const messages = [writeMessage(messageTypes.encryptedExtensions, vector(2)), certificate];
    const signed = concat(
      Buffer.from(`${' '.repeat(64)}TLS 1.3, server CertificateVerify\0`),
      hash(hashName, ...this.#transcript, ...messages),
    );
    const { kind, privateKey } = this.options.leaf.key;
    const [scheme, algorithm] =
      kind === 'ed25519'
        ? [0x0807, null]
        : kind === 'rsa'
          ? [0x0804, 'sha256']
          : kind === 'p384'
            ? [0x0503, 'sha384']
            : [0x0403, 'sha256'];
    const padding = kind === 'rsa' ? { padding: 6, saltLength: 32 } : {};
    const signature = sign(algorithm, this.#maybeWrong(signed), { key: privateKey, ...padding });
    messages.push(writeMessage(messageTypes.certificateVerify, number(2, scheme), vector(2, signature)));
    const finished = finishedContent(hashName, secret, hash(hashName, ...this.#transcript, ...messages));
    messages.push(
      writeMessage(messageTypes.finished, this.options.wrongFinished ? randomBytes(finished.length) : finished),
    );
    return messages;
  }

  #answerLegacy(hello: ReadHello): Uint8Array {
    const { version, leaf } = this.options;
    const suite = this.options.suite ?? (leaf.key.kind === 'rsa' ? 0xc014 : 0xc00a);
    const wire = versionNumbers[version];
    const messages = [
      writeMessage(messageTypes.certificate, vector(3, ...this.#entries().map((entry) => vector(3, entry)))),
      this.#keyExchange(hello, version === 'TLSv1.2'),
      writeMessage(messageTypes.serverHelloDone),
    ];
    return concat(
      ...this.#pieces([this.#hello(wire, suite, []), ...(this.options.edit?.(messages) ?? messages)]).map((piece) =>
        writeRecord(contentTypes.handshake, wire, piece),
      ),
    );
  }

  #keyExchange(hello: ReadHello, schemes: boolean): Uint8Array {
    const { kind, privateKey } = this.options.leaf.key;
    const parameters = concat(number(1, 3), number(2, 0x0017), vector(1, Buffer.alloc(65, 4)));
    const content = this.#maybeWrong(concat(hello.random, this.#random, parameters));
    if (schemes) {
      const scheme = kind === 'ed25519' ? 0x0807 : kind === 'rsa' ? 0x0401 : 0x0403;
      const signature = sign(kind === 'ed25519' ? null : 'sha256', content, privateKey);
      return writeMessage(messageTypes.serverKeyExchange, parameters, number(2, scheme), vector(2, signature));
    }
    const digest = (name: string) => createHash(name).update(content).digest();
    const signature =
      kind === 'rsa'
        ? privateEncrypt(privateKey, concat(digest('md5'), digest('sha1')))
        : sign('sha1', content, privateKey);
    return writeMessage(messageTypes.serverKeyExchange, parameters, vector(2, signature));
  }

  #hello(version: number, suite: number, fields: readonly Uint8Array[], random: Uint8Array = this.#random): Uint8Array {
    return writeMessage(
      messageTypes.serverHello,
      number(2, version),
      random,
      vector(1),
      number(2, suite),
      number(1, 0),
      ...(fields.length > 0 ? [vector(2, ...fields)] : []),
    );
  }

  #entries(): readonly Uint8Array[] {
    return this.options.entries ?? [this.options.leaf.der];
  }

  #maybeWrong(content: Uint8Array): Uint8Array {
    return this.options.wrongSignature ? concat(content, number(1, 0)) : content;
  }
}

function compressed(compression: 1 | 2 | 3, body: Uint8Array): Uint8Array {
  if (compression !== 3) {
    return compression === 1 ? zlib.deflateSync(body) : zlib.brotliCompressSync(body);
  }
  const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
  const result: unknown = typeof compress === 'function' ? Reflect.apply(compress, undefined, [body]) : undefined;
  return result instanceof Uint8Array ? result : new Uint8Array(0);
}

function field(type: number, content: Uint8Array): Uint8Array {
  return concat(number(2, type), vector(2, content));
}

function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}
