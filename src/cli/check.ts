import * as l10n from '@vscode/l10n';
import { checkConnectors } from '../connectors/check.js';
import type { Connector, PropertyValue } from '../connectors/connector.js';
import { type ConnectorDocument, readConnectors } from '../connectors/document.js';
import { storedCertificates } from '../connectors/listedCertificate.js';
import { type Finding, hasErrors } from '../finding.js';
import { findingsText } from '../report/text.js';
import { decodeText } from '../text/decode.js';
import { printable } from '../text/printable.js';
import { SourceText } from '../text/source.js';
import { readCertificate } from '../x509/certificate.js';
import type { Arguments } from './arguments.js';
import { savedCaptures } from './captures.js';
import { readInput } from './files.js';
import { exitStatus, type Io, UsageError } from './io.js';
import { JsonDocument, textStyle } from './output.js';
import { namedFiles } from './patterns.js';
import { referencedFiles } from './referencedFiles.js';

interface Checked {
  readonly file: string;
  readonly format: string;
  readonly connectors: readonly Connector[];
  readonly findings: readonly Finding[];
}

/** `chainmail check FILE…` */
export async function runCheck(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length === 0) {
    throw new UsageError(l10n.t('Name the configuration files: chainmail check FILE…'));
  }
  const format = args.flag('json') ? 'json' : (args.choice('format', ['text', 'json', 'sarif']) ?? 'text');
  const captures = (await Promise.all(args.texts('capture').map((file) => savedCaptures(file, io)))).flat();
  const documents: { readonly file: string; readonly read: ConnectorDocument }[] = [];
  let unreadable = false;
  for (const { file, found } of await namedFiles(args.positionals)) {
    const read = readConnectors(new SourceText(decodeText(await readInput(file, io))), file);
    if (read === undefined && found) {
      continue;
    }
    if (read === undefined) {
      unreadable = true;
      io.stderr.write(`${printable(nothingFound(file))}\n`);
    } else {
      documents.push({ file, read });
    }
  }
  if (documents.length === 0 && !unreadable) {
    throw new UsageError(l10n.t('No file that matches states a connector.'));
  }
  // A listing of certificates is about the server of the connectors beside it.
  const stored = storedCertificates(
    documents.flatMap(({ read }) => read.certificates ?? []),
    readCertificate,
  );
  const checked: Checked[] = [];
  for (const { file, read } of documents) {
    const files = await referencedFiles(file, read.connectors);
    const circumstances = { captures, stored, file: (path: string) => files.get(path), now: io.now() };
    const findings = checkConnectors(read, circumstances);
    checked.push({ file, format: read.format, connectors: read.connectors, findings });
  }
  await write(format, checked, io);
  if (unreadable) {
    return exitStatus.usage;
  }
  return checked.some(({ findings }) => hasErrors(findings)) ? exitStatus.errorFinding : exitStatus.clean;
}

function nothingFound(file: string): string {
  return l10n.t(
    '{0}: no connector was found in it. Exports of Get-*Connector (JSON, CSV, CLIXML, Format-List), PowerShell with New-/Set-*Connector, and configurations of Postfix, Exim, Sendmail and IIS are read.',
    file,
  );
}

async function write(format: 'text' | 'json' | 'sarif', checked: readonly Checked[], io: Io): Promise<void> {
  switch (format) {
    case 'text':
      for (const { file, connectors, findings } of checked) {
        io.stdout.write(findingsText(file, connectors.length, findings, textStyle(io)));
      }
      break;
    case 'json':
      {
        const json = new JsonDocument('check', io.stdout);
        for (const each of checked) {
          json.add(toJson(each));
        }
        json.end();
      }
      break;
    case 'sarif': {
      const { sarif } = await import('../report/sarif.js');
      io.stdout.write(`${JSON.stringify(sarif(checked), null, 2)}\n`);
    }
  }
}

function toJson({ file, format, connectors, findings }: Checked): object {
  return {
    file,
    format,
    connectors: connectors.map(({ platform, kind, identity, range, properties }) => ({
      platform,
      kind,
      identity: identity.value,
      range,
      properties: Object.fromEntries(
        Array.from(properties, ([name, stated]) => [name, { value: plain(stated.value), range: stated.range }]),
      ),
    })),
    findings: findings.map(({ fixes: _, ...rest }) => rest),
  };
}

// A list's elements know their places; programs get the words alone.
function plain(value: PropertyValue): unknown {
  return Array.isArray(value) ? value.map((each) => each.value) : value;
}
