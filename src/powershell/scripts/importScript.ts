import type { MissingIssuer } from '../../chain/analyze.js';
import type { Certificate } from '../../x509/certificate.js';
import { chainBuilding, machineLeaf, reading, strictMode } from './fragments.js';
import {
  acceptance,
  header,
  main,
  parameters,
  privateRootParameter,
  reader,
  resolution,
  storing,
} from './importParts.js';
import { base64, certificateFileName } from './literal.js';
import { about, type ScriptFile, scriptFile } from './scriptFile.js';

/** What to import. With neither intermediates nor issuers nor leaf, the script asks for the leaf's thumbprint. */
export interface ImportRequest {
  /** The certificate that the server sent. */
  readonly leaf?: Certificate;
  /** The missing intermediates that are known: the script accepts exactly these bytes. */
  readonly intermediates: readonly Certificate[];
  /** Missing issuers known by name only: the script accepts from the folder what provably issued the certificate. */
  readonly unknownIssuers: readonly MissingIssuer[];
  /** Whether the known intermediates are inside the script (the default) or in .cer files beside it. */
  readonly embed?: boolean;
  /** A private root, imported into Root only with the script's switch -TrustPrivateRoot. */
  readonly privateRoot?: Certificate;
  /** The inspected server, as people write it: shown in a comment. */
  readonly target?: string;
}

/** The script that imports the missing intermediates into LocalMachine\CA, as KB 3212877 prescribes. */
export function importScript(request: ImportRequest): ScriptFile {
  const embed = request.embed ?? true;
  const root = request.privateRoot;
  const needed = certificatesWithoutIssuer(request);
  const asks = needed.length === 0 && request.intermediates.length === 0;
  return scriptFile('Import-IntermediateCertificate.ps1', [
    header(root !== undefined),
    `# ${about(request.target)}`,
    parameters(asks, root === undefined ? '' : privateRootParameter),
    strictMode,
    `# The intermediates that are known: only exactly these bytes are imported.
$expected = ${array(request.intermediates.map((each, i) => entry(each, i + 1, 'CA', embed)))}
# Certificates whose issuer is known by name only.
$unresolved = ${array(needed.map((each) => base64(each.der)))}`,
    root === undefined ? '' : privateRoot(root, embed),
    reading,
    chainBuilding,
    machineLeaf,
    reader,
    acceptance,
    resolution,
    storing,
    main,
  ]);
}

/** The certificates whose issuers the script has to find in the folder, each once. */
function certificatesWithoutIssuer(request: ImportRequest): readonly Certificate[] {
  const { leaf } = request;
  if (request.unknownIssuers.length === 0 && request.intermediates.length === 0) {
    return leaf === undefined ? [] : [leaf];
  }
  return [...new Map(request.unknownIssuers.map((each) => [each.neededBy.sha256, each.neededBy])).values()];
}

function privateRoot(root: Certificate, embed: boolean): string {
  return `# The private root goes to LocalMachine\\Root, and only when it is asked for.
if ($TrustPrivateRoot) {
    $expected += ${entry(root, 99, 'Root', embed)}
}`;
}

function entry(certificate: Certificate, position: number, store: 'CA' | 'Root', embed: boolean): string {
  return `@{
    Store      = '${store}'
    Sha256     = '${certificate.sha256}'
    Thumbprint = '${certificate.thumbprint}'
    FileName   = '${certificateFileName(position, certificate)}'
    Base64     = ${embed ? base64(certificate.der) : "''"}
}`;
}

function array(items: readonly string[]): string {
  return items.length === 0 ? '@()' : `@(\n${items.join('\n')}\n)`;
}
