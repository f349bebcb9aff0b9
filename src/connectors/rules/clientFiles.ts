// The files from which Postfix, Exim and Sendmail take what they present as clients, where those could be read.
import * as l10n from '@vscode/l10n';
import type { CredentialFile } from '../../x509/credentialFile.js';
import { type ClientFiles, clientFiles } from '../referencedFile.js';
import { stated } from '../values.js';
import { leadsElsewhere, leadsToExchangeOnline } from './endpoints.js';
import { lackingIssuer } from './issuers.js';
import type { Rule, RuleContext } from './rule.js';

const tlsReadme = 'https://www.postfix.org/TLS_README.html#client_cert_key';
const postconf = 'https://www.postfix.org/postconf.5.html';

function filesOf(paths: readonly string[], context: RuleContext): readonly CredentialFile[] | undefined {
  const files = paths.map((path) => context.circumstances.file?.(path));
  return files.every((file) => file !== undefined) ? files : undefined;
}

/** "The file … may also contain intermediate CA certificates": with the leaf alone, nothing else is sent. */
const clientChain: Rule = {
  code: 'connector.client-chain',
  kinds: ['send'],
  source: tlsReadme,
  check(connector, context) {
    const named = clientFiles(connector);
    const files = named && filesOf(named.certificates, context);
    const place = named && stated(connector, named.property);
    const lacking =
      files && !startsWithAuthority(files) ? lackingIssuer(files.flatMap(({ presented }) => presented)) : undefined;
    if (place === undefined || lacking === undefined) {
      return;
    }
    const { range } = place;
    if (leadsElsewhere(connector)) {
      // That server may trust the issuer itself, as that of a company, or look at no client certificate.
      context.report(
        this.code,
        l10n.t(
          'This file lacks the certificate of the issuer, {0}: it is not sent. Append it behind the server’s own certificate if the other server has to verify that.',
          lacking,
        ),
        { range, severity: 'information' },
      );
    } else {
      context.report(
        this.code,
        l10n.t(
          'This file lacks the certificate of the issuer, {0}: it is not sent, and Exchange Online does not fetch it. Append it behind the server’s own certificate.',
          lacking,
        ),
        { range },
      );
    }
  },
};

/** Without a file of its own, the key is looked for in that of the certificate; "it must not be encrypted" (postconf(5)). */
const clientKey: Rule = {
  code: 'connector.client-key',
  kinds: ['send'],
  source: tlsReadme,
  check(connector, context) {
    const named = clientFiles(connector);
    const paths = named?.key === undefined ? (named?.certificates ?? []) : [named.key];
    const files = named?.keyUnknown ? undefined : filesOf(paths, context);
    const place = named && stated(connector, named.keyProperty ?? named.property);
    if (named === undefined || files === undefined || files.length === 0 || place === undefined) {
      return;
    }
    if (!files.some(({ blocks }) => blocks.includes('key'))) {
      context.report(
        this.code,
        l10n.t(
          'There is no private key in this file, so that no certificate can be sent. Name the file that holds it in {0}.',
          named.keyName,
        ),
        { range: place.range },
      );
    } else if (files.some(({ keyEncrypted }) => keyEncrypted === true)) {
      context.report(
        this.code,
        l10n.t(
          'The private key is encrypted, and a service has nobody to ask for the pass-phrase. Store it without one, readable by the service alone.',
        ),
        { range: place.range },
      );
    } else if (files.some(({ keyFits }) => keyFits === false) && !startsWithAuthority(certificatesOf(named, context))) {
      context.report(
        this.code,
        l10n.t('The private key is not that of the certificate. Name the key for which the certificate was issued.'),
        { range: place.range },
      );
    }
  },
};

function certificatesOf(named: ClientFiles | undefined, context: RuleContext): readonly CredentialFile[] {
  return (named && filesOf(named.certificates, context)) ?? [];
}

/** "The private key must be first, followed by the corresponding certificate chain" (smtp_tls_chain_files), leaf first. */
const chainFileOrder: Rule = {
  code: 'connector.chain-file-order',
  kinds: ['send'],
  source: `${postconf}#smtp_tls_chain_files`,
  check(connector, context) {
    const named = clientFiles(connector);
    const files = named && filesOf(named.certificates, context);
    const place = named && stated(connector, named.property);
    if (files === undefined || place === undefined) {
      return;
    }
    const { range } = place;
    const blocks = files.flatMap((file) => file.blocks);
    if (named?.property === 'smtp_tls_chain_files' && blocks.includes('key') && blocks[0] !== 'key') {
      context.report(
        this.code,
        l10n.t(
          'Postfix wants the private key first, then its certificate, then the intermediates. Put the key in front.',
        ),
        { range },
      );
    }
    if (startsWithAuthority(files)) {
      context.report(
        this.code,
        l10n.t(
          'The first certificate in this file is that of an authority. Put the server’s own certificate first, then that of its issuer.',
        ),
        { range },
      );
    }
  },
};

function startsWithAuthority(files: readonly CredentialFile[]): boolean {
  const [first, ...others] = files.flatMap(({ presented }) => presented);
  return (
    first?.certificate?.basicConstraints?.ca === true &&
    others.some(({ certificate }) => certificate !== undefined && certificate.basicConstraints?.ca !== true)
  );
}

const expiredFile: Rule = {
  code: 'connector.tls-certificate-expired',
  kinds: ['send'],
  source: tlsReadme,
  check(connector, context) {
    const named = clientFiles(connector);
    const [first] = certificatesOf(named, context).flatMap(({ presented }) => presented);
    const place = named && stated(connector, named.property);
    const end = first?.certificate?.notAfter;
    if (place !== undefined && end !== undefined && end < context.circumstances.now) {
      context.report(
        this.code,
        l10n.t('The certificate in this file expired on {0}. Renew it.', end.toISOString().slice(0, 10)),
        { range: place.range },
      );
    }
  },
};

/** Exchange Online trusts public authorities only (certificate-requirements). */
const selfSignedFile: Rule = {
  code: 'connector.self-signed-certificate',
  kinds: ['send'],
  source: 'https://learn.microsoft.com/exchange/certificate-requirements',
  check(connector, context) {
    const named = clientFiles(connector);
    const files = certificatesOf(named, context);
    const [first] = files.flatMap(({ presented }) => presented);
    const place = named && stated(connector, named.property);
    // A root in front of the server's own certificate is a matter of order.
    const own = startsWithAuthority(files) ? undefined : first?.certificate;
    if (place !== undefined && own?.selfIssued === true && leadsToExchangeOnline(connector)) {
      context.report(
        this.code,
        l10n.t(
          'This certificate is self-signed. Exchange Online trusts public authorities only, and recognises the server by its address at most. Name one that such an authority issued.',
        ),
        { range: place.range },
      );
    }
  },
};

export const clientFileRules: readonly Rule[] = [clientChain, clientKey, chainFileOrder, selfSignedFile, expiredFile];
