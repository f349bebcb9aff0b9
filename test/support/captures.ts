// Captures without a handshake, for tests that judge what was presented.
import type { Capture, CaptureOrigin } from '../../src/chain/capture.js';
import { readCertificate } from '../../src/x509/certificate.js';
import type { Issued } from './pki.js';

/** What a server at `host` presented: these certificates, in this order. */
export function serverCapture(host: string, certificates: readonly Issued[]): Capture {
  return captureOf({ kind: 'server', host, port: 25, security: 'starttls' }, certificates);
}

/** What a sender presented to a listener. */
export function clientCapture(heloName: string, certificates: readonly Issued[]): Capture {
  return captureOf({ kind: 'client', address: '192.0.2.1', port: 40_000, heloName }, certificates);
}

/** What was presented, by whom. */
export function captureOf(origin: CaptureOrigin, certificates: readonly Issued[]): Capture {
  return {
    origin,
    capturedAt: new Date('2026-11-01T00:00:00Z'),
    presented: certificates.map(({ der }) => {
      const result = readCertificate(der);
      return result.ok ? { der, certificate: result.certificate } : { der, problem: result.reason };
    }),
    transcript: [],
  };
}
