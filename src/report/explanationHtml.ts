// The explanation as a page that walks from the error to the fix. Nothing runs in it: buttons are links whose addresses
// the editor gives.
import * as l10n from '@vscode/l10n';
import type { Cause } from '../evidence/causes.js';
import type { Evidence, EvidenceDocument } from '../evidence/evidence.js';
import type { Finding } from '../finding.js';
import type { Range } from '../text/source.js';
import {
  circumstances,
  type Explanation,
  evidenceExcerpt,
  isClear,
  likelihoodText,
  sessionExcerpt,
  sessionParts,
  sessionsTitle,
  verdictText,
} from './explanation.js';
import { type Markup, markup } from './markup.js';
import { type HtmlOptions, pageHtml } from './page.js';

/** A link that does something, or leads somewhere. */
export interface PageLink {
  readonly title: string;
  readonly address: string;
}

/** Where the page leads: addresses that carry nothing of what was read. */
export interface ExplanationLinks {
  /** Of a line, counted from zero; `undefined` where there is no document to show. */
  line(line: number): string | undefined;
  /** The page about a cause. */
  meaning(cause: Cause): string;
  /** What can be done about a cause, the most useful first. */
  offers(cause: Cause): readonly PageLink[];
  /** What the reader should know of the offers, in a sentence. */
  readonly note?: string;
}

/** The page of an explanation. */
export function explanationHtml(explanation: Explanation, links: ExplanationLinks, options: HtmlOptions): string {
  const { name, document, causes } = explanation;
  const verdict = verdictText(explanation);
  const main = markup`<header>
<h1>${name}</h1>
<p class="verdict ${state(explanation)}">${verdict}</p>
</header>
${evidenceSection(document, links)}
${causesSection(causes, links)}
${sessionsSection(document)}
${problemsSection(document.problems, links)}`;
  return pageHtml(`${name}: ${verdict}`, main, options);
}

/** The chain at fault is bad news; that it is not helps, but the mail is still refused. */
function state({ document, verdict }: Explanation): string {
  if (isClear(document)) {
    return 'good';
  }
  return document.evidence.length > 0 && verdict.fault === true ? 'bad' : 'unknown';
}

function evidenceSection(document: EvidenceDocument, links: ExplanationLinks): Markup | undefined {
  const { items, more } = evidenceExcerpt(document);
  if (items.length === 0) {
    return undefined;
  }
  return markup`<section>
<h2>${l10n.t('What was read')}</h2>
<ul class="findings">${items.map((each) => evidenceItem(each, links))}</ul>
${more === undefined ? undefined : markup`<p class="muted">${more}</p>`}
</section>`;
}

function evidenceItem(evidence: Evidence, links: ExplanationLinks): Markup {
  const { range, summary, reply } = evidence;
  return markup`
<li><p>${summary}</p>
<p class="muted">${lineLink(range, links)} ${circumstances(evidence)}</p>${
    reply === undefined
      ? undefined
      : markup`
<p><code>${reply}</code></p>`
  }</li>`;
}

function lineLink({ start: { line } }: Range, links: ExplanationLinks): Markup {
  const text = l10n.t('line {0}', line + 1);
  const address = links.line(line);
  return address === undefined ? markup`${text}` : markup`<a href="${address}">${text}</a>`;
}

function causesSection(causes: readonly Cause[], links: ExplanationLinks): Markup | undefined {
  if (causes.length === 0) {
    return undefined;
  }
  return markup`<section>
<h2>${l10n.t('Why, the likeliest cause first')}</h2>
${links.note === undefined ? undefined : markup`<p class="muted">${links.note}</p>`}
<ol class="causes">${causes.map((each) => causeItem(each, links))}</ol>
</section>`;
}

function causeItem(cause: Cause, links: ExplanationLinks): Markup {
  const { likelihood, explanation, confirm, next, code } = cause;
  const offers = links.offers(cause);
  const buttons = offers.map(({ title, address }) => markup` <a class="button" href="${address}">${title}</a>`);
  return markup`
<li class="${likelihood}"><p><strong>${likelihoodText(likelihood)}:</strong> ${explanation}</p>
<p>${l10n.t('Next: {0}', next)}</p>${
    confirm === undefined
      ? undefined
      : markup`
<p>${l10n.t('To confirm: {0}', confirm)}</p>`
  }${
    buttons.length === 0
      ? undefined
      : markup`
<p class="offers">${buttons}</p>`
  }
<p class="muted"><a href="${links.meaning(cause)}">${code}</a></p></li>`;
}

function sessionsSection(document: EvidenceDocument): Markup | undefined {
  const { items, more } = sessionExcerpt(document);
  if (items.length === 0) {
    return undefined;
  }
  return markup`<section>
<h2>${sessionsTitle()}</h2>
<dl>${items.map((each) => markup`<dt>${each.sessions}</dt><dd>${sessionParts(each).join(' · ')}</dd>`)}</dl>
${more === undefined ? undefined : markup`<p class="muted">${more}</p>`}
</section>`;
}

function problemsSection(problems: readonly Finding[], links: ExplanationLinks): Markup | undefined {
  if (problems.length === 0) {
    return undefined;
  }
  const item = ({ message, range }: Finding) =>
    markup`<li>${range === undefined ? undefined : markup`${lineLink(range, links)} `}${message}</li>`;
  return markup`<section>
<h2>${l10n.t('What could not be read')}</h2>
<ul>${problems.map(item)}</ul>
</section>`;
}
