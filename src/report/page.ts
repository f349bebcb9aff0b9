import { type Markup, markup } from './markup.js';
import { styleSheet } from './style.js';

/** `nonce` lets a strict Content Security Policy admit the style; a page that is saved to a file has none. */
export interface HtmlOptions {
  readonly nonce?: string;
}

/** A whole page around its main part: no script, nothing fetched. */
export function pageHtml(title: string, main: Markup, { nonce }: HtmlOptions): string {
  const style = nonce === undefined ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  // The style is a constant of this project: the only text that is inserted without being escaped.
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${style}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style${nonce === undefined ? undefined : markup` nonce="${nonce}"`}>${styleSheet}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`.text;
}

/** A page that says in a sentence or two why there is no report. */
export function messageHtml(title: string, message: string, options: HtmlOptions = {}): string {
  const header = markup`<header>
<h1>${title}</h1>
<p class="verdict unknown">${message}</p>
</header>`;
  return pageHtml(title, header, options);
}
