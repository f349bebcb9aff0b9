// The chain as an inline SVG: on the left what was sent, in wire order, on the right the path that it should form.
// Nothing depends on colour: a gap is dashed, hatched and says so.
import * as l10n from '@vscode/l10n';
import type { ChainAnalysis } from '../chain/analyze.js';
import type { Capture } from '../chain/capture.js';
import { fit, maximumDrawn, type PictureRow, pictureRows, rowOf } from './layout.js';
import { type Markup, markup } from './markup.js';
import { isGap, type PathStep, pathSteps, stepCaption, stepName, stepText } from './path.js';
import { entryName, entryText, headline, orderTitle } from './summary.js';

const box = { width: 330, height: 54, step: 78 };
const top = 34;
const right = 430;
// Fonts differ: what is still too long is cut off at the box's edge.
const nameColumns = 34;
const textColumns = 44;

/** The picture of one capture. Its colours are CSS variables of the page: `--text`, `--muted`, `--line`, `--bad`. */
export function chainPicture(capture: Capture, analysis: ChainAnalysis): Markup {
  const { presented } = capture;
  const steps = pathSteps(analysis, presented);
  const rows = pictureRows(steps, presented);
  const more = presented.length - maximumDrawn;
  const height = top + rows.length * box.step + (more > 0 ? 20 : 0);
  return markup`<svg class="picture" viewBox="0 0 ${right + box.width + 2} ${height}" role="img" aria-labelledby="picture-title picture-text">
<title id="picture-title">${l10n.t('What was sent, beside the path that it should form')}</title>
<desc id="picture-text">${describe(capture, steps, analysis)}</desc>
<defs>
<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8"/></pattern>
<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 L10 5 L0 10 z"/></marker>
</defs>
<text class="column" x="1" y="18">${orderTitle(capture)}</text>
<text class="column" x="${right}" y="18">${l10n.t('Path that it should form')}</text>
${rows.map((row, at) => same(row, rows, at))}
${rows.map((row, at) => leftBox(row, at, capture, analysis))}
${rows.map((row, at) => rightBox(row, at, steps.length, analysis))}
${more > 0 ? markup`<text class="small" x="1" y="${height - 6}">${l10n.t('and {0} more', more)}</text>` : undefined}
</svg>`;
}

/** The picture in words, for those who hear it. */
function describe({ presented }: Capture, steps: readonly PathStep[], analysis: ChainAnalysis): string {
  const sent = presented.slice(0, maximumDrawn).map((entry, index) => `${index + 1} ${entryName(entry)}`);
  const path = steps.map((step) => `${stepName(step)} (${stepText(step, analysis)})`);
  return [
    `${headline(analysis).text}.`,
    l10n.t('Sent: {0}.', sent.join(', ')),
    ...(path.length === 0 ? [] : [l10n.t('Path: {0}.', path.join(', '))]),
  ].join(' ');
}

function leftBox(row: PictureRow, at: number, { presented }: Capture, analysis: ChainAnalysis): Markup | undefined {
  const entry = row.entry === undefined ? undefined : presented[row.entry];
  const y = top + at * box.step;
  if (entry && row.entry !== undefined) {
    const link = analysis.links[row.entry];
    const aside = link?.onPath === false && link.role !== 'leaf' ? 'box aside' : 'box';
    return drawBox(1, y, aside, `${row.entry + 1}  ${entryName(entry)}`, entryText(entry, link));
  }
  return row.step && isGap(row.step) ? drawBox(1, y, 'hole', l10n.t('nothing sent here'), '') : undefined;
}

function rightBox(row: PictureRow, at: number, count: number, analysis: ChainAnalysis): Markup | undefined {
  if (!row.step) {
    return undefined;
  }
  const y = top + at * box.step;
  const drawn = drawBox(right, y, isGap(row.step) ? 'gap' : 'box', stepName(row.step), stepCaption(row.step, analysis));
  if (at + 1 >= count) {
    return drawn;
  }
  const x = right + 40;
  const from = y + box.height;
  const label = markup`<text class="small" x="${x + 10}" y="${from + 16}">${l10n.t('issued by')}</text>`;
  return markup`${drawn}<line class="arrow" x1="${x}" y1="${from}" x2="${x}" y2="${y + box.step - 2}" marker-end="url(#arrow)"/>${label}`;
}

/** The line between a presented entry and the same certificate on the path. */
function same(row: PictureRow, rows: readonly PictureRow[], at: number): Markup | undefined {
  const from = row.step?.kind === 'certificate' && row.step.index !== undefined ? rowOf(row.step.index, rows) : -1;
  if (from === -1) {
    return undefined;
  }
  const middle = (each: number) => top + each * box.step + box.height / 2;
  return markup`<line class="same" x1="${box.width + 1}" y1="${middle(from)}" x2="${right}" y2="${middle(at)}"/>`;
}

function drawBox(x: number, y: number, kind: string, name: string, text: string): Markup {
  return markup`<g class="${kind}"><title>${text === '' ? name : `${name}: ${text}`}</title>
<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="4"/>
<svg x="${x + 12}" y="${y}" width="${box.width - 20}" height="${box.height}">
<text class="name" y="22">${fit(name, nameColumns)}</text><text class="small" y="42">${fit(text, textColumns)}</text>
</svg></g>`;
}
