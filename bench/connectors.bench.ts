// Reading and judging connector documents, warm: whole, after a keystroke, and where they are none of ours; beside
// JSON.parse of the same connectors.
import { checkConnectors, type Judgement, judgeConnectors } from '../src/connectors/check.js';
import { type ConnectorDocument, readConnectors } from '../src/connectors/document.js';
import { afterTyping, type Change } from '../src/connectors/typing.js';
import { SourceText } from '../src/text/source.js';
import {
  clixmlText,
  csvText,
  dscDataText,
  dscScriptText,
  inbound,
  jsonText,
  listText,
  scriptText,
} from './connectorTexts.js';

/** Milliseconds of a run on what is made before each; the first rounds warm it up. */
function medianOn<T>(make: () => T, run: (made: T) => void, rounds = 25): number {
  const times: number[] = [];
  for (let i = 0; i < rounds + 10; i++) {
    const made = make();
    const start = performance.now();
    run(made);
    times.push(performance.now() - start);
  }
  const warm = times.slice(10).sort((a, b) => a - b);
  return warm[warm.length >> 1] ?? Number.NaN;
}

function median(run: () => void, rounds?: number): number {
  return medianOn(() => undefined, run, rounds);
}

const circumstances = { captures: [], now: new Date('2026-11-01T00:00:00Z') };

/** Types one character after another into a value in the middle of a text, each time the text that the editor hands over. */
class Typist {
  private readonly start: number;
  private document: ConnectorDocument | undefined;
  private judgement: Judgement | undefined;
  private typed = 0;

  constructor(
    private text: string,
    private readonly fileName: string,
    value: string,
  ) {
    this.start = text.indexOf(value, text.length >> 1) + 1;
    this.document = readConnectors(new SourceText(text), fileName);
    this.judgement = this.document && judgeConnectors(this.document, circumstances);
  }

  /** The next change; the text after it is put together before the time is taken. */
  next(): Change {
    const start = this.start + this.typed++;
    const inserted = String.fromCharCode(97 + (this.typed % 26));
    this.text = this.text.slice(0, start) + inserted + this.text.slice(start);
    this.text.charCodeAt(start);
    return { start, end: start, newEnd: start + 1 };
  }

  check(change: Change): void {
    const { document, text, fileName, judgement } = this;
    const after = document && afterTyping(document, text, change, fileName);
    this.document = after ?? readConnectors(new SourceText(text), fileName);
    this.judgement = this.document && judgeConnectors(this.document, circumstances, judgement);
  }
}

/** How many connectors a text states, once all are judged. */
function judge(text: string, fileName: string): number {
  const document = readConnectors(new SourceText(text), fileName);
  if (document !== undefined) {
    checkConnectors(document, circumstances);
  }
  return document?.connectors.length ?? 0;
}

const connectors = Array.from({ length: 5000 }, (_, index) => inbound(index));
const json = jsonText(connectors);
const parse = median(() => JSON.parse(json));
console.log(`JSON.parse of 5,000 connectors: ${parse.toFixed(1)} ms`);

// Each with a value in which to type.
const texts: readonly (readonly [string, string, string])[] = [
  ['connectors.json', json, '*.contoso'],
  ['connectors.csv', csvText(connectors), '*.contoso'],
  ['connectors.clixml', clixmlText(connectors), '*.contoso'],
  ['connectors.txt', listText(connectors), '*.contoso'],
  ['5000 lines.ps1', scriptText(5000), 'Relay '],
  ['5000 lines of DSC.ps1', dscScriptText(5000), '*.contoso'],
  ['5000 lines of DSC.psd1', dscDataText(5000), '*.contoso'],
];

for (const [name, text, value] of texts) {
  const count = judge(text, name);
  const whole = median(() => judge(text, name));
  const size = text.length < 1e6 ? `${(text.length / 1e3).toFixed(0)} KB` : `${(text.length / 1e6).toFixed(1)} MB`;
  const typist = new Typist(text, name, value);
  const typed = medianOn(
    () => typist.next(),
    (change) => typist.check(change),
  );
  const ratio = (whole / parse).toFixed(2);
  console.log(
    `${name} (${size}, ${count} connectors): ${whole.toFixed(1)} ms, ${ratio} times JSON.parse; after a keystroke ${typed.toFixed(1)} ms`,
  );
}

// Files of a workspace beside the connectors: 200 of each form, small ones and one in a hundred of each large.
const guids = (count: number) => connectors.slice(0, count).map(({ Guid = '' }) => ({ version: Guid, dev: true }));
const forms: readonly (readonly [string, (count: number) => string])[] = [
  ['package-lock.json', (count) => jsonText(guids(count))],
  ['mailboxes.ps1', (count) => scriptText(count).replaceAll('Connector', 'Mailbox')],
  ['measurements.csv', (count) => csvText(guids(count))],
  ['settings.xml', (count) => clixmlText(guids(count))],
  ['server.log', (count) => listText(guids(count))],
];
const unrelated = Array.from({ length: 1000 }, (_, i): readonly [string, string] => {
  const [name, text] = forms[i % forms.length] ?? ['', () => ''];
  return [name, text(i % 100 < forms.length ? 5000 : 20 + (i % 100))];
});
const characters = unrelated.reduce((sum, [, text]) => sum + text.length, 0);
const largest = unrelated
  .slice(0, forms.length)
  .map(([name, text]) => ({ name, time: median(() => judge(text, name)) }));
const all = median(() => {
  for (const [name, text] of unrelated) {
    judge(text, name);
  }
}, 5);
const slowest = largest.toSorted((a, b) => b.time - a.time)[0];
console.log(
  `1,000 unrelated files (${(characters / 1e6).toFixed(0)} MB): ${all.toFixed(0)} ms, the slowest ${slowest?.time.toFixed(2)} ms (${slowest?.name})`,
);
