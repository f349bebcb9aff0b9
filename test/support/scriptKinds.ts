// Every kind of script that the product writes, with one text in each place where a stranger's name can stand.
import type { MissingIssuer } from '../../src/chain/analyze.js';
import { connectorScript } from '../../src/powershell/scripts/connectorScript.js';
import { exportScript } from '../../src/powershell/scripts/exportScript.js';
import { importScript } from '../../src/powershell/scripts/importScript.js';
import { listenerConnectorFiles } from '../../src/powershell/scripts/listenerConnector.js';
import { pasteForm, type ScriptFile } from '../../src/powershell/scripts/scriptFile.js';
import { verifyScript } from '../../src/powershell/scripts/verifyScript.js';
import { certificate } from './machine.js';
import { issue, newKey } from './pki.js';

const key = newKey('p256');
const issuerKey = newKey('p256');

/** What has a meaning for PowerShell, for a code page, for a terminal, for a file system or for String.replace. */
export const dangerousPieces = [
  "'",
  "''",
  '\u2018',
  '\u2019',
  '\u201a',
  '\u201b',
  '"',
  '\u201c',
  '\u201d',
  '\u201e',
  '\u201f',
  '-',
  '\u2013',
  '\u2014',
  '\u2015',
  '$',
  '$(',
  ')',
  '$(exit 9)',
  '@(',
  '@{',
  '}',
  ';',
  '|',
  '&',
  '`',
  '\\',
  '%',
  '#',
  '<#',
  '#>',
  "'@",
  '"@',
  "@'",
  '\u2018@',
  '\u2019@',
  '\n',
  '\r\n',
  '\r',
  '\n\u2019@\n',
  "\n'@\n",
  '\u0085',
  '\u2028',
  '\u2029',
  '\v',
  '\f',
  '\0',
  '\u001b[2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '$&',
  "$'",
  '$`',
  '$$',
  '$1',
  '# SIG # Begin signature block',
  '#Requires -Version 99',
  'Start-Process calc',
  '--%',
  '\u00d1',
  '\u0451',
  '\u30bd',
  '\u8868',
  '\u5341',
  '\u00e9',
  '\ud83d\udce7',
  '\ud800',
  'CON',
  'NUL',
  '..\\',
  '../',
  ':',
  '*',
  '?',
  '# entries',
  'exit $exitCode',
];

/** The scripts by kind: `name` is subject, issuer, subject alternative name, connector name and host name in them. */
export function scriptKinds(name: string): Readonly<Record<string, ScriptFile>> {
  const root = issue({ subject: { CN: `root ${name}` }, key: issuerKey, ca: true });
  const intermediate = issue({ subject: { CN: name, O: name }, issuer: root, key: issuerKey, ca: true });
  const leaf = issue({
    subject: { CN: name },
    issuer: intermediate,
    key,
    ca: false,
    dnsNames: [name],
    caIssuers: [name],
  });
  const known = certificate(leaf);
  const unknown: MissingIssuer = { subject: known.issuer, caIssuers: known.caIssuers, neededBy: known };
  const source = { leaf: known, sendConnector: name, target: name };
  const intermediates = [certificate(intermediate)];
  const [newListener, removeListener] = listenerConnectorFiles({ host: name, port: 2525 });
  const [newListenerAsking] = listenerConnectorFiles({ host: '0.0.0.0', port: 2525 });
  if (!newListener || !removeListener || !newListenerAsking) {
    throw new Error('a listener has two scripts');
  }
  const scripts = {
    newListener,
    newListenerAsking,
    removeListener,
    export: exportScript(source),
    exportUnknown: exportScript({}),
    import: importScript({
      leaf: known,
      target: name,
      intermediates,
      unknownIssuers: [],
      privateRoot: certificate(root),
    }),
    importFolder: importScript({ intermediates, unknownIssuers: [unknown], embed: false, target: name }),
    importUnknown: importScript({ intermediates: [], unknownIssuers: [] }),
    verify: verifyScript(source),
    newInbound: connectorScript({ kind: 'inbound', action: 'new', name, tlsSenderCertificateName: name }),
    setInbound: connectorScript({
      kind: 'inbound',
      action: 'set',
      name,
      tlsSenderCertificateName: name,
      senderDomains: [name],
    }),
    newSend: connectorScript({
      kind: 'send',
      action: 'new',
      name,
      smartHosts: [name, name],
      addressSpaces: [name],
      fqdn: name,
      sourceTransportServers: [name],
    }),
    setSend: connectorScript({ kind: 'send', action: 'set', name, thumbprint: known.thumbprint }),
  };
  return { ...scripts, pastedImport: { fileName: 'pasted.ps1', text: pasteForm(scripts.import) } };
}
