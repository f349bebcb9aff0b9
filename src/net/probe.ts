import type {
  Capture,
  CaptureResult,
  Presented,
  SecurityMode,
  SmtpLine,
  Stage,
  TlsSession,
  TlsVersion,
} from '../chain/capture.js';
import { ClientHandshake, type HandshakeResult } from '../tls/client.js';
import type { Problem } from '../tls/problem.js';
import { readRecentCertificate } from '../x509/recentCertificates.js';
import { Connection } from './connection.js';
import { Deadline } from './deadline.js';
import { failureMessage, possessionMessage, problemDetail } from './failureMessage.js';
import { inflaters } from './inflaters.js';
import { Interruption } from './interruption.js';
import { addressesOf, type Lookup, systemLookup } from './resolve.js';
import { StartTlsDialogue } from './startTls.js';
import { addressFamily, type Target } from './target.js';

/** Which server to ask, and for what. */
export interface ProbeTarget extends Target {
  /** `auto`: TLS at once on port 465 (RFC 8314), else STARTTLS. */
  readonly security: 'auto' | SecurityMode;
  /** SNI other than the host; null sends none. */
  readonly serverName?: string | null;
  /** Exactly this version. */
  readonly version?: TlsVersion;
  /** Which certificate of a server that has two. */
  readonly signature?: 'rsa' | 'ecdsa';
}

export interface ProbeOptions {
  /** Milliseconds for the whole probe. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly now: () => Date;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
}

const submissionsPort = 465;

/**
 * Asks a mail server for its certificates: what it sent, exactly, or a typed failure within the time given. Never
 * rejects, leaves no socket open, and judges nothing.
 */
export async function probe(target: ProbeTarget, options: ProbeOptions): Promise<CaptureResult> {
  const deadline = new Deadline(options.timeout, options.signal);
  const attempt = new Attempt(target, options, deadline);
  try {
    return await attempt.run();
  } catch (error) {
    if (!(error instanceof Interruption)) {
      throw error;
    }
    return attempt.failure(error);
  } finally {
    deadline.stop();
  }
}

/** How the connection is secured when the target does not say. */
export function securityOf(target: Pick<ProbeTarget, 'security' | 'port'>): SecurityMode {
  return target.security === 'auto' ? (target.port === submissionsPort ? 'implicit' : 'starttls') : target.security;
}

/** One probe under way. */
class Attempt {
  #stage: Stage = 'resolve';
  #dialogue: StartTlsDialogue | undefined;
  #address: string | undefined;
  readonly #security: SecurityMode;
  readonly #serverName: string | undefined;

  constructor(
    private readonly target: ProbeTarget,
    private readonly options: ProbeOptions,
    private readonly deadline: Deadline,
  ) {
    this.#security = securityOf(target);
    const name = target.serverName === undefined ? target.host : (target.serverName ?? '');
    this.#serverName = name === '' || addressFamily(name) !== 0 ? undefined : name.replace(/\.$/, '');
  }

