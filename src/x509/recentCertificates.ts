import { type Certificate, type CertificateResult, readCertificate } from './certificate.js';

/** Servers of one operator send the same intermediates, and often the same leaf: so many readings are kept. */
const maximumKept = 256;

/** DER of this size in bytes holds every certificate of good will; larger ones would cost memory. */
const maximumSize = 8 * 1024;

/** By DER, the longest unused first. */
const recent = new Map<string, Certificate>();

/**
 * Reads one certificate as `readCertificate` does. Equal bytes that came lately give the same object: what was found
 * out about it, above all its signatures, need not be found out again.
 */
export function readRecentCertificate(der: Uint8Array): CertificateResult {
  if (der.length > maximumSize) {
    return readCertificate(der);
  }
  const key = Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');
  const known = recent.get(key);
  // A copy, so that a certificate which is kept does not keep the message around it.
  const result = known ? { ok: true as const, certificate: known } : readCertificate(Uint8Array.from(der));
  if (result.ok) {
    recent.delete(key);
    recent.set(key, result.certificate);
    const [oldest = key] = recent.keys();
    if (recent.size > maximumKept) {
      recent.delete(oldest);
    }
  }
  return result;
}
