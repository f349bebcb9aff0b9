// What somebody types in a value of one connector leaves all others as they were: that connector is read alone, and the
// rest is taken over. Where that is not certain, nothing is answered, and the whole text has to be read.
import type { Finding } from '../finding.js';
import { PartText } from '../text/part.js';
import type { Position, Range, SourceText, Stated } from '../text/source.js';
import type { Connector, PropertyValue } from './connector.js';
import { candidates } from './document.js';
import type { Alone, ConnectorDocument, Format } from './format.js';
import { isList } from './values.js';

/** A change of a text: what stood between two offsets, `end` exclusive, gave way to what ends at `newEnd` now. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** One change that spans a change and the `next`, which was made to the text after it. */
export function spanning(change: Change | undefined, next: Change): Change {
  if (change === undefined) {
    return next;
  }
  const { start, end, newEnd } = change;
  return {
    start: Math.min(start, next.start),
    end: end + Math.max(0, next.end - newEnd),
    newEnd: Math.max(newEnd, next.end) + next.newEnd - next.end,
  };
}

/**
 * The document after a change that led to `text`, equal to what reading that text gives, with the connectors that the change
 * leaves alone being the same objects. Undefined where the whole has to be read.
 */
export function afterTyping(
  document: ConnectorDocument,
  text: string,
  change: Change,
  fileName: string,
): ConnectorDocument | undefined {
  const { source, connectors } = document;
  const { start, end, newEnd } = change;
  // Only the format that is asked first stays the one, whatever is typed.
  const [format] = candidates(fileName);
  const isTold = newEnd - end === text.length - source.text.length;
  if (format?.name !== document.format || format.alone === undefined || !isTold) {
    return undefined;
  }
  const place = source.range(start, end);
  // One that holds another is found first, and cannot be read alone.
  const connector = connectors.find(({ range }) => contains(range, place));
  if (connector === undefined || sharesLine(source, connector, place)) {
    return undefined;
  }
  const read = new Typed(document, connector, change, text.slice(start, newEnd), format, format.alone).read();
  return (
    read && {
      ...document,
      source: source.afterTyping(text, start),
      whole: document.whole ?? source,
      connectors: connectors.map((each) => (each === connector ? read.connector : each)),
      findings: read.findings,
    }
  );
}

/** Whether something else may stand behind the change where characters move. */
function sharesLine(source: SourceText, { range }: Connector, { end }: Range): boolean {
  const behind = source.offsetAt(range.end);
  return range.end.line === end.line && !/^[ \t,)\]}]*(?:[\r\n]|$)/.test(source.text.slice(behind, behind + 100));
}

/** A connector, and what is found while reading. */
interface Read {
  readonly connector: Connector;
  readonly findings: readonly Finding[];
}

/** A connector in a value of which somebody typed. */
class Typed {
  /** Offset of the connector in the text. */
  private readonly from: number;
  private readonly own: string;

  constructor(
    private readonly document: ConnectorDocument,
    private readonly connector: Connector,
    private readonly change: Change,
    private readonly inserted: string,
    private readonly format: Format,
    private readonly alone: Alone,
  ) {
    const { source } = document;
    this.from = source.offsetAt(connector.range.start);
    this.own = source.slice(connector.range);
  }

  /** The connector as it reads now, and what is found while reading the document. */
  read(): Read | undefined {
    const { document, connector, change, alone, own: text } = this;
    const grown = change.newEnd - change.end;
    const value = this.valueTypedIn();
    if (value === undefined || alone.isOwn?.({ document, connector, text, value, grown }) === false) {
      return undefined;
    }
    const before = this.readAlone(text);
    const after = this.readAlone(this.changed(text, this.from));
    // Read alone it was what it is among the others: nothing elsewhere says more about it.
    return before === undefined || after === undefined || facts(before.connector) !== facts(connector)
      ? undefined
      : this.among(before, after);
  }

  /** What is found in the connector moves with it; that it is the same is all that is certain without the others. */
  private among(before: Read, after: Read): Read | undefined {
    const { findings } = this.document;
    const { start, end } = this.connector.range;
    const own = findings.filter(
      ({ range }) => range === undefined || (range.start.line <= end.line && range.end.line >= start.line),
    );
    const isOwn = own.length === 0 || JSON.stringify(own) === JSON.stringify(before.findings);
    return isOwn && messages(before) === messages(after)
      ? {
          connector: after.connector,
          findings: findings.map((each) => after.findings[own.indexOf(each)] ?? each),
        }
      : undefined;
  }

  /** The value around the change that is one value before and after it. */
  private valueTypedIn(): Stated<PropertyValue> | undefined {
    const { source } = this.document;
    const { value: pattern } = this.alone;
    const place = source.range(this.change.start, this.change.end);
    for (const stated of this.connector.properties.values()) {
      for (const each of contains(stated.range, place) ? [stated, ...partsOf(stated)] : []) {
        const written = source.slice(each.range);
        const isAround = contains(each.range, place) && pattern.test(written);
        if (isAround && pattern.test(this.changed(written, source.offsetAt(each.range.start)))) {
          return each;
        }
      }
    }
    return undefined;
  }

  /** A part of the text that begins at an offset, after the change. */
  private changed(part: string, from: number): string {
    const { start, end } = this.change;
    return part.slice(0, start - from) + this.inserted + part.slice(end - from);
  }

  private readAlone(text: string): Read | undefined {
    const { document, format, alone, connector: place } = this;
    const part = format.read(new PartText(alone.lead?.(document) ?? '', text, place.range.start));
    const [connector, ...others] = part?.connectors ?? [];
    return part === undefined || connector === undefined || others.length > 0
      ? undefined
      : { connector, findings: part.findings };
  }
}

function messages({ findings }: Read): string {
  return findings.map(({ message }) => message).join('\n');
}

function partsOf({ value }: Stated<PropertyValue>): readonly Stated<PropertyValue>[] {
  return isList(value) ? value : [];
}

/** Everything that a connector states, and where. */
function facts({ kind, platform, partial, identity, range, properties }: Connector): string {
  const stated = Array.from(properties, ([name, each]) => {
    const parts = isList(each.value) ? each.value.map(placed) : placed(each);
    return [name, each.range, parts];
  });
  return JSON.stringify([kind, platform, partial, placed(identity), range, stated]);
}

function placed({ value, range }: Stated<PropertyValue>): readonly [PropertyValue, Range] {
  return [value, range];
}

function contains({ start, end }: Range, inner: Range): boolean {
  return isOrdered(start, inner.start) && isOrdered(inner.end, end);
}

function isOrdered(first: Position, second: Position): boolean {
  return first.line < second.line || (first.line === second.line && first.character <= second.character);
}
