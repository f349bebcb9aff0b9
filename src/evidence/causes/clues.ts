import type { ChainAnalysis } from '../../chain/analyze.js';
import type { Capture } from '../../chain/capture.js';
import type { Connector, Platform } from '../../connectors/connector.js';
import type { Evidence, EvidenceCode, Software, StatedCertificate } from '../evidence.js';
import { isExchangeOnline } from '../exchangeOnline.js';

/** A capture together with the judgement of it. */
export interface JudgedCapture {
  readonly capture: Capture;
  readonly analysis: ChainAnalysis;
}

/** Everything that is known of a case. */
export interface CauseQuestion {
  readonly evidence: readonly Evidence[];
  readonly captures: readonly JudgedCapture[];
  readonly connectors: readonly Connector[];
  readonly now: Date;
}

// Exchange Online did not recognise the sender.
const attribution: ReadonlySet<EvidenceCode> = new Set([
  'evidence.tenant-attribution',
  'evidence.domain-not-accepted',
  'evidence.direct-send',
  'evidence.throttled',
]);
// These say of themselves that the chain which the sender sends has no part in them.
const acquittals: ReadonlySet<EvidenceCode> = new Set([
  'evidence.downstream-relay',
  'evidence.tenant-threshold',
  'evidence.address-reputation',
  'evidence.domain-unregistered',
  'evidence.outdated-server',
  'evidence.certificate-not-found',
  'evidence.remote-certificate',
  'evidence.inbound-starttls',
  'evidence.not-bound-to-smtp',
  'evidence.private-key-missing',
  'evidence.starttls-not-offered',
  'evidence.recipient-rejected',
  'evidence.not-authenticated',
  'evidence.relay-denied',
]);
// Windows judged a chain: the machine's own, or the other side's.
const windows: ReadonlySet<EvidenceCode> = new Set([
  'evidence.chain-incomplete',
  'evidence.chain-untrusted',
  'evidence.chain-expired',
  'evidence.chain-revoked',
  'evidence.chain-name',
  'evidence.chain-usage',
  'evidence.chain-invalid',
  'evidence.revocation-unknown',
  'evidence.retrieval-failed',
]);

const fileServers: ReadonlySet<Software> = new Set(['postfix', 'exim', 'sendmail']);
const windowsPlatforms: ReadonlySet<Platform> = new Set(['ExchangeServer', 'ExchangeOnline', 'IisSmtp']);

/** The case as the rules look at it. */
export class Clues {
  /** Refusals for want of attribution, and what Windows says of chains. */
  readonly refusals: readonly Evidence[];
  readonly windows: readonly Evidence[];
  /** Captures of the sending side: what it sent to a listener, what its server shows, what its file holds. */
  readonly own: readonly JudgedCapture[];
  readonly inbound: readonly Connector[];
  readonly send: readonly Connector[];
  /** Whether it is about what a server of this side sent: when it sent mail, or when it received some. */
  readonly concernsChain: boolean;
  /** Whether everything that was read says of itself that it is not about the chain. */
  readonly isElsewhere: boolean;
  /** Whether it is about the server that receives mail from Exchange Online, which sees what all who call it see. */
  readonly isInbound: boolean;

  constructor(readonly question: CauseQuestion) {
    const { evidence, connectors, captures } = question;
    this.refusals = evidence.filter((each) => attribution.has(each.code));
    this.windows = evidence.filter((each) => windows.has(each.code));
    const says = (code: EvidenceCode) => evidence.some((each) => each.code === code);
    const concernsSending = this.refusals.length > 0 || this.windows.length > 0 || says('evidence.partner-connector');
    this.isInbound = says('evidence.inbound-certificate') && !concernsSending;
    // The other side of a bounce from Exchange Online about this server is this server.
    const peers = this.isInbound ? [] : evidence.map((each) => each.peer?.replace(/:\d+$/, '').toLowerCase());
    this.own = captures.filter(({ capture: { origin } }) =>
      origin.kind === 'server'
        ? !(isExchangeOnline(origin.host) || peers.includes(origin.host.toLowerCase()))
        : origin.kind === 'file' || !this.isInbound,
    );
    this.inbound = connectors.filter((each) => each.kind === 'inbound');
    this.send = connectors.filter((each) => each.kind === 'send');
    this.concernsChain = concernsSending || this.isInbound || evidence.length === 0;
    this.isElsewhere = evidence.length > 0 && evidence.every((each) => acquittals.has(each.code));
  }

