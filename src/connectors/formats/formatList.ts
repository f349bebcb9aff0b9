// What `Get-…Connector | Format-List` and `Get-ExchangeCertificate | Format-List` print: `Name : value` with the colons
// below one another, objects apart by a blank line, long values broken at the window's width.
import { Offsets } from '../../text/offsets.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format, TypedIn } from '../format.js';
import { type ConnectorShape, LazyConnector, type Shape } from '../lazyConnector.js';
import type { ListedCertificate } from '../listedCertificate.js';
import { connectorWords } from '../properties.js';
import { printedValue } from './listText.js';
import { isConnectorShape, Shapes } from './shapes.js';

export const formatList: Format = {
  name: 'format-list',
  fileNames: /\.(?:txt|log|out)$/i,
  read,
  alone: { value: /^[^\r\n]*$/, isOwn: leavesWidth },
};

const anyProperty =
  /^(?:SenderDomains|SenderIPAddresses|TlsSenderCertificateName|UseMXRecord|RecipientDomains|AddressSpaces|DNSRoutingEnabled|SmartHosts|TlsCertificateName|TlsAuthLevel|TlsSettings|RemoteIPRanges|PermissionGroups|Thumbprint) +:/m;

/** Whether all values are joined as they were: by the longest line, which must be another one if any was broken. */
function leavesWidth({ document: { width }, connector, value, grown }: TypedIn): boolean {
  const { character } = value.range.end;
  const isBroken = ({ range }: Stated<unknown>) => range.start.line < range.end.line;
  return (
    width === undefined ||
    (character < width && character + grown <= width && ![...connector.properties.values()].some(isBroken))
  );
}

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!(source.has(connectorWords) || text.includes('Thumbprint')) || !anyProperty.test(text)) {
    return undefined;
  }
  const reader = new ListReader(source);
  reader.read();
  const { connectors, certificates } = reader;
  return connectors.length === 0 && certificates.length === 0
    ? undefined
    : { format: 'format-list', source, connectors, certificates, findings: [], ...reader.breaking };
}

// Of each member: where its name starts and ends, where its value starts and ends.
const slots = 4;

/** The members of all objects, one after the other. */
class Members {
  readonly offsets: Offsets;
  /** The longest line: where a value was broken at the window's width, its line is that long. */
  width = 0;
  /** Whether any was. */
  broken = false;

  constructor(readonly source: SourceText) {
    this.offsets = new Offsets(source.text.length >> 3);
  }

  get length(): number {
    return this.offsets.length / slots;
  }

  add(start: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.offsets.push(start);
    this.offsets.push(nameEnd);
    this.offsets.push(valueStart);
    this.offsets.push(valueEnd);
    this.width = Math.max(this.width, valueEnd - start);
  }

  /** The value that was read last goes on to the end of another line, `length` long. */
  extend(length: number, end: number): void {
    this.offsets.set(this.offsets.length - 1, end);
    this.broken = true;
    this.width = Math.max(this.width, length);
  }

  start(member: number): number {
    return this.offsets.at(member * slots);
  }

  valueStart(member: number): number {
    return this.offsets.at(member * slots + 2);
  }

  valueEnd(member: number): number {
    return this.offsets.at(member * slots + 3);
  }

  name(member: number): string {
    return this.source.text.slice(this.start(member), this.offsets.at(member * slots + 1));
  }

  text(member: number): string {
    const start = this.valueStart(member);
    const raw = this.source.text.slice(start, this.valueEnd(member));
    return unbroken(raw, start - this.start(member), this.width);
  }
}

class ListReader {
  readonly connectors: Connector[] = [];
  readonly certificates: ListedCertificate[] = [];
  private readonly shapes = new Shapes();
  private readonly members: Members;
  /** The member with which the object that is being read begins. */
  private first = 0;
  /** What the lines of the object before begin with, colons included, and whether this one's agree so far. */
  private heads: readonly string[] = [];
  private agrees = false;
  /** The column of the colon, by which a continued line is known. */
  private column = -1;

  constructor(private readonly source: SourceText) {
    this.members = new Members(source);
  }

  /** The longest line, where it matters. */
  get breaking(): Pick<ConnectorDocument, 'width'> {
    return this.members.broken ? { width: this.members.width } : {};
  }