  async run(): Promise<CaptureResult> {
    const { host } = this.target;
    const addresses = await addressesOf(host, this.options.lookup ?? systemLookup, this.deadline);
    this.#stage = 'connect';
    const connecting = this.#connect(addresses);
    // The keys are made while the network works.
    const handshake = this.#newHandshake();
    const hello = handshake.start();
    const { connection, address } = await connecting;
    this.#address = address;
    if (this.#security === 'starttls') {
      await this.#startTls(connection);
    }
    this.#stage = 'tls';
    connection.write(hello);
    const result = await this.#finish(handshake, connection);
    return { ok: true, capture: this.#capture(result, address) };
  }

  failure(interruption: Interruption): CaptureResult {
    const { code, detail } = interruption;
    const stage = code === 'closed' && this.#stage === 'connect' ? this.#firstStage : this.#stage;
    const message = failureMessage({
      ...this.target,
      security: this.#security,
      stage,
      code,
      detail,
      ...(this.#address === undefined ? {} : { address: this.#address }),
    });
    return { ok: false, failure: { stage, code, message, transcript: this.#transcript } };
  }

  /** A connection that is reset while it is being made was accepted: what is refused says so. */
  get #firstStage(): Stage {
    return this.#security === 'starttls' ? 'greeting' : 'tls';
  }

  get #transcript(): readonly SmtpLine[] {
    return this.#dialogue?.transcript ?? [];
  }

  /** Tries the addresses in turn; one that stays silent must not use up the time of those behind it. */
  async #connect(addresses: readonly string[]): Promise<{ connection: Connection; address: string }> {
    let failure: Interruption | undefined;
    for (const [index, address] of addresses.entries()) {
      const patience = this.deadline.left / (addresses.length - index);
      try {
        return { connection: await Connection.open(address, this.target.port, this.deadline, patience), address };
      } catch (error) {
        if (!(error instanceof Interruption) || error.code === 'cancelled' || this.deadline.left === 0) {
          throw error;
        }
        // An address family that this machine has no route for says less than a server that answered.
        failure = failure && failure.code !== 'unreachable' ? failure : error;
      }
    }
    throw failure ?? new Interruption('unreachable');
  }

  async #startTls(connection: Connection): Promise<void> {
    const dialogue = new StartTlsDialogue(connection);
    this.#dialogue = dialogue;
    try {
      await dialogue.run();
    } catch (error) {
      connection.close(dialogue.farewell());
      throw error;
    } finally {
      this.#stage = dialogue.stage;
    }
  }

  #newHandshake(): ClientHandshake {
    return new ClientHandshake({
      inflaters: inflaters(),
      ...(this.#serverName === undefined ? {} : { serverName: this.#serverName }),
      ...(this.target.version ? { version: this.target.version } : {}),
      ...(this.target.signature ? { signature: this.target.signature } : {}),
    });
  }

  /** Reads until the certificates and the proof of their key are there. */
  async #finish(handshake: ClientHandshake, connection: Connection): Promise<HandshakeResult> {
    let problem: Problem | undefined;
    try {
      for (;;) {
        const chunk = await connection.read();
        const progress = chunk ? handshake.receive(chunk) : handshake.end();
        if (progress.state === 'done') {
          return progress.result;
        }
        if (progress.state === 'failed') {
          problem = progress.problem;
          throw new Interruption(problem.code, problemDetail(problem));
        }
        if (progress.send) {
          connection.write(progress.send);
        }
      }
    } catch (error) {
      // Time was up behind the certificates: what is in hand counts.
      const progress = handshake.end();
      if (progress.state === 'done' && error instanceof Interruption && error.code !== 'cancelled') {
        return progress.result;
      }
      throw error;
    } finally {
      connection.close(problem?.code === 'not-tls' ? new Uint8Array(0) : handshake.farewell(problem));
    }
  }

  #capture(result: HandshakeResult, address: string): Capture {
    const { host, port } = this.target;
    return {
      origin: { kind: 'server', host, port, security: this.#security, address },
      capturedAt: this.options.now(),
      presented: result.certificates.map(present),
      tls: sessionOf(result, this.#serverName),
      transcript: this.#transcript,
    };
  }
}

function sessionOf({ version, cipher, possession }: HandshakeResult, serverName: string | undefined): TlsSession {
  return {
    version,
    cipher,
    ...(serverName === undefined ? {} : { serverName }),
    ...(possession.proof === 'unknown' ? {} : { possession: possession.proof }),
    ...(possession.reason === undefined ? {} : { possessionReason: possessionMessage(possession.reason) }),
  };
}

/** An entry of a Certificate message at its place, readable or not. */
export function present(der: Uint8Array): Presented {
  const result = readRecentCertificate(der);
  return result.ok ? { der: result.certificate.der, certificate: result.certificate } : { der, problem: result.reason };
}
