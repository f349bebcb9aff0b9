import type { Range, TextEdit } from './text/source.js';

/** How much a finding weighs; only `error` makes the command line exit with 1. */
export type Severity = 'error' | 'warning' | 'information';

/** Every code that the product can report, with its default severity. Each has a heading in docs/findings.md. */
export const defaultSeverities = {
  'chain.intermediate-missing': 'error',
  'chain.root-unknown': 'error',
  'chain.self-signed': 'error',
  'chain.misordered': 'warning',
  'chain.duplicate': 'information',
  'chain.unrelated': 'information',
  'chain.root-sent': 'information',
  'chain.root-not-at-hand': 'information',
  'chain.signature-invalid': 'error',
  'chain.constraint-violated': 'error',
  'certificate.expired': 'error',
  'certificate.not-yet-valid': 'error',
  'certificate.expires-soon': 'warning',
  'certificate.name-mismatch': 'error',
  'certificate.purpose-missing': 'error',
  'certificate.weak-key': 'warning',
  'certificate.weak-signature': 'warning',
  'certificate.unreadable': 'error',
  'capture.address-unreached': 'warning',
  'capture.no-client-certificate': 'error',
  'capture.possession-unproven': 'error',
  'capture.session-resumed': 'information',
  'connector.tls-certificate-name': 'error',
  'connector.require-tls-ignored': 'error',
  'connector.tls-auth-level': 'error',
  'connector.smart-hosts-dns-routing': 'error',
  'connector.smart-hosts-missing': 'error',
  'connector.address-space': 'error',
  'connector.sender-ip-addresses': 'error',
  'connector.tls-sender-certificate-name': 'error',
  'connector.tls-certificate-missing': 'error',
  'connector.tls-certificate-expired': 'error',
  'connector.tls-certificate-chain': 'error',
  'connector.tls-domain': 'error',
  'connector.tls-domain-unused': 'warning',
  'connector.self-signed-certificate': 'warning',
  'connector.force-helo': 'warning',
  'connector.starttls-ignored': 'warning',
  'connector.receive-auth-mechanism': 'error',
  'connector.submission-endpoint': 'warning',
  'connector.outdated-endpoint': 'warning',
  'connector.smart-host-port': 'warning',
  'connector.private-address': 'warning',
  'connector.domain-syntax': 'error',
  'connector.tls-sender-certificate-name-form': 'error',
  'connector.tls-sender-certificate-name-host': 'information',
  'connector.partner-no-relay': 'information',
  'connector.sender-not-identified': 'information',
  'connector.treat-messages-as-internal': 'error',
  'connector.restrict-on-premises': 'information',
  'connector.mixed-identification': 'information',
  'connector.trusted-organizations': 'information',
  'connector.enhanced-filtering': 'information',
  'connector.sender-certificate-without-tls': 'information',
  'connector.outbound-tls-domain': 'warning',
  'connector.outbound-smart-hosts': 'error',
  'connector.outbound-smart-hosts-unused': 'information',
  'connector.outbound-on-premises': 'error',
  'connector.disabled': 'information',
  'connector.required-parameter': 'error',
  'connector.client-chain': 'error',
  'connector.client-key': 'error',
  'connector.chain-file-order': 'error',
  'connector.postfix-security-level': 'warning',
  'connector.postfix-obsolete': 'information',
  'connector.client-certificate-unset': 'information',
  'connector.iis-certificate': 'warning',
  'connector.dsc-property': 'warning',
  'connector.statement-split': 'warning',
  'connector.line-continuation': 'warning',
  'connector.too-deep': 'warning',
  'connector.lossy-export': 'information',
  'connector.xml-refused': 'warning',
  'evidence.tenant-attribution': 'error',
  'evidence.domain-not-accepted': 'error',
  'evidence.wrong-region': 'error',
  'evidence.partner-connector': 'error',
  'evidence.direct-send': 'error',
  'evidence.downstream-relay': 'error',
  'evidence.tenant-threshold': 'error',
  'evidence.address-reputation': 'error',
  'evidence.domain-unregistered': 'error',
  'evidence.throttled': 'warning',
  'evidence.outdated-server': 'error',
  'evidence.certificate-not-found': 'error',
  'evidence.remote-certificate': 'error',
  'evidence.inbound-certificate': 'error',
  'evidence.inbound-starttls': 'error',
  'evidence.proxy-session': 'error',
  'evidence.not-bound-to-smtp': 'error',
  'evidence.private-key-missing': 'error',
  'evidence.tls-failed': 'error',
  'evidence.starttls-not-offered': 'error',
  'evidence.temporary-attribution': 'warning',
  'evidence.recipient-rejected': 'error',
  'evidence.not-authenticated': 'error',
  'evidence.relay-denied': 'error',
  'evidence.chain-incomplete': 'error',
  'evidence.chain-untrusted': 'error',
  'evidence.chain-expired': 'error',
  'evidence.chain-revoked': 'error',
  'evidence.chain-name': 'error',
  'evidence.chain-usage': 'error',
  'evidence.chain-invalid': 'error',
  'evidence.revocation-unknown': 'warning',
  'evidence.retrieval-failed': 'warning',
  'evidence.other-status': 'information',
  'evidence.unreadable': 'information',
} as const satisfies Record<string, Severity>;

/** A stable dotted code; never renamed once published. */
export type FindingCode = keyof typeof defaultSeverities;

/** A change of the document that removes the finding and alters nothing else. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It mends how something is written and decides nothing, so that it may be applied without being looked at. */
  readonly certain?: true;
}

/** Another place or certificate that explains the finding. */
export interface Related {
  readonly message: string;
  readonly range?: Range;
  readonly sha256?: string;
}

/** One judgement. `range` points into a document; `sha256` and `index` at a presented certificate. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range?: Range;
  readonly sha256?: string;
  readonly index?: number;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** The place of a finding and what repairs it: everything of a `Finding` but its code, severity and message. */
export type FindingDetails = Omit<Finding, 'code' | 'severity' | 'message'> & { readonly severity?: Severity };

/** A finding of the code's default severity, unless `details` says otherwise. */
export function finding(code: FindingCode, message: string, details: FindingDetails = {}): Finding {
  return { code, severity: defaultSeverities[code], message, ...details };
}

/** Whether any finding is at error level. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((each) => each.severity === 'error');
}
