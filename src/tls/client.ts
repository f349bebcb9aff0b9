import { randomBytes } from 'node:crypto';
import { concat, number } from './bytes.js';
import type { Inflaters } from './compression.js';
import type { Flight } from './flight.js';
import { type ClientHello, readServerHello, type ServerHello, writeClientHello } from './hello.js';
import { newKeyShare, sharesAtOnce } from './keyShares.js';
import { LegacyFlight } from './legacyFlight.js';
import { type HandshakeMessage, MessageReader, messageName, messageTypes, writeMessage } from './messages.js';
import type { Possession } from './possession.js';
import { malformed, type Problem } from './problem.js';
import { contentTypes, RecordReader, type TlsRecord, writeRecord } from './records.js';
import { handshakeSecrets, hash, innerContent, RecordProtection, supportsCipher } from './secrets.js';
import { offeredSuites, recordCipher, suiteName } from './suites.js';
import { Tls13Flight } from './tls13Flight.js';
import { allVersions, type VersionName, versionName, versionNumbers } from './versions.js';

/** What to ask for. */
export interface HandshakeRequest {
  /** SNI; none for an address (RFC 6066 section 3). */
  readonly serverName?: string;
  /** Exactly this version, else whatever the server likes best. */
  readonly version?: VersionName;
  /** Only a certificate with such a key. */
  readonly signature?: 'rsa' | 'ecdsa';
  /** Algorithms by which the server may compress its certificates; default none. */
  readonly inflaters?: Inflaters;
}

/** What the server presented, in wire order. */
export interface HandshakeResult {
  readonly version: VersionName;
  /** IANA name of the suite. */
  readonly cipher: string;
  readonly certificates: readonly Uint8Array[];
  readonly possession: Possession;
}

export type Progress =
  | { readonly state: 'reading'; readonly send?: Uint8Array }
  | { readonly state: 'done'; readonly result: HandshakeResult }
  | { readonly state: 'failed'; readonly problem: Problem };

/** So many records and messages may bring nothing before the server is given up. */
const maximumIdle = 32;

// Alerts of RFC 8446 section 6 that mean something to the client itself.
const closeNotify = 0;
const userCanceled = 90;
const protocolVersion = 70;

const suites = new Map<string, readonly number[]>();

/** The suites to offer, found out once for each way of asking. */
function suitesFor({ version, signature }: HandshakeRequest): readonly number[] {
  const key = `${version} ${signature}`;
  const [tls13, legacy] = [version === undefined || version === 'TLSv1.3', version !== 'TLSv1.3'];
  const known = suites.get(key) ?? offeredSuites({ signature, tls13, legacy, supports: supportsCipher });
  suites.set(key, known);
  return known;
}

/**
 * A TLS client that goes as far as the server's certificates and the proof that it holds their key, judges neither,
 * and never sends application data. Bytes in, bytes out: it knows no socket and never throws on what it is given.
 */
export class ClientHandshake {
  readonly #records = new RecordReader();
  readonly #messages = new MessageReader();
  readonly #transcript: Uint8Array[] = [];
  readonly #inflaters: Inflaters;
  #hello: ClientHello;
  #retried = false;
  #idle = 0;
  #server: { readonly version: VersionName; readonly suite: number; readonly flight: Flight } | undefined;
  #protection: { readonly client: RecordProtection; readonly server: RecordProtection } | undefined;

  constructor(request: HandshakeRequest) {
    this.#inflaters = request.inflaters ?? new Map();
    const versions = request.version === undefined ? allVersions : [request.version];
    const tls13 = versions.includes('TLSv1.3');
    this.#hello = {
      random: randomBytes(32),
      // Middleboxes take TLS 1.3 for a resumed TLS 1.2 by it (RFC 8446 appendix D.4).
      sessionId: tls13 ? randomBytes(32) : new Uint8Array(0),
      versions,
      suites: suitesFor(request),
      compressions: tls13 ? [...this.#inflaters.keys()] : [],
      shares: tls13 ? sharesAtOnce() : [],
      ...(request.serverName === undefined ? {} : { serverName: request.serverName }),
      ...(request.signature === undefined ? {} : { signature: request.signature }),
    };
  }

