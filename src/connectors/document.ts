import type { SourceText } from '../text/source.js';
import type { ConnectorDocument, Format } from './format.js';
import { clixml } from './formats/clixml.js';
import { csv } from './formats/csv.js';
import { exim } from './formats/exim.js';
import { formatList } from './formats/formatList.js';
import { json } from './formats/json.js';
import { metaBase } from './formats/metaBase.js';
import { postfix } from './formats/postfix.js';
import { powershell } from './formats/powershell.js';
import { sendmail } from './formats/sendmail.js';

export type { ConnectorDocument, DocumentFormat } from './format.js';

const formats: readonly Format[] = [json, powershell, csv, clixml, formatList, postfix, exim, sendmail, metaBase];

/** The connectors of a document, told by its content; undefined when it is no connector document. Never throws. */
export function readConnectors(source: SourceText, fileName: string): ConnectorDocument | undefined {
  for (const format of candidates(fileName)) {
    const document = format.read(source);
    if (document !== undefined) {
      return document;
    }
  }
  return undefined;
}

/** Every format, in the order in which a file of this name is tried. */
export function candidates(fileName: string): readonly Format[] {
  const likely = formats.filter((each) => each.fileNames.test(fileName));
  return [...likely, ...formats.filter((each) => !likely.includes(each))];
}

/** The format of a document that was read. */
export function formatOf(document: ConnectorDocument): Format | undefined {
  return formats.find((each) => each.name === document.format);
}
