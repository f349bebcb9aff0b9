import { plainText } from './literal.js';

/** A script or text file to be written: pure ASCII, CRLF line ends unless Unix programs read it. */
export interface ScriptFile {
  readonly fileName: string;
  readonly text: string;
}

/** Which server a script or a README is for, in one line of plain text. */
export function about(target: string | undefined): string {
  return target === undefined ? 'For any sending server' : `Inspected server: ${plainText(target)}`;
}

/** Joins the parts of a script, leaving out empty ones. Throws when a part is not ASCII: that is a mistake of the writer, not of the names. */
export function scriptFile(fileName: string, parts: readonly string[]): ScriptFile {
  const text = `${parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`.replace(/\r?\n/g, '\r\n');
  if (/[^\t\r\n\x20-\x7e]/.test(text)) {
    throw new Error(`${fileName} would not be ASCII`);
  }
  return { fileName, text };
}

/**
 * The script as one block to paste into a console, for machines whose execution policy (AllSigned) refuses files.
 * `exit` would close the console there, and `#Requires` is not looked at.
 */
export function pasteForm(script: ScriptFile): string {
  const lines = script.text.trimEnd().split('\r\n');
  const start = lines.findIndex((line) => !line.startsWith('#Requires'));
  // Only the ends of the script: a script that it embeds keeps its own.
  const end = lines.at(-1) === 'exit $exitCode' ? ['$global:LASTEXITCODE = $exitCode', '}'] : ['}'];
  return `${['& {', ...lines.slice(start, end.length === 2 ? -1 : undefined), ...end].join('\r\n')}\r\n`;
}
