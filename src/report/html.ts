// The report as one self-contained page: no script, nothing fetched, readable in black and white and on paper.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis, MissingIssuer } from '../chain/analyze.js';
import type { Capture, Presented } from '../chain/capture.js';
import type { Finding } from '../finding.js';
import { maximumDrawn } from './layout.js';
import { type Markup, markup } from './markup.js';
import { type HtmlOptions, pageHtml } from './page.js';
import { completableText, isGap, missingName, pathSteps, probablyRootText, stepName, stepText } from './path.js';
import { chainPicture } from './picture.js';
import {
  bySeverity,
  certificateFacts,
  countText,
  entryName,
  entryText,
  findingTitle,
  headline,
  momentText,
  presentedTitle,
  rootText,
  sessionText,
  severityText,
} from './summary.js';

/** A page on one capture. `target` is what the user named: `mail.contoso.com:25`, a file. */
export function captureHtml(
  target: string,
  capture: Capture,
  analysis: ChainAnalysis,
  options: HtmlOptions = {},
): string {
  const { state, text } = headline(analysis);
  const facts = [countText(analysis.findings), sessionText(capture), momentText(capture.capturedAt)];
  const main = markup`<header>
<h1>${target}</h1>
<p class="verdict ${state}">${text}</p>
<p class="muted">${facts.filter((each) => each !== '').join(' · ')}</p>
</header>
${chainPicture(capture, analysis)}
${findingsSection(analysis.findings)}
${missingSection(analysis.missing)}
${pathSection(capture, analysis)}
${presentedSection(capture, analysis)}
${transcriptSection(capture)}`;
  return pageHtml(`${target}: ${text}`, main, options);
}

function findingsSection(findings: readonly Finding[]): Markup {
  return markup`<section>
<h2>${l10n.t('What to do')}</h2>
${findings.length === 0 ? markup`<p>${l10n.t('Nothing: no fault was found.')}</p>` : markup`<ul class="findings">${bySeverity(findings).map(findingItem)}</ul>`}
</section>`;
}

function findingItem(finding: Finding): Markup {
  const related = (finding.related ?? []).map(({ message }) => markup`<li>${message}</li>`);
  return markup`
<li class="${finding.severity}"><strong>${severityText(finding)}: ${findingTitle(finding.code)}</strong> <code>${finding.code}</code>
<p>${finding.message}</p>${related.length === 0 ? undefined : markup`<ul>${related}</ul>`}</li>`;
}

function missingSection(missing: readonly MissingIssuer[]): Markup | undefined {
  if (missing.length === 0) {
    return undefined;
  }
  return markup`<section>
<h2>${l10n.t('Not sent')}</h2>
${missing.map(
  (each) => markup`<h3>${missingName(each)}</h3>
${factList([
  [l10n.t('Subject'), each.subject.text],
  [l10n.t('Key identifier'), each.authorityKeyId ?? ''],
  [l10n.t('Needed by'), each.neededBy.subject.text],
  [l10n.t('Remark'), probablyRootText(each) ?? ''],
  ...each.caIssuers.slice(0, maximumDrawn).map((url): Fact => [l10n.t('Offered at'), url]),
])}`,
)}
</section>`;
}

function pathSection(capture: Capture, analysis: ChainAnalysis): Markup | undefined {
  const steps = pathSteps(analysis, capture.presented);
  if (steps.length === 0) {
    return undefined;
  }
  return markup`<section>
<h2>${l10n.t('Path')}</h2>
<ol>${steps.map((step) => markup`<li${isGap(step) ? markup` class="missing"` : undefined}>${stepName(step)}, ${stepText(step, analysis)}</li>`)}</ol>
${paragraph(completableText(steps, analysis))}
${paragraph(rootText(analysis))}
</section>`;
}

function paragraph(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<p>${text}</p>`;
}

function presentedSection({ presented }: Capture, analysis: ChainAnalysis): Markup {
  const more = presented.length - maximumDrawn;
  return markup`<section>
<h2>${presentedTitle(presented)}</h2>
${presented.slice(0, maximumDrawn).map((entry, index) => presentedItem(entry, index, analysis))}
${paragraph(more > 0 ? l10n.t('and {0} more', more) : undefined)}
</section>`;
}

function presentedItem(entry: Presented, index: number, analysis: ChainAnalysis): Markup {
  return markup`<h3>${index + 1}. ${entryName(entry)}</h3>
<p>${entryText(entry, analysis.links[index])}</p>
${entry.certificate ? factList(certificateFacts(entry.certificate)) : undefined}`;
}

type Fact = readonly [label: string, value: string];

function factList(facts: readonly Fact[]): Markup {
  const shown = facts.filter(([, value]) => value !== '');
  return markup`<dl>${shown.map(([label, value]) => markup`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
}

function transcriptSection({ transcript }: Capture): Markup | undefined {
  if (transcript.length === 0) {
    return undefined;
  }
  const lines = transcript.map(({ from, text }) => markup`${from === 'server' ? 'S' : 'C'}: ${text}\n`);
  return markup`<section>
<h2>${l10n.t('Dialogue')}</h2>
<pre>${lines}</pre>
<p class="muted">${l10n.t('S is the server, C the client.')}</p>
</section>`;
}
