import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connector } from '../connectors/connector.js';
import { certificateTexts, referencedPaths } from '../connectors/referencedFile.js';
import { decodeText } from '../text/decode.js';
import { type CredentialFile, readCredentialFile } from '../x509/credentialFile.js';

const maximumSize = 1024 * 1024;

/**
 * The files that a configuration names, by the path it gives them. One that is not there is looked for beside the
 * configuration: it may be a copy from another machine. What cannot be read is left out; keys are compared and dropped.
 */
export async function referencedFiles(
  configuration: string,
  connectors: readonly Connector[],
): Promise<ReadonlyMap<string, CredentialFile>> {
  const texts = new Map<string, string>();
  for (const named of referencedPaths(connectors)) {
    const text = (await textOf(named)) ?? (await textOf(path.join(path.dirname(configuration), path.basename(named))));
    if (text !== undefined) {
      texts.set(named, text);
    }
  }
  const read = ([named, text]: readonly [string, string]) =>
    [named, readCredentialFile(text, certificateTexts(named, connectors, texts))] as const;
  return new Map([...texts].map(read));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    return bytes.length > maximumSize ? undefined : decodeText(bytes);
  } catch {
    return undefined;
  }
}
