// What decides about TLS towards Exchange Online in the configurations of Postfix, Exim, Sendmail and IIS SMTP, in a
// sentence for the hover. From postconf(5), Exim's chapter on the smtp transport, cf/README and the IIS 6 reference.
import * as l10n from '@vscode/l10n';
import type { Platform } from './connector.js';
import type { Property, ValueType } from './properties.js';

interface Known {
  readonly meaning: () => string;
  readonly type?: ValueType;
  readonly values?: readonly string[];
  readonly default?: boolean | number | string;
}

interface Server {
  /** The page of a property. */
  readonly reference: (name: string) => string;
  readonly properties: Readonly<Record<string, Known>>;
}

const certificate = () =>
  l10n.t(
    'The file with the certificate that this server presents as a client, in PEM: its own first, then the intermediates.',
  );
const key = () => l10n.t('The file with the private key of the client certificate.');
const obsolete = () => l10n.t('Obsolete: smtp_tls_security_level says it today.');
const smartHost = () => l10n.t('The host that takes the mail; without one, DNS says where it goes.');

const servers: Readonly<Partial<Record<Platform, Server>>> = {
  Postfix: {
    reference: (name) => `https://www.postfix.org/postconf.5.html#${name}`,
    properties: {
      relayhost: { meaning: smartHost },
      smtp_tls_security_level: {
        meaning: () =>
          l10n.t('Whether mail is sent under TLS, and how strictly the other side’s certificate is judged.'),
        values: ['', 'none', 'may', 'encrypt', 'dane', 'dane-only', 'fingerprint', 'verify', 'secure'],
      },
      smtp_tls_chain_files: {
        meaning: () =>
          l10n.t(
            'Files with the private key first, then the certificate and its intermediates, in PEM. Where they are given, smtp_tls_cert_file and its like are ignored.',
          ),
        type: 'list',
      },
      smtp_tls_cert_file: { meaning: certificate },
      smtp_tls_key_file: { meaning: key, default: '$smtp_tls_cert_file' },
      smtp_tls_eccert_file: { meaning: certificate },
      smtp_tls_eckey_file: { meaning: key, default: '$smtp_tls_eccert_file' },
      smtp_tls_CAfile: {
        meaning: () => l10n.t('The file with the authorities that are trusted to certify other servers, in PEM.'),
      },
      smtp_tls_policy_maps: {
        meaning: () => l10n.t('Tables that give single destinations a security level of their own.'),
        type: 'list',
      },
      smtp_tls_loglevel: {
        meaning: () => l10n.t('How much of TLS goes to the log. 1 logs a summary of each handshake.'),
        values: ['0', '1', '2', '3', '4'],
        default: 0,
      },
      smtp_tls_mandatory_protocols: {
        meaning: () => l10n.t('The versions of TLS that may be used where TLS is required.'),
      },
      smtp_use_tls: { meaning: obsolete, values: ['yes', 'no'], default: 'no' },
      smtp_enforce_tls: { meaning: obsolete, values: ['yes', 'no'], default: 'no' },
    },
  },
  Exim: {
    reference: () => 'https://www.exim.org/exim-html-current/doc/html/spec_html/ch-the_smtp_transport.html',
    properties: {
      tls_certificate: { meaning: certificate },
      tls_privatekey: {
        meaning: () => l10n.t('The file with the private key; without one, it is in the file of the certificate.'),
      },
      hosts: { meaning: smartHost, type: 'list' },
      hosts_require_tls: {
        meaning: () => l10n.t('The hosts to which mail is sent under TLS only.'),
        type: 'list',
      },
      hosts_avoid_tls: { meaning: () => l10n.t('The hosts to which TLS is never used.'), type: 'list' },
      tls_verify_hosts: {
        meaning: () => l10n.t('The hosts whose certificate must be valid, or nothing is sent.'),
        type: 'list',
      },
      tls_try_verify_hosts: {
        meaning: () => l10n.t('The hosts whose certificate is looked at, and which get the mail in any case.'),
        type: 'list',
        default: '*',
      },
      tls_sni: { meaning: () => l10n.t('The name that is asked for in the handshake (SNI).') },
    },
  },
  Sendmail: {
    reference: () => 'https://www.sendmail.org/~ca/email/starttls.html',
    properties: {
      SMART_HOST: { meaning: smartHost },
      confCLIENT_CERT: { meaning: certificate },
      confCLIENT_KEY: { meaning: key },
      confCACERT: { meaning: () => l10n.t('The file with the certificate of the authority that issued one’s own.') },
      confCACERT_PATH: { meaning: () => l10n.t('The folder with the authorities that are trusted.') },
    },
  },
  IisSmtp: {
    reference: () => 'https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms524936(v=vs.90)',
    properties: {
      SmartHost: { meaning: smartHost },
      SmartHostType: {
        meaning: () => l10n.t('When the smart host is used: 0 never, 1 where direct delivery fails, 2 always.'),
        values: ['0', '1', '2'],
        default: 0,
      },
      RouteAction: {
        meaning: () => l10n.t('Flags of how mail is sent on; 4 among them requires TLS.'),
        type: 'integer',
        default: 0,
      },
      SSLCertHash: {
        meaning: () => l10n.t('The thumbprint of the certificate that the virtual server uses.'),
      },
    },
  },
};

/** What is known of a property of a server that is not Exchange, by its name. */
export interface OtherProperty {
  readonly property: Property;
  readonly meaning: string;
  /** The reference page. */
  readonly source: string;
}

/** `undefined` where nothing is known of it, and for Exchange, whose properties have a table of their own. */
export function otherProperty(platform: Platform, name: string): OtherProperty | undefined {
  const server = servers[platform];
  const known = server !== undefined && Object.hasOwn(server.properties, name) ? server.properties[name] : undefined;
  if (server === undefined || known === undefined) {
    return undefined;
  }
  const { meaning, ...rest } = known;
  return { property: { name, type: 'text', ...rest }, meaning: meaning(), source: server.reference(name) };
}
