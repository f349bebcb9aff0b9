// What the replies of Exchange Online and the errors of mail servers mean. Look-alikes are told apart here: the same
// words mean another thing with another code. Codes and wording: Microsoft's articles, named in docs/findings.md.
import type { EvidenceCode } from './evidence.js';

interface Rule {
  /** Enhanced status codes (RFC 3463). */
  readonly status: RegExp;
  /** What the text must say besides. */
  readonly words?: RegExp;
  readonly code: EvidenceCode;
}

// The first that fits decides.
const rules: readonly Rule[] = [
  { status: /^5\.7\.64$/, words: /ATTR36/, code: 'evidence.domain-not-accepted' },
  { status: /^5\.7\.64$/, code: 'evidence.tenant-attribution' },
  { status: /^4\.4\.62$/, code: 'evidence.wrong-region' },
  { status: /^5\.7\.51$/, code: 'evidence.partner-connector' },
  { status: /^5\.7\.68$/, code: 'evidence.direct-send' },
  { status: /^5\.7\.367$/, code: 'evidence.downstream-relay' },
  { status: /^5\.7\.705$/, code: 'evidence.tenant-threshold' },
  { status: /^5\.7\.708$/, code: 'evidence.address-reputation' },
  { status: /^5\.7\.750$/, code: 'evidence.domain-unregistered' },
  { status: /^4\.7\.[56]\d\d$/, code: 'evidence.throttled' },
  { status: /^[45]\.7\.230$/, code: 'evidence.outdated-server' },
  { status: /^4\.7\.5$/, words: /TlsCertificateName|could not be found/i, code: 'evidence.certificate-not-found' },
  { status: /^4\.7\.5$/, words: /certificate|Reason:/i, code: 'evidence.remote-certificate' },
  { status: /^4\.(?:4\.317|7\.320)$/, words: /STARTTLS\s+is\s+required|5\.7\.3\b/i, code: 'evidence.inbound-starttls' },
  { status: /^4\.(?:4\.317|7\.320)$/, code: 'evidence.inbound-certificate' },
  { status: /^4\.4\.101$/, code: 'evidence.proxy-session' },
  { status: /^5\.7\.3$/, words: /STARTTLS\s+is\s+required/i, code: 'evidence.inbound-starttls' },
  { status: /^4\.(?:3\.2|4\.3)$/, words: /ATTR55/, code: 'evidence.temporary-attribution' },
  {
    status: /^5\.4\.1$/,
    words: /Access\s+denied|Recipient\s+address\s+rejected/i,
    code: 'evidence.recipient-rejected',
  },
  { status: /^5\.7\.57$/, code: 'evidence.not-authenticated' },
  {
    status: /^[45]\.7\.(?:0|1|57|60)$/,
    words:
      /unable\s+to\s+relay|relay(?:ing)?\s+(?:access\s+)?(?:denied|not\s+(?:permitted|allowed))|not\s+permitted\s+to\s+relay/i,
    code: 'evidence.relay-denied',
  },
];

// Errors without a status code: of the TLS library, of Exchange's event log, of Postfix and Exim.
const phrases: readonly { readonly words: RegExp; readonly code: EvidenceCode }[] = [
  { words: /TenantAttribution;?\s+Relay\s+Access\s+Denied/i, code: 'evidence.tenant-attribution' },
  { words: /TLS\s+negotiation\s+failed\s+with\s+error\s+UnknownCredentials/i, code: 'evidence.not-bound-to-smtp' },
  { words: /TLS\s+negotiation\s+failed\s+with\s+error\s+NoCredentials/i, code: 'evidence.private-key-missing' },
  { words: /TLS\s+negotiation\s+failed\s+with\s+error/i, code: 'evidence.tls-failed' },
  { words: /\bATTR35\b/, code: 'evidence.wrong-region' },
  { words: /\bATTR36\b/, code: 'evidence.domain-not-accepted' },
  { words: /\bATTR55(?:\.1)?\b/, code: 'evidence.temporary-attribution' },
  {
    words: /could\s+not\s+find\s+a\s+certificate\s+that\s+contains\s+the\s+domain\s+name/i,
    code: 'evidence.inbound-starttls',
  },
  { words: /Certificate\s+validation\s+failure,?\s+Reason:/i, code: 'evidence.remote-certificate' },
  { words: /TLS\s+is\s+required,\s+but\s+was\s+not\s+offered/i, code: 'evidence.starttls-not-offered' },
  { words: /a\s+TLS\s+session\s+is\s+required,\s+but/i, code: 'evidence.starttls-not-offered' },
  { words: /TLS\s+session:\s+\(certificate\s+verification\s+failed\)/i, code: 'evidence.remote-certificate' },
  { words: /Server\s+certificate\s+not\s+(?:trusted|verified)/i, code: 'evidence.remote-certificate' },
];

const replyHead = /^\s*(?:[45]\d\d[\s-]{1,3})?#?([45]\.\s?\d{1,3}\.\s?\d{1,3})(?!\d|\.\d)/;

/** What follows a known status code: `text` is everything behind it. Undefined: not in the catalogue. */
export function classifyStatus(status: string, text: string): EvidenceCode | undefined {
  return rules.find((rule) => rule.status.test(status) && (rule.words?.test(text) ?? true))?.code;
}

/** An error without a status code. */
export function classifyPhrase(text: string): EvidenceCode | undefined {
  return phrases.find((phrase) => phrase.words.test(text))?.code;
}

/** A whole reply or error text, e.g. `550 5.7.64 TenantAttribution; …`. */
export function classifyReply(text: string): EvidenceCode | undefined {
  const status = replyHead.exec(text)?.[1]?.replace(/\s/g, '');
  return (status === undefined ? undefined : classifyStatus(status, text)) ?? classifyPhrase(text);
}