  /** The bytes that open the handshake. */
  start(): Uint8Array {
    return this.#writeHello(versionNumbers.TLSv1);
  }

  /** Takes the server's bytes as they come, in any segments. */
  receive(chunk: Uint8Array): Progress {
    this.#records.append(chunk);
    let send: Uint8Array | undefined;
    for (;;) {
      const record = this.#records.next();
      if (!record) {
        return { state: 'reading', ...(send ? { send } : {}) };
      }
      const progress = 'code' in record ? this.#fail(record) : this.#takeRecord(record);
      if (progress?.state === 'reading') {
        send = progress.send;
      } else if (progress) {
        return progress;
      }
    }
  }

  /** The server ended the connection, or time is up: what is in hand counts. */
  end(): Progress {
    return this.#fail({ code: 'closed' });
  }

  /** A polite end (RFC 8446 section 6.1), under the handshake's keys where there are any. */
  farewell(problem?: Problem): Uint8Array {
    const alerts =
      problem?.code === 'alert'
        ? [Buffer.from([2, problem.alert])]
        : [Buffer.from([1, userCanceled]), Buffer.from([1, closeNotify])];
    return concat(...alerts.map((alert) => this.#writeAlert(alert)));
  }

  #writeAlert(alert: Uint8Array): Uint8Array {
    const version = versionNumbers[this.#server?.version ?? 'TLSv1'];
    if (!this.#protection) {
      return writeRecord(contentTypes.alert, version, alert);
    }
    const content = concat(alert, number(1, contentTypes.alert));
    const header = concat(
      number(1, contentTypes.applicationData),
      number(2, 0x0303),
      number(2, content.length + this.#protection.client.expansion),
    );
    return concat(header, this.#protection.client.seal(header, content));
  }

  #writeHello(recordVersion: number): Uint8Array {
    const message = writeClientHello(this.#hello);
    this.#transcript.push(message);
    return writeRecord(contentTypes.handshake, recordVersion, message);
  }

  #fail(problem: Problem): Progress {
    const result = this.#result({ proof: 'unknown', reason: 'interrupted' });
    return result ? { state: 'done', result } : { state: 'failed', problem };
  }

  #result(possession: Possession): HandshakeResult | undefined {
    const certificates = this.#server?.flight.certificates;
    return this.#server && certificates
      ? { version: this.#server.version, cipher: suiteName(this.#server.suite), certificates, possession }
      : undefined;
  }

  #takeRecord(record: TlsRecord): Progress | undefined {
    if (this.#protection && record.type === contentTypes.applicationData) {
      const opened = this.#protection.server.open(record.header, record.fragment);
      const inner = opened && innerContent(opened);
      return inner ? this.#takeContent(inner.type, inner.content) : this.#fail(malformed('TLSCiphertext'));
    }
    return this.#protection && record.type === contentTypes.handshake
      ? this.#fail(malformed('TLSPlaintext'))
      : this.#takeContent(record.type, record.fragment);
  }

  #takeContent(type: number, fragment: Uint8Array): Progress | undefined {
    switch (type) {
      case contentTypes.handshake:
        this.#messages.append(fragment);
        return fragment.length > 0 ? this.#takeMessages() : this.#beIdle();
      case contentTypes.alert:
        return this.#takeAlert(fragment);
      case contentTypes.changeCipherSpec:
        return this.#beIdle();
      default:
        return this.#fail(malformed('TLSPlaintext'));
    }
  }

  #beIdle(): Progress | undefined {
    this.#idle += 1;
    return this.#idle > maximumIdle ? this.#fail(malformed('TLSPlaintext')) : undefined;
  }