  /** Whether the server sends what a file holds, where Windows builds the chain itself; undefined: not known. */
  get sendsFile(): boolean | undefined {
    const { evidence, connectors } = this.question;
    const software = evidence.find((each) => each.software !== undefined)?.software;
    if (software !== undefined) {
      return fileServers.has(software);
    }
    return connectors.length > 0 && connectors.every((each) => !windowsPlatforms.has(each.platform)) ? true : undefined;
  }

  /** Whether a capture shows certificates together as a server sends them: a file does where the server sends files. */
  showsChain({ capture }: JudgedCapture): boolean {
    return capture.origin.kind !== 'file' || this.sendsFile === true;
  }

  /** Evidence of a session that sent just this certificate. */
  sentBy(thumbprint: string | undefined): Evidence | undefined {
    return this.question.evidence.find((each) => thumbprint !== undefined && each.thumbprints[0] === thumbprint);
  }

  /** Whether this capture shows what the refused sessions sent, not only what the same server shows elsewhere. */
  isConclusive({ capture, analysis }: JudgedCapture): boolean {
    if (this.isInbound) {
      return capture.origin.kind === 'server' && this.#isAttempted(capture.origin.host);
    }
    // The log names the server's own certificate, not what Windows sends with it.
    if (capture.origin.kind === 'file') {
      return false;
    }
    if (this.sentBy(analysis.leaf?.thumbprint) !== undefined) {
      return true;
    }
    // Where the log names another certificate, the listener saw another case: after a renewal, or of another connector.
    const concerned = this.refusals.length > 0 ? this.refusals : this.windows;
    return capture.origin.kind === 'client' && concerned.every(({ thumbprints }) => thumbprints[0] === undefined);
  }

  /** A capture of the sender whose chain is whole: the chain is cleared. */
  get cleared(): JudgedCapture | undefined {
    return this.own.find((each) => each.analysis.complete === true && this.isConclusive(each));
  }

  /** Names by which Exchange Online could have recognised the sender: of the certificate sent, or else of what is known. */
  get names(): readonly string[] | undefined {
    const sent = this.sentNames;
    if (sent !== undefined) {
      return sent;
    }
    const subject = this.#logged?.subject;
    if (subject) {
      return commonNames(subject);
    }
    const leaf = this.own.find(({ analysis }) => analysis.leaf)?.analysis.leaf;
    return leaf && namesOf(leaf.dnsNames, leaf.subject.text);
  }

  /**
   * All names of the certificate that was sent. Undefined where that is not known: a server may show another to those
   * who call, and a log may leave the alternative names out.
   */
  get sentNames(): readonly string[] | undefined {
    const seen = this.own.find((each) => each.analysis.leaf && this.isConclusive(each))?.analysis.leaf;
    if (seen !== undefined) {
      return namesOf(seen.dnsNames, seen.subject.text);
    }
    const logged = this.#logged;
    return logged && logged.names.length > 0 ? namesOf(logged.names, logged.subject) : undefined;
  }

  /** Whether Exchange Online tried this server; so it may have, where none is named. */
  #isAttempted(host: string): boolean {
    const replies = this.question.evidence.map(({ reply }) => reply);
    const names = replies.flatMap((reply) => [attemptedServer(reply), attemptedAddress(reply)]).filter((each) => each);
    return names.length === 0 || names.includes(host.toLowerCase());
  }

  get #logged(): StatedCertificate | undefined {
    return this.refusals.find((each) => each.certificate !== undefined)?.certificate;
  }
}

/** The server that Exchange Online last tried to deliver to, in lower case, where its reply names one. */
export function attemptedServer(reply = ''): string | undefined {
  return /LastAttemptedServerName=([A-Za-z0-9.-]+)/.exec(reply)?.[1]?.toLowerCase();
}

function attemptedAddress(reply = ''): string | undefined {
  return /LastAttemptedIP=([0-9.]+|[0-9a-f:]+?)(?=:\d+\]|\])/i.exec(reply)?.[1]?.toLowerCase();
}

function namesOf(alternative: readonly string[], subject: string): readonly string[] {
  return [...new Set([...alternative, ...commonNames(subject)])];
}

/** Common names of a distinguished name in text form, where they look like host names. */
export function commonNames(subject: string): string[] {
  const found = [...subject.matchAll(/(?:^|,\s*|\+\s*)CN=("(?:[^"]|"")*"|[^,+]*)/gi)].map((match) =>
    (match[1] ?? '').trim(),
  );
  return found.filter((name) => /^[\w*-]+(?:\.[\w-]+)+$/.test(name)).map((name) => name.toLowerCase());
}
