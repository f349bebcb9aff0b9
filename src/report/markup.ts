import { printable } from '../text/printable.js';

/** HTML or SVG that is safe as it stands; only the `markup` tag makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text and numbers are escaped, `undefined` is nothing. */
export type MarkupContent = string | number | Markup | readonly (Markup | undefined)[] | undefined;

/** A template whose every inserted text is neutralized and escaped, for elements and for quoted attributes. */
export function markup(parts: TemplateStringsArray, ...contents: readonly MarkupContent[]): Markup {
  return new Markup(parts.map((part, at) => (at === 0 ? part : render(contents[at - 1]) + part)).join(''));
}

function render(content: MarkupContent): string {
  if (content === undefined) {
    return '';
  }
  if (content instanceof Markup) {
    return content.text;
  }
  return typeof content === 'object' ? content.map((each) => each?.text ?? '').join('') : escaped(String(content));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
