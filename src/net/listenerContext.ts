import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import * as l10n from '@vscode/l10n';
import type { CertificateAndKey } from './listenerCertificate.js';

/** The newest version that a listener offers. */
export type NewestVersion = 'TLSv1.2' | 'TLSv1.3';

export type ContextResult =
  | { readonly ok: true; readonly context: SecureContext }
  | { readonly ok: false; readonly reason: string };

/**
 * A server's settings that take any sender there is: old versions and ciphers too, since nothing secret is said. No
 * tickets, so that every connection shows its certificate, and no CA names, which make some senders show none.
 */
export function acceptingContext(identity: CertificateAndKey, newest: NewestVersion): ContextResult {
  const options: SecureContextOptions = {
    // As bytes: Node passes over an empty text, and the listener would have no certificate at all.
    cert: Buffer.from(identity.certificate),
    key: Buffer.from(identity.key),
    minVersion: 'TLSv1',
    maxVersion: newest,
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  try {
    if (!keyFits(identity)) {
      return {
        ok: false,
        reason: l10n.t('The private key does not fit the certificate. Choose the two files that belong together.'),
      };
    }
    return { ok: true, context: withOldCiphers(options) };
  } catch {
    return {
      ok: false,
      reason: l10n.t('The certificate and key cannot be used. Both must be PEM, the key without a password.'),
    };
  }
}

/** OpenSSL itself takes a key of another kind than the certificate's for the beginning of a second pair. */
function keyFits({ certificate, key }: CertificateAndKey): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

/** OpenSSL needs these words for TLS 1.0, 1.1 and DHE; BoringSSL, VS Code's own, refuses them. */
function withOldCiphers(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ ...options, ciphers: 'DEFAULT@SECLEVEL=0', dhparam: 'auto' });
  } catch {
    return createSecureContext(options);
  }
}
