import { escapeMarkdown } from '../text/markdown.js';
import { printable } from '../text/printable.js';

/** Labels and their values as Markdown, a line each; values may come from anywhere, empty ones are left out. */
export function factsToMarkdown(facts: readonly (readonly [label: string, value: string])[]): string {
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `**${escapeMarkdown(label)}** ${escapeMarkdown(value)}`)
    .join('  \n');
}

/**
 * A message as notifications may show it. They turn `[text](address)` into a link, and a server's answer quoted in a
 * message must not become one.
 */
export function plainMessage(text: string): string {
  return printable(text).replaceAll('](', '] (');
}
