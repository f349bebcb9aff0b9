import * as l10n from '@vscode/l10n';
import type { Verb } from './arguments.js';

/** What the whole command prints with `--help` or without a verb. */
export function overview(): string {
  return l10n.t(`chainmail: SMTP certificate chains for Exchange Online

  chainmail probe HOST[:PORT]…              what servers send in their TLS handshake, and what is missing
  chainmail listen                          wait for a sending server and show the certificates that it sends
  chainmail analyze FILE…                   the same judgement on certificate files
  chainmail check FILE…                     problems in connector configuration
  chainmail explain FILE…                   from a bounce, log or CAPI2 event to its causes
  chainmail script KIND [SOURCE…]           the PowerShell that exports and imports the missing intermediates

chainmail VERB --help lists a verb's options.
Exit status: 0 nothing at error level; 1 an error; 2 usage or unreadable input; 3 could not be determined.
`);
}

/** A verb's own page. */
export function help(verb: Verb): string {
  switch (verb) {
    case 'probe':
      return `${probeUsage()}${probingOptions()}${judgingOptions()}`;
    case 'analyze':
      return `${analyzeUsage()}${judgingOptions()}`;
    case 'check':
      return checkUsage();
    case 'listen':
      return `${listenUsage()}${judgingOptions()}`;
    case 'explain':
      return `${explainUsage()}${judgingOptions()}`;
    case 'script':
      return `${scriptUsage()}${probingOptions()}${judgingOptions()}`;
  }
}

const probeUsage = () =>
  l10n.t(`chainmail probe HOST[:PORT]…

  --mx DOMAIN          the mail servers of a domain, told in their order of preference (repeatable)
  --from FILE          targets from a file, one a line; - is standard input
  --concurrency N      how many servers at once (default 16)
  --json               one JSON document at the end
  --ndjson             one JSON line a result, as it completes; those of a mail domain in their order
`);

const analyzeUsage = () =>
  l10n.t(`chainmail analyze FILE…

Certificates in PEM, DER, PKCS#7 (.p7b, .p7c, .sst) and PKCS#12 (.pfx) files, told apart by content.

  --password-file F    the first line of F is the password of a PKCS#12 file
  --json               one JSON document
`);

const checkUsage = () =>
  l10n.t(`chainmail check FILE…

Connector configuration: exports of Get-*Connector (JSON, CSV, CLIXML, Format-List), PowerShell with New-/Set-*Connector,
Microsoft365DSC, and configurations of Postfix, Exim, Sendmail and IIS. FILE may be a pattern, also where the shell
expands none: "exports\\*.json", "**/*connector*.{ps1,json}". What a pattern finds and states no connector is passed over.

  --capture FILE       a capture saved as JSON by probe; certificate names are compared with it (repeatable)
  --format FORMAT      text, json or sarif
  --json               the same as --format json
`);

const listenUsage = () =>
  l10n.t(`chainmail listen

Waits for a sending server, asks it for its certificate as Exchange Online does, shows it, and refuses the mail.

  --port N             default 2525
  --bind ADDRESS       default 127.0.0.1; another address can be reached from elsewhere
  --implicit           TLS from the first byte instead of STARTTLS
  --certificate FILE   PEM, with --key: instead of the self-signed certificate that is made at start
  --key FILE           PEM without a password; never stored or shown
  --count N            end after so many connections
  --timeout S          end after so many seconds (default 600)
  --out DIR            writes what makes an Exchange server, Postfix or Exim call this listener (on this machine
                       alone, without --bind); never overwrites
  --json               one JSON line a connection
`);

const explainUsage = () =>
  l10n.t(`chainmail explain FILE…

Bounces, SMTP logs and CAPI2 events, told apart by content; - is standard input. Large logs are read piece by piece.
Each file is explained by itself, with what the others say of the same certificates: name a server's log together with
its CAPI2 events.

  --capture FILE       a capture saved as JSON by probe or listen (repeatable)
  --connectors FILE    connector configuration (repeatable)
  --redact             leave out local parts of addresses, names of people and what messages are about
  --json               one JSON document
`);

const scriptUsage = () =>
  l10n.t(`chainmail script export|import|all [SOURCE…]

SOURCE is a host, a certificate file, or the JSON of a probe. Without one, export writes a script that finds the
certificate itself. all needs --out and writes everything for one server: both scripts, one that shows the chain
afterwards, the intermediates, forms for pasting, and a README.

  --out DIR            writes the files into DIR instead of printing the scripts; never overwrites
  --password-file F    the first line of F is the password of a PKCS#12 file

Exit status: 0 whenever the scripts were written, whatever is wrong with the chain: probe and analyze judge it.
`);

const probingOptions = () =>
  l10n.t(`
  --security MODE      auto (465 implicit, else STARTTLS), starttls or implicit
  --servername NAME    the name to send in the handshake (SNI), instead of the host
  --no-sni             send no name
  --tls VERSION        exactly this version: 1.0, 1.1, 1.2 or 1.3
  --signature KIND     rsa or ecdsa: which chain of a server that has both
  --timeout MS         for the whole of one inspection (default 10000)
`);

const judgingOptions = () =>
  l10n.t(`
  --expect NAME        a name that the other side will look for (repeatable)
  --trust STORE        mozilla, system, microsoft, or a PEM file or folder (repeatable; default the first three)
  --at ISO-DATE        judge as of then
  --no-aia             do not fetch missing intermediates from the addresses that certificates name
  --aia-allow-private  let those addresses be loopback or private ones
`);
