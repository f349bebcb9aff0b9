import type { ChainAnalysis } from '../../chain/analyze.js';
import type { Capture } from '../../chain/capture.js';
import type { Connector } from '../../connectors/connector.js';
import type { Evidence, EvidenceCode, Software } from '../evidence.js';
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
    const software = this.question.evidence.find((each) => each.software !== undefined)?.software;
    return software && fileServers.has(software);
  }

  /** Evidence of a session that sent just this certificate. */
  sentBy(thumbprint: string | undefined): Evidence | undefined {
    return this.question.evidence.find((each) => thumbprint !== undefined && each.thumbprints[0] === thumbprint);
  }

  /** Whether this capture shows what the refused sessions sent, not only what the same server shows elsewhere. */
  isConclusive({ capture, analysis }: JudgedCapture): boolean {
    if (this.isInbound) {
      return capture.origin.kind === 'server';
    }
    if (this.sentBy(analysis.leaf?.thumbprint) !== undefined) {
      return true;
    }
    // Where the log names another certificate, the listener saw another case: after a renewal, or of another connector.
    return capture.origin.kind === 'client' && this.refusals.every(({ thumbprints }) => thumbprints[0] === undefined);
  }

  /** A capture of the sender whose chain is whole: the chain is cleared. */
  get cleared(): JudgedCapture | undefined {
    return this.own.find((each) => each.analysis.complete === true && this.isConclusive(each));
  }

  /** Names by which Exchange Online could have recognised the sender: of the certificate sent, or else of what is known. */
  get names(): readonly string[] | undefined {
    const client = this.own.find(({ capture, analysis }) => capture.origin.kind === 'client' && analysis.leaf);
    const logged = this.refusals.find((each) => each.certificate !== undefined)?.certificate;
    if (client === undefined && logged !== undefined) {
      return [...new Set([...logged.names, ...commonNames(logged.subject)])];
    }
    const leaf = client?.analysis.leaf ?? this.own.find(({ analysis }) => analysis.leaf)?.analysis.leaf;
    return leaf && [...new Set([...leaf.dnsNames, ...commonNames(leaf.subject.text)])];
  }
}

/** Common names of a distinguished name in text form, where they look like host names. */
export function commonNames(subject: string): string[] {
  const found = [...subject.matchAll(/(?:^|,\s*|\+\s*)CN=("(?:[^"]|"")*"|[^,+]*)/gi)].map((match) =>
    (match[1] ?? '').trim(),
  );
  return found.filter((name) => /^[\w*-]+(?:\.[\w-]+)+$/.test(name)).map((name) => name.toLowerCase());
}
