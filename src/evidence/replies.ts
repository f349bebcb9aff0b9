// What the replies of Exchange Online and the errors of mail servers mean. Look-alikes are told apart here: the same
// words mean another thing with another code. Codes and wording: Microsoft's articles, named in docs/findings.md.
import type { EvidenceCode } from './evidence.js';

interface Rule {
  /** What the text must say besides the status. IIS writes blanks as plus signs. */
  readonly words?: RegExp;
  readonly code: EvidenceCode;
}

const outdated: readonly Rule[] = [{ code: 'evidence.outdated-server' }];
const relay: readonly Rule[] = [
  {
    words:
      /unable[\s+]+to[\s+]+relay|relay(?:ing)?[\s+]+(?:access[\s+]+)?(?:denied|not[\s+]+(?:permitted|allowed))|not[\s+]+permitted[\s+]+to[\s+]+relay/i,
    code: 'evidence.relay-denied',
  },
];
// `Cannot connect to remote server` for any reason: only some of its messages are about the certificate.
const unreached: readonly Rule[] = [
  { words: /STARTTLS|5\.7\.3\b/i, code: 'evidence.inbound-starttls' },
  {
    words:
      /certificate|(?:Subject|Name)Mismatch|Untrusted|SignatureFailure|ChainFailure|(?<!Message[\s+])Expired|Revo(?:ked|cation)|NotTimeValid|WrongUsage/i,
    code: 'evidence.inbound-certificate',
  },
];
const demand: readonly Rule[] = [
  {
    words: /STARTTLS[\s+]+is[\s+]+required|Must[\s+]+issue[\s+]+a[\s+]+STARTTLS/i,
    code: 'evidence.starttls-not-offered',
  },
];
const attribution: readonly Rule[] = [{ words: /ATTR55/, code: 'evidence.temporary-attribution' }];

// By enhanced status code (RFC 3463); the first rule that fits decides.
const rules: Readonly<Record<string, readonly Rule[]>> = {
  '5.7.64': [{ words: /ATTR36/, code: 'evidence.domain-not-accepted' }, { code: 'evidence.tenant-attribution' }],
  '4.4.62': [{ code: 'evidence.wrong-region' }],
  '5.7.51': [{ code: 'evidence.partner-connector' }],
  '5.7.68': [{ code: 'evidence.direct-send' }],
  '5.7.367': [{ code: 'evidence.downstream-relay' }],
  '5.7.705': [{ code: 'evidence.tenant-threshold' }],
  '5.7.708': [{ code: 'evidence.address-reputation' }],
  '5.7.750': [{ code: 'evidence.domain-unregistered' }],
  '4.7.230': outdated,
  '5.7.230': outdated,
  '4.7.5': [
    { words: /TlsCertificateName|could not be found/i, code: 'evidence.certificate-not-found' },
    { words: /certificate|Reason:/i, code: 'evidence.remote-certificate' },
  ],
  '4.4.317': unreached,
  // The same when it has given up.
  '5.4.317': unreached,
  '4.7.320': [{ code: 'evidence.inbound-certificate' }],
  '4.4.101': [{ code: 'evidence.proxy-session' }],
  // Said to a sender; what a server says of itself to Exchange Online is quoted there or stands in its own log.
  '5.7.3': demand,
  '4.3.2': attribution,
  '4.4.3': attribution,
  // Without words it is Exchange Online's; other servers say with it that a host did not answer (RFC 3463).
  '5.4.1': [
    {
      words: /Access[\s+]+denied|Recipient[\s+]+address[\s+]+rejected|^[^A-Za-z]*$/i,
      code: 'evidence.recipient-rejected',
    },
  ],
  '5.7.57': [{ code: 'evidence.not-authenticated' }],
  '4.7.0': relay,
  '5.7.0': [...demand, ...relay],
  '4.7.1': relay,
  '5.7.1': relay,
  '4.7.57': relay,
  '4.7.60': relay,
  '5.7.54': relay,
  '5.7.60': relay,
};
// `451 4.7.500-699 (AS…)` stands for two hundred codes.
const throttled = /^4\.7\.[56]\d\d$/;