  read(): void {
    const { text } = this.source;
    for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
      const feed = text.indexOf('\n', start);
      const next = feed < 0 ? text.length : feed + 1;
      let end = feed < 0 ? text.length : feed;
      if (text.charCodeAt(end - 1) === 13) {
        end--;
      }
      this.line(start, end);
      start = next;
    }
    this.endObject();
  }

  private line(start: number, end: number): void {
    const { members } = this;
    if (this.isExpected(start, end)) {
      return;
    }
    const colon = this.colon(start, end);
    if (colon < 0) {
      if (this.isContinuation(start, end)) {
        members.extend(end - start, end);
      } else {
        this.endObject();
      }
      return;
    }
    if (colon - start !== this.column || this.repeatsFirst(start, colon)) {
      this.endObject();
    }
    this.agrees = false;
    this.column = colon - start;
    let nameEnd = colon;
    while (this.source.text.charCodeAt(nameEnd - 1) === 32) {
      nameEnd--;
    }
    members.add(start, nameEnd, Math.min(colon + 2, end), end);
  }

  /** Takes a line that begins as that of the object before at the same place did. */
  private isExpected(start: number, end: number): boolean {
    const { members } = this;
    const index = members.length - this.first;
    const head = this.agrees || index === 0 ? this.heads[index] : undefined;
    const name = this.shapes.latest?.keys[index];
    if (head === undefined || name === undefined) {
      return false;
    }
    const behind = start + head.length;
    if (behind > end || this.source.text.slice(start, behind) !== head) {
      return false;
    }
    this.agrees = true;
    this.column = head.length - 1;
    members.add(start, start + name.length, Math.min(behind + 1, end), end);
    return true;
  }

  /** The offset of the colon behind a property's name and blanks; negative where the line has none. */
  private colon(start: number, end: number): number {
    const { text } = this.source;
    let i = start;
    while (i < end && isNameUnit(text.charCodeAt(i))) {
      i++;
    }
    const nameEnd = i;
    while (i < end && text.charCodeAt(i) === 32) {
      i++;
    }
    return nameEnd > start && i > nameEnd && text.charCodeAt(i) === 58 ? i : -1;
  }

  private isContinuation(start: number, end: number): boolean {
    const indent = this.column + 2;
    if (this.members.length <= this.first || end - start <= indent) {
      return false;
    }
    for (let i = start; i < start + indent; i++) {
      if (this.source.text.charCodeAt(i) !== 32) {
        return false;
      }
    }
    return true;
  }

  /** Objects without a blank line between them begin with the same name. */
  private repeatsFirst(start: number, colon: number): boolean {
    if (this.members.length <= this.first) {
      return false;
    }
    return this.source.text.slice(start, colon).trimEnd() === this.members.name(this.first);
  }

  private endObject(): void {
    const { first, members } = this;
    const count = members.length - first;
    if (count === 0) {
      return;
    }
    this.first += count;
    const shape = this.shapeOf(first, count);
    if (isConnectorShape(shape)) {
      this.connectors.push(new ListConnector(shape, members, first));
    } else if (shape.places.has('Thumbprint') && shape.places.has('Subject')) {
      this.certificates.push(this.certificate(first, shape));
    } else {
      members.offsets.truncate(first * slots);
      this.first = first;
    }
  }

  private shapeOf(first: number, count: number): Shape {
    const { members, shapes, source } = this;
    const expected = shapes.latest;
    const alike = this.agrees && expected?.keys.length === count;
    this.agrees = false;
    if (alike && expected !== undefined) {
      return expected;
    }
    const all = Array.from({ length: count }, (_, i) => first + i);
    this.heads = all.map((member) => source.text.slice(members.start(member), members.valueStart(member)).trimEnd());
    return shapes.of(all.map((member) => members.name(member)));
  }

  private certificate(first: number, shape: Shape): ListedCertificate {
    const text = (name: string): Stated<string> | undefined => {
      const place = shape.places.get(name);
      if (place === undefined) {
        return undefined;
      }
      const { members } = this;
      const member = first + place;
      return this.source.state(members.text(member), members.valueStart(member), members.valueEnd(member));
    };
    const thumbprint = text('Thumbprint');
    const subject = text('Subject');
    const issuer = text('Issuer');
    const services = text('Services');
    return {
      ...(thumbprint ? { thumbprint } : {}),
      ...(subject ? { subject } : {}),
      ...(issuer ? { issuer } : {}),
      ...(services ? { services } : {}),
    };
  }
}

class ListConnector extends LazyConnector {
  constructor(
    shape: ConnectorShape,
    private readonly members: Members,
    private readonly first: number,
  ) {
    super(members.source, shape);
  }

  protected get start(): number {
    return this.members.start(this.first);
  }

  protected get end(): number {
    return this.members.valueEnd(this.first + this.shape.keys.length - 1);
  }

  private valueAt(place: number): PropertyValue {
    const property = this.shape.properties[place];
    const text = this.members.text(this.first + place);
    return text.startsWith('{') || property?.type === 'list'
      ? this.list(text, this.first + place)
      : printedValue(property, text);
  }

  protected statedAt(place: number): Stated<PropertyValue> {
    const { members, source } = this;
    const member = this.first + place;
    return source.state(this.valueAt(place), members.valueStart(member), members.valueEnd(member));
  }

  /** `{a, b}`; a list that was cut ends with dots. Each element stands at its text, broken ones at the whole. */
  private list(text: string, member: number): readonly Stated<string>[] {
    const { source, members } = this;
    const start = members.valueStart(member);
    const end = members.valueEnd(member);
    const found: Stated<string>[] = [];
    const last = behindElements(text);
    let from = start;
    for (let at = text.startsWith('{') ? 1 : 0; at < last; ) {
      const comma = text.indexOf(',', at);
      const behind = comma < 0 || comma > last ? last : comma;
      const element = text.slice(at, behind).trim();
      at = behind + 1;
      if (element !== '') {
        const place = source.text.indexOf(element, from);
        const broken = place < 0 || place + element.length > end;
        from = broken ? from : place + element.length;
        found.push(broken ? source.state(element, start, end) : source.state(element, place, from));
      }
    }
    return found;
  }
}

/** Where the elements of `{a, b…}` end. */
function behindElements(text: string): number {
  if (!text.endsWith('}')) {
    return text.length;
  }
  const dots = text.endsWith('...}') ? 3 : text.endsWith('…}') ? 1 : 0;
  return text.length - 1 - dots;
}

function isNameUnit(unit: number): boolean {
  return (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || unit === 95;
}

/** The value of several lines. A line as long as the window was cut anywhere, a shorter one at a blank. */
function unbroken(raw: string, indent: number, width: number): string {
  if (!raw.includes('\n')) {
    return raw.trim();
  }
  const lines = raw.split(/\r?\n/);
  let value = lines[0] ?? '';
  let length = indent + value.length;
  for (const line of lines.slice(1)) {
    const rest = line.slice(indent);
    const cut = length >= width && !(value.endsWith(',') && !rest.startsWith(' '));
    value += cut ? rest : ` ${rest.trimStart()}`;
    length = line.length;
  }
  return value.trim();
}
