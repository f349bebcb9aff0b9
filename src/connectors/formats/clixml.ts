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

export const clixml: Format = {
  name: 'clixml',
  fileNames: /\.(?:cli)?xml$/i,
  comments: ['<!--'],
  read,
};

const maxDepth = 6;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  const from = text.indexOf('<Objs');
  if (from < 0 || !/^[\s\ufeff]*</.test(text) || !(connectorWords.test(text) || text.includes('"RawData"'))) {
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
    this.collect(element, 'Props');
    this.collect(element, 'MS');
    const shape = this.shapeOf(first);
    if (!isConnectorShape(shape)) {
      const certificate = this.certificate(first, shape);
      this.members.length = first;
      return certificate;
    }
    this.connectors.push(new ClixmlConnector(this.source, shape, this.values, element, this.members, first));
    return true;
  }

  private collect(element: number, group: string): void {
    const { tape } = this;
    const parent = tape.child(element, group);
    if (parent !== undefined) {
      const end = tape.next(parent);
      for (let child = parent + 1; child < end; child = tape.next(child)) {
        this.members.push(child);
      }
    }
  }

  private shapeOf(first: number): Shape {
    const { members, shapes } = this;
    const expected = shapes.latest;
    const count = members.length - first;
    if (expected?.keys.length === count) {
      let fits = true;
      for (let i = 0; i < count && fits; i++) {
        fits = this.isNamed(members[first + i] ?? 0, expected.keys[i] ?? '');
      }
      if (fits) {
        return expected;
      }
    }
    return shapes.of(members.slice(first).map((member) => this.nameOf(member)));
  }

  /** A member's name stands first in its tag wherever PowerShell wrote it. */
  private isNamed(member: number, name: string): boolean {
    const { text } = this.tape;
    const at = text.indexOf('N="', this.tape.start(member)) + 3;
    const end = at + name.length;
    return end < this.tape.contentStart(member) && text.charCodeAt(end) === 34 && text.slice(at, end) === name;
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

  protected valueAt(place: number): PropertyValue {
    return this.values.value(this.memberAt(place), this.shape.properties[place]);
  }

  protected statedAt(place: number): Stated<PropertyValue> {
    return this.values.stated(this.memberAt(place), this.shape.properties[place]);
  }

  private memberAt(place: number): number {
    return this.members[this.first + place] ?? this.element;
  }
}
