import { printable } from './printable.js';

/**
 * Text as it may stand anywhere inside a line of Markdown: no link, image, command, HTML or line break comes out of it.
 * Only what has a meaning is escaped (CommonMark section 2.4), so that the source stays readable: `:` and the point of
 * `www.` break the addresses apart of which GFM makes links by itself.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .trim()
    .replace(/[\\`*_{}[\]()<>&#|~!$^=@:]/g, '\\$&')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-+]/, '\\$&')
    .replace(/\bwww\./gi, (match) => match.replace('.', '\\.'));
}

/** Text as code, exactly as it is (CommonMark section 6.1): a longer fence than any inside. */
export function codeSpan(text: string): string {
  const content = printable(text);
  const fence = '`'.repeat(longestRun(content) + 1);
  const padding = /^`|`$|^ .* $/.test(content) || content === '' ? ' ' : '';
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** Lines as a block of code, each neutralized. */
export function codeBlock(lines: readonly string[]): string {
  const content = lines.map((line) => printable(line));
  const fence = '`'.repeat(Math.max(3, ...content.map((line) => longestRun(line) + 1)));
  return `${fence}text\n${content.map((line) => `${line}\n`).join('')}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
