// What `Get-…Connector | Export-Clixml` and `Get-ExchangeCertificate | Export-Clixml` write (MS-PSRP section 2.2.5).
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../../finding.js';
import type { SourceText, Stated } from '../../text/source.js';
import { readXmlTape, type XmlTape } from '../../text/xmlTape.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { type ConnectorShape, LazyConnector, type Shape } from '../lazyConnector.js';
import type { ListedCertificate } from '../listedCertificate.js';
import { connectorWords } from '../properties.js';
import { ClixmlValues } from './clixmlValue.js';
import { tooDeep } from './json.js';
import { isConnectorShape, Shapes } from './shapes.js';

// A list that several objects have is written once.
const reference = /<Ref\b/;

export const clixml: Format = {
  name: 'clixml',
  fileNames: /\.(?:cli)?xml$/i,
  comments: ['<!--'],
  read,
  alone: {
    value: /^[^<>&\r\n]+$/,
    lead: () => '<Objs>',
    isOwn: ({ document: { source, whole = source } }) => !whole.has(reference),
  },
};

const maxDepth = 6;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  const from = text.indexOf('<Objs');
  if (from < 0 || !/^[\s\ufeff]*</.test(text) || !(source.has(connectorWords) || text.includes('"RawData"'))) {
    return undefined;
  }
  const tape = readXmlTape(text);
  const reader = new ObjectsReader(source, tape);
  for (let element = 0; element < tape.length; element = tape.next(element)) {
    reader.visit(element, 0);
  }
  const { connectors, certificates } = reader;
  const findings = stopped(source, tape);
  return connectors.length === 0 && certificates.length === 0 && findings.length === 0
    ? undefined
    : { format: 'clixml', source, connectors, certificates, findings };
}

/** What is said where the reading of an XML document stopped. */
export function stopped(source: SourceText, { problem }: XmlTape): readonly Finding[] {
  if (problem === undefined) {
    return [];
  }
  if (problem.kind === 'too-deep') {
    return [tooDeep(source, problem.offset)];
  }
  const message = l10n.t(
    'The document declares a type or entities, which no export does, and was not read from here on.',
  );
  return [finding('connector.xml-refused', message, { range: source.range(problem.offset, problem.offset + 2) })];
}

class ObjectsReader {
  readonly connectors: Connector[] = [];
  readonly certificates: ListedCertificate[] = [];
  private readonly shapes = new Shapes();
  /** The member elements of all connectors, one after the other. */
  private readonly members: number[] = [];
  private readonly values: ClixmlValues;
  /** What the members of the object before begin with, by their place. */
  private heads: string[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly tape: XmlTape,
  ) {
    this.values = new ClixmlValues(source, tape);
  }

  visit(element: number, depth: number): void {
    const { tape } = this;
    if (depth > maxDepth || (tape.isNamed(element, 'Obj') && this.isOurs(element))) {
      return;
    }
    const end = tape.next(element);
    for (let child = element + 1; child < end; child = tape.next(child)) {
      this.visit(child, depth + 1);
    }
  }

  private isOurs(element: number): boolean {
    const first = this.members.length;
    this.collect(element);
    const shape = this.shapeOf(first);
    if (!isConnectorShape(shape)) {
      const certificate = this.certificate(first, shape);
      this.members.length = first;
      return certificate;
    }
    this.connectors.push(new ClixmlConnector(this.source, shape, this.values, element, this.members, first));
    return true;
  }

  /** The properties and the notes of an object; of several groups, which only damage makes, the first. */
  private collect(element: number): void {
    const { tape } = this;
    const end = tape.next(element);
    let properties = false;
    let notes = false;
    for (let group = element + 1; group < end && !notes; group = tape.next(group)) {
      if (tape.isNamed(group, 'Props') && !properties) {
        properties = true;
        this.collectFrom(group);
      } else if (tape.isNamed(group, 'MS')) {
        notes = true;
        this.collectFrom(group);
      }
    }
  }

  private collectFrom(group: number): void {
    const { tape, members } = this;
    const end = tape.next(group);
    for (let member = group + 1; member < end; member = tape.next(member)) {
      members.push(member);
    }
  }

  private shapeOf(first: number): Shape {
    const { members, shapes } = this;
    const expected = shapes.latest;
    const count = members.length - first;
    let alike = expected !== undefined && expected.keys.length === count && this.heads.length === count;
    for (let i = 0; i < count && alike; i++) {
      alike = this.hasName(members[first + i] ?? 0, i, expected?.keys[i] ?? '');
    }
    if (alike && expected !== undefined) {
      return expected;
    }
    const own = members.slice(first);
    this.heads = own.map((member) => this.headOf(member));
    return shapes.of(own.map((member) => this.nameOf(member)));
  }

  /** Whether a member has the name of that at its place in the object before; mostly its tag is the same, too. */
  private hasName(member: number, place: number, name: string): boolean {
    const { tape, heads } = this;
    const start = tape.start(member);
    const head = heads[place] ?? '';
    if (head !== '' && tape.text.slice(start, start + head.length) === head) {
      return true;
    }
    if (this.nameOf(member) !== name) {
      return false;
    }
    heads[place] = this.headOf(member);
    return true;
  }

  /** A tag up to the quote behind the name, which stands first wherever PowerShell wrote it. */
  private headOf(member: number): string {
    const { tape } = this;
    const name = tape.attribute(member, 'N');
    return name === undefined ? '' : tape.text.slice(tape.start(member), name.end + 1);
  }

  private nameOf(member: number): string {
    const { text } = this.tape;
    const at = this.tape.attribute(member, 'N');
    return at === undefined ? '' : text.slice(at.start, at.end);
  }

  private certificate(first: number, shape: Shape): boolean {
    const at = shape.places.get('RawData');
    const member = at === undefined ? undefined : this.members[first + at];
    const der = member === undefined ? undefined : this.values.bytes(member);
    if (der !== undefined) {
      this.certificates.push({ der });
    }
    return der !== undefined;
  }
}

class ClixmlConnector extends LazyConnector {
  constructor(
    source: SourceText,
    shape: ConnectorShape,
    private readonly values: ClixmlValues,
    private readonly element: number,
    /** The member elements of all connectors; this one's begin at `first`. */
    private readonly members: readonly number[],
    private readonly first: number,
  ) {
    super(source, shape);
  }

  protected get start(): number {
    return this.values.tape.start(this.element);
  }

  protected get end(): number {
    return this.values.tape.end(this.element);
  }

  protected statedAt(place: number): Stated<PropertyValue> {
    return this.values.stated(this.memberAt(place), this.shape.properties[place]);
  }

  private memberAt(place: number): number {
    return this.members[this.first + place] ?? this.element;
  }
}
