import { exportScript } from './exportScript.js';
import { importScript } from './importScript.js';
import { certificateFileName, slug } from './literal.js';
import { otherSenderFiles } from './otherSenders.js';
import type { RepairRequest } from './repair.js';
import { about, pasteForm, type ScriptFile, scriptFile } from './scriptFile.js';
import { verifyScript } from './verifyScript.js';

/** One file of the folder; `name` may have folders, separated by `/`. */
export interface FixFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Everything for one affected server: the scripts, the intermediates as .cer files, and a README. */
export function fixFiles(request: RepairRequest): readonly FixFile[] {
  const scripts = [exportScript(request), importScript(request), verifyScript(request)];
  const { corrected = [] } = request;
  return [
    textFile('', readme(request)),
    ...scripts.map((each) => textFile('', each)),
    ...scripts.map((each) =>
      textFile('paste/', { fileName: each.fileName.replace('.ps1', '.txt'), text: pasteForm(each) }),
    ),
    ...request.intermediates.map((each, i) => ({
      name: `intermediates/${certificateFileName(i + 1, each)}`,
      bytes: each.der,
    })),
    ...(corrected.length > 0 ? otherSenderFiles(corrected).map((each) => textFile('other-senders/', each)) : []),
  ];
}

/** One folder a server where there are several; what is in it has the same names everywhere. */
export function fixSet(requests: readonly RepairRequest[]): readonly FixFile[] {
  return requests.flatMap((request, i) => {
    const folder =
      requests.length > 1 ? `${[i + 1, slug(request.target ?? '')].filter((each) => each !== '').join('-')}/` : '';
    return fixFiles(request).map(({ name, bytes }) => ({ name: `${folder}${name}`, bytes }));
  });
}

function textFile(folder: string, { fileName, text }: ScriptFile): FixFile {
  return { name: `${folder}${fileName}`, bytes: new TextEncoder().encode(text) };
}

function readme(request: RepairRequest): ScriptFile {
  const unknown = request.unknownIssuers.length;
  return scriptFile('README.txt', [
    `What to do so that the server sends its whole certificate chain\n${about(request.target)}`,
    windowsSteps,
    unknown > 0 ? unknownIssuerNote : '',
    pasteNote,
    (request.corrected ?? []).length > 0 ? 'Not a Windows server? See other-senders\\postfix-exim-sendmail.txt.' : '',
  ]);
}

const windowsSteps = String.raw`
On the sending Windows server, in an elevated Windows PowerShell, in this folder:

1. .\Import-IntermediateCertificate.ps1 -WhatIf
   shows what would be imported. Then the same without -WhatIf. It imports into LocalMachine\CA, never into Root,
   and writes a script that takes the import back.
2. .\Test-SmtpChain.ps1
   shows the chain that the server sends now, how to send a test message, and which restarts are documented.
3. Inspect the server again.

.\Export-IntermediateCertificate.ps1 (optional) writes the intermediates that a server has already, so that you can take
them to another one.`;

const unknownIssuerNote = `
A missing intermediate is known by its name only. Put the certificate that you got from the certification authority
(.cer, .crt, .pem or .p7b) into this folder first: the import script takes it only if it really issued the certificate.`;

const pasteNote = String.raw`
Execution policy: RemoteSigned refuses downloaded copies until Unblock-File .\*.ps1. AllSigned refuses unsigned scripts:
then paste the text of paste\*.txt into the console instead, after reading it.`;
