// Windows' own names for verdicts on certificate chains, and what they come to here.
// HRESULTs: learn.microsoft.com/windows/win32/api/wincrypt/ns-wincrypt-cert_chain_policy_status
// Trust status: learn.microsoft.com/windows/win32/api/wincrypt/ns-wincrypt-cert_trust_status
import type { EvidenceCode } from './evidence.js';

interface Verdict {
  readonly name: string;
  readonly code: EvidenceCode;
}

const results: ReadonlyMap<number, Verdict> = new Map([
  [0x800b0101, { name: 'CERT_E_EXPIRED', code: 'evidence.chain-expired' }],
  [0x800b0102, { name: 'CERT_E_VALIDITYPERIODNESTING', code: 'evidence.chain-expired' }],
  [0x800b0103, { name: 'CERT_E_ROLE', code: 'evidence.chain-invalid' }],
  [0x800b0104, { name: 'CERT_E_PATHLENCONST', code: 'evidence.chain-invalid' }],
  [0x800b0105, { name: 'CERT_E_CRITICAL', code: 'evidence.chain-invalid' }],
  [0x800b0106, { name: 'CERT_E_PURPOSE', code: 'evidence.chain-usage' }],
  [0x800b0107, { name: 'CERT_E_ISSUERCHAINING', code: 'evidence.chain-invalid' }],
  [0x800b0108, { name: 'CERT_E_MALFORMED', code: 'evidence.chain-invalid' }],
  [0x800b0109, { name: 'CERT_E_UNTRUSTEDROOT', code: 'evidence.chain-untrusted' }],
  [0x800b010a, { name: 'CERT_E_CHAINING', code: 'evidence.chain-incomplete' }],
  [0x800b010c, { name: 'CERT_E_REVOKED', code: 'evidence.chain-revoked' }],
  [0x800b010d, { name: 'CERT_E_UNTRUSTEDTESTROOT', code: 'evidence.chain-untrusted' }],
  [0x800b010e, { name: 'CERT_E_REVOCATION_FAILURE', code: 'evidence.revocation-unknown' }],
  [0x800b010f, { name: 'CERT_E_CN_NO_MATCH', code: 'evidence.chain-name' }],
  [0x800b0110, { name: 'CERT_E_WRONG_USAGE', code: 'evidence.chain-usage' }],
  [0x800b0111, { name: 'TRUST_E_EXPLICIT_DISTRUST', code: 'evidence.chain-revoked' }],
  [0x800b0112, { name: 'CERT_E_UNTRUSTEDCA', code: 'evidence.chain-untrusted' }],
  [0x800b0113, { name: 'CERT_E_INVALID_POLICY', code: 'evidence.chain-invalid' }],
  [0x800b0114, { name: 'CERT_E_INVALID_NAME', code: 'evidence.chain-invalid' }],
  [0x80092010, { name: 'CRYPT_E_REVOKED', code: 'evidence.chain-revoked' }],
  [0x80092012, { name: 'CRYPT_E_NO_REVOCATION_CHECK', code: 'evidence.revocation-unknown' }],
  [0x80092013, { name: 'CRYPT_E_REVOCATION_OFFLINE', code: 'evidence.revocation-unknown' }],
  [0x80096004, { name: 'TRUST_E_CERT_SIGNATURE', code: 'evidence.chain-invalid' }],
  [0x80096010, { name: 'TRUST_E_BAD_DIGEST', code: 'evidence.chain-invalid' }],
  [0x80096019, { name: 'TRUST_E_BASIC_CONSTRAINTS', code: 'evidence.chain-invalid' }],
]);

// In the order of what matters most for a chain that a peer could not build.
const trustErrors: readonly (readonly [number, string, EvidenceCode])[] = [
  [0x10000, 'CERT_TRUST_IS_PARTIAL_CHAIN', 'evidence.chain-incomplete'],
  [0x4000000, 'CERT_TRUST_IS_EXPLICIT_DISTRUST', 'evidence.chain-revoked'],
  [0x4, 'CERT_TRUST_IS_REVOKED', 'evidence.chain-revoked'],
  [0x20, 'CERT_TRUST_IS_UNTRUSTED_ROOT', 'evidence.chain-untrusted'],
  [0x1, 'CERT_TRUST_IS_NOT_TIME_VALID', 'evidence.chain-expired'],
  [0x8, 'CERT_TRUST_IS_NOT_SIGNATURE_VALID', 'evidence.chain-invalid'],
  [0x10, 'CERT_TRUST_IS_NOT_VALID_FOR_USAGE', 'evidence.chain-usage'],
  [0x80, 'CERT_TRUST_IS_CYCLIC', 'evidence.chain-invalid'],
  [0x100, 'CERT_TRUST_INVALID_EXTENSION', 'evidence.chain-invalid'],
  [0x200, 'CERT_TRUST_INVALID_POLICY_CONSTRAINTS', 'evidence.chain-invalid'],
  [0x400, 'CERT_TRUST_INVALID_BASIC_CONSTRAINTS', 'evidence.chain-invalid'],
  [0x800, 'CERT_TRUST_INVALID_NAME_CONSTRAINTS', 'evidence.chain-invalid'],
  [0x1000, 'CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT', 'evidence.chain-invalid'],
  [0x2000, 'CERT_TRUST_HAS_NOT_DEFINED_NAME_CONSTRAINT', 'evidence.chain-invalid'],
  [0x4000, 'CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT', 'evidence.chain-invalid'],
  [0x8000, 'CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT', 'evidence.chain-invalid'],
  [0x20000, 'CERT_TRUST_CTL_IS_NOT_TIME_VALID', 'evidence.chain-invalid'],
  [0x40000, 'CERT_TRUST_CTL_IS_NOT_SIGNATURE_VALID', 'evidence.chain-invalid'],
  [0x80000, 'CERT_TRUST_CTL_IS_NOT_VALID_FOR_USAGE', 'evidence.chain-invalid'],
  [0x100000, 'CERT_TRUST_HAS_WEAK_SIGNATURE', 'evidence.chain-invalid'],
  [0x2000000, 'CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY', 'evidence.chain-invalid'],
  [0x8000000, 'CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT', 'evidence.chain-invalid'],
  [0x40, 'CERT_TRUST_REVOCATION_STATUS_UNKNOWN', 'evidence.revocation-unknown'],
  [0x1000000, 'CERT_TRUST_IS_OFFLINE_REVOCATION', 'evidence.revocation-unknown'],
];

/** The name and the meaning of a `Result`. */
export function resultVerdict(result: number): Verdict | undefined {
  return results.get(result);
}

/** The names of the bits of an `ErrorStatus`, the most telling first, with what that one means. */
export function trustVerdict(status: number): {
  readonly names: readonly string[];
  readonly code: EvidenceCode | undefined;
} {
  const set = trustErrors.filter(([bit]) => (status & bit) !== 0);
  return { names: set.map(([, name]) => name), code: set[0]?.[2] };
}
