import type { Certificate } from '../../x509/certificate.js';
import { toPem } from '../../x509/pem.js';
import { type ScriptFile, scriptFile } from './scriptFile.js';

/**
 * For senders that are no Windows machines: the chain as PEM, leaf first, and the lines that use it. `corrected` is the
 * leaf and its intermediates in order. The private key stays where it is; nothing here knows it.
 */
export function otherSenderFiles(corrected: readonly Certificate[]): readonly ScriptFile[] {
  return [
    { fileName: 'fullchain.pem', text: corrected.map(({ der }) => toPem(der)).join('') },
    scriptFile('postfix-exim-sendmail.txt', [senderLines]),
  ];
}

/** The configuration of the sending side, by program. */
const senderLines = `
The certificate chain for senders other than Exchange and IIS
=============================================================
Copy fullchain.pem (the server's certificate first, then its intermediates, no root) to the sending server. The
paths below are examples; PRIVATE-KEY.pem is the key that the server already has.

Postfix, main.cf (TLS_README, "Client-side certificate and private key configuration")
  Postfix 3.4 and newer: one list, the private key first. Leave smtp_tls_cert_file and smtp_tls_key_file empty then.
    smtp_tls_chain_files = /etc/postfix/tls/PRIVATE-KEY.pem, /etc/postfix/tls/fullchain.pem
  Older:
    smtp_tls_cert_file = /etc/postfix/tls/fullchain.pem
    smtp_tls_key_file = /etc/postfix/tls/PRIVATE-KEY.pem
  Then: postfix check && postfix reload

Exim, in the smtp transport that delivers to Exchange Online (specification, chapter "The smtp transport"; the main
options of the same names serve incoming mail only)
    tls_certificate = /etc/exim4/tls/fullchain.pem
    tls_privatekey = /etc/exim4/tls/PRIVATE-KEY.pem
  Both must be readable for the Exim user. Then: exim -bV, and restart Exim.

Sendmail, sendmail.mc
    define(\`confCLIENT_CERT', \`/etc/mail/certs/fullchain.pem')dnl
    define(\`confCLIENT_KEY', \`/etc/mail/certs/PRIVATE-KEY.pem')dnl
  Only a Sendmail built with _FFR_TLS_USE_CERTIFICATE_CHAIN_FILE (Red Hat and Gentoo build so) reads more than the
  first certificate of that file. Otherwise append the intermediates to the file of confCACERT: OpenSSL completes the
  chain from there.
    define(\`confCACERT', \`/etc/mail/certs/ca-bundle.pem')dnl
  Then: make the .cf file and restart Sendmail.

Afterwards inspect what the server really sends: start "chainmail listen" and let it deliver a message there.
`;