// Errors without a status code: of the TLS library, of Exchange's event log, of Postfix and Exim.
const phrases: readonly { readonly words: RegExp; readonly code: EvidenceCode }[] = [
  { words: /TenantAttribution;?[\s+]+Relay[\s+]+Access[\s+]+Denied/i, code: 'evidence.tenant-attribution' },
  {
    words: /TLS[\s+]+negotiation[\s+]+failed[\s+]+with[\s+]+error[\s+]+UnknownCredentials/i,
    code: 'evidence.not-bound-to-smtp',
  },
  {
    words: /TLS[\s+]+negotiation[\s+]+failed[\s+]+with[\s+]+error[\s+]+NoCredentials/i,
    code: 'evidence.private-key-missing',
  },
  { words: /TLS[\s+]+negotiation[\s+]+failed[\s+]+with[\s+]+error/i, code: 'evidence.tls-failed' },
  { words: /\bATTR35\b/, code: 'evidence.wrong-region' },
  { words: /\bATTR36\b/, code: 'evidence.domain-not-accepted' },
  { words: /\bATTR55(?:\.1)?\b/, code: 'evidence.temporary-attribution' },
  {
    words: /could[\s+]+not[\s+]+find[\s+]+a[\s+]+certificate[\s+]+that[\s+]+contains[\s+]+the[\s+]+domain[\s+]+name/i,
    code: 'evidence.inbound-starttls',
  },
  { words: /Certificate[\s+]+validation[\s+]+failure,?[\s+]+Reason:/i, code: 'evidence.remote-certificate' },
  {
    words: /TLS[\s+]+is[\s+]+required,[\s+]+but[\s+]+was[\s+]+not[\s+]+offered/i,
    code: 'evidence.starttls-not-offered',
  },
  {
    words: /a[\s+]+TLS[\s+]+session[\s+]+is[\s+]+required,[\s+]+but[\s+]+an[\s+]+attempt/i,
    code: 'evidence.tls-failed',
  },
  { words: /a[\s+]+TLS[\s+]+session[\s+]+is[\s+]+required,[\s+]+but/i, code: 'evidence.starttls-not-offered' },
  {
    words: /TLS[\s+]+session:[\s+]+\(certificate[\s+]+verification[\s+]+failed\)/i,
    code: 'evidence.remote-certificate',
  },
  { words: /^relay[\s+]+not[\s+]+permitted/, code: 'evidence.relay-denied' },
  { words: /Server[\s+]+certificate[\s+]+not[\s+]+(?:trusted|verified)/i, code: 'evidence.remote-certificate' },
  { words: /Cannot[\s+]+start[\s+]+TLS:[\s+]+handshake[\s+]+failure/i, code: 'evidence.tls-failed' },
  { words: /TLS[\s+]+handshake[\s+]+failed/i, code: 'evidence.tls-failed' },
];

const replyHead = /^\s*(?:[45]\d\d[\s+-]{1,3})?#?([45]\. ?\d{1,3}\. ?\d{1,3})(?!\d|\.\d)/;

/** What follows a known status code: `text` is everything behind it. Undefined: not in the catalogue. */
export function classifyStatus(status: string, text: string): EvidenceCode | undefined {
  const known = rules[status];
  if (known === undefined) {
    return throttled.test(status) ? 'evidence.throttled' : undefined;
  }
  for (const { words, code } of known) {
    if (words === undefined || words.test(text)) {
      return code;
    }
  }
  return undefined;
}

/** An error without a status code. */
export function classifyPhrase(text: string): EvidenceCode | undefined {
  return phrases.find((phrase) => phrase.words.test(text))?.code;
}

/**
 * A whole reply or error text, e.g. `550 5.7.64 TenantAttribution; …`; `evidence.other-status` where it begins with a
 * status code that is not in the catalogue, undefined where it has none.
 */
export function classifyReply(text: string): EvidenceCode | undefined {
  const written = replyHead.exec(text)?.[1];
  // Wrapping leaves blanks, but seldom.
  const status = written?.includes(' ') ? written.replaceAll(' ', '') : written;
  if (status === undefined) {
    return classifyPhrase(text);
  }
  return classifyStatus(status, text) ?? classifyPhrase(text) ?? 'evidence.other-status';
}