  #takeAlert([level, alert]: Uint8Array): Progress | undefined {
    if (alert === undefined) {
      return this.#fail(malformed('Alert'));
    }
    if (alert === closeNotify) {
      return this.#fail({ code: 'closed' });
    }
    // TLS 1.3 ignores what the alert calls itself (RFC 8446 section 6).
    const isWarning = this.#protection ? alert === userCanceled : level === 1;
    return isWarning ? this.#beIdle() : this.#fail({ code: 'alert', alert, own: false });
  }

  #takeMessages(): Progress | undefined {
    let answer: Progress | undefined;
    for (;;) {
      const message = this.#messages.next();
      if (!message) {
        return answer;
      }
      const progress = 'code' in message ? this.#fail(message) : this.#takeMessage(message);
      if (progress && progress.state !== 'reading') {
        return progress;
      }
      answer = progress ?? answer;
    }
  }

  #takeMessage(message: HandshakeMessage): Progress | undefined {
    if (!this.#server) {
      if (message.type === messageTypes.helloRequest) {
        return this.#beIdle();
      }
      return message.type === messageTypes.serverHello
        ? this.#takeServerHello(message)
        : this.#fail(malformed(messageName(message.type)));
    }
    const step = this.#server.flight.accept(message);
    if (step === undefined) {
      return undefined;
    }
    if (step === 'idle') {
      return this.#beIdle();
    }
    if ('code' in step) {
      return this.#fail(step);
    }
    const result = this.#result(step);
    return result ? { state: 'done', result } : this.#fail({ code: 'no-certificates' });
  }

  #takeServerHello(message: HandshakeMessage): Progress | undefined {
    const read = readServerHello(message.body);
    if (!read.ok) {
      return this.#fail(read.problem);
    }
    const hello = read.value;
    const version = versionName(hello.version);
    if (version === undefined) {
      return this.#fail(hello.version === 0x0300 ? { code: 'not-tls', ssl3: true } : malformed('ServerHello'));
    }
    if (!this.#hello.versions.includes(version)) {
      return this.#fail({ code: 'alert', alert: protocolVersion, own: true });
    }
    if (hello.retry) {
      return this.#retry(hello, message);
    }
    this.#transcript.push(message.raw);
    return version === 'TLSv1.3' ? this.#beginTls13(hello) : this.#beginLegacy(hello, version);
  }

  #beginLegacy(hello: ServerHello, version: VersionName): undefined {
    const flight = new LegacyFlight({
      suite: hello.suite,
      schemes: version === 'TLSv1.2',
      clientRandom: this.#hello.random,
      serverRandom: hello.random,
    });
    this.#server = { version, suite: hello.suite, flight };
  }

  #beginTls13(hello: ServerHello): Progress | undefined {
    const cipher = recordCipher(hello.suite);
    const share = this.#hello.shares.find((each) => each.group === hello.group);
    const shared = hello.share && share?.agree(hello.share);
    // Keys change here: a message must not run across (RFC 8446 section 5.1).
    if (!cipher || !this.#hello.suites.includes(hello.suite) || !shared || this.#messages.pending > 0) {
      return this.#fail(malformed('ServerHello'));
    }
    const secrets = handshakeSecrets(cipher.hash, shared, hash(cipher.hash, ...this.#transcript));
    this.#protection = {
      client: new RecordProtection(cipher, secrets.client),
      server: new RecordProtection(cipher, secrets.server),
    };
    const flight = new Tls13Flight(cipher.hash, this.#transcript, secrets.server, this.#inflaters);
    this.#server = { version: 'TLSv1.3', suite: hello.suite, flight };
    return undefined;
  }

  /** HelloRetryRequest (RFC 8446 section 4.1.4): once, with the share that it asks for. */
  #retry(hello: ServerHello, message: HandshakeMessage): Progress {
    const cipher = recordCipher(hello.suite);
    const { group, cookie } = hello;
    const isNew = group !== undefined && !this.#hello.shares.some((share) => share.group === group);
    const share = isNew ? newKeyShare(group) : undefined;
    if (this.#retried || !cipher || !(share || (group === undefined && cookie))) {
      return this.#fail(malformed('HelloRetryRequest'));
    }
    this.#retried = true;
    this.#hello = {
      ...this.#hello,
      ...(share ? { shares: [share] } : {}),
      ...(cookie ? { cookie } : {}),
    };
    const first = hash(cipher.hash, ...this.#transcript.splice(0));
    this.#transcript.push(writeMessage(messageTypes.messageHash, first), message.raw);
    return { state: 'reading', send: this.#writeHello(versionNumbers['TLSv1.2']) };
  }
}
