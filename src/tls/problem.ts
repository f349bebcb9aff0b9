/** Why a handshake yields no certificates. `alert` is the code of RFC 8446 section 6; `what` names the broken part. */
export type Problem =
  | { readonly code: 'not-tls'; readonly ssl3: boolean }
  | { readonly code: 'alert'; readonly alert: number; readonly own: boolean }
  | { readonly code: 'closed' }
  | { readonly code: 'too-large'; readonly what: string }
  | { readonly code: 'malformed'; readonly what: string }
  | { readonly code: 'no-certificates' };

/** A message or record that does not follow its grammar; `what` is its name in the RFC, not translated. */
export function malformed(what: string): Problem {
  return { code: 'malformed', what };
}

/** The two answers to "was this readable?". */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

const alertNames: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

/** The alert's name in the IANA registry, else its number. */
export function alertName(alert: number): string {
  return alertNames[alert] ?? String(alert);
}
