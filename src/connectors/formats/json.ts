// What `Get-…Connector | ConvertTo-Json` writes: one object, an array, `{ "value": [...] }`, or such inside an object of
// one's own.
import * as l10n from '@vscode/l10n';
import { finding } from '../../finding.js';
import { type JsonTape, jsonKind, readJson } from '../../text/json.js';
import type { SourceText } from '../../text/source.js';
import type { Connector, ConnectorKind } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { LazyProperties } from '../lazyProperties.js';
import { connectorWords, kindOf, type Property, propertyTable } from '../properties.js';
import { identityOf, PlacedConnector } from '../values.js';
import { jsonValue } from './jsonValue.js';

export const json: Format = {
  name: 'json',
  fileNames: /\.jsonc?$/i,
  comment: '//',
  read,
  literal: (value) => JSON.stringify(value),
};

const maxDepth = 5;
const maxShapes = 8;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!/^[\s\ufeff]*(?:[[{]|\/[/*])/.test(text) || !connectorWords.test(text)) {
    return undefined;
  }
  const tape = readJson(text);
  const reader = new ObjectReader(source, tape);
  for (let node = 0; node < tape.length; node = tape.next(node)) {
    reader.collect(node, 0);
  }
  const findings = tape.tooDeepAt === undefined ? [] : [tooDeep(source, tape.tooDeepAt)];
  if (reader.connectors.length === 0 && findings.length === 0) {
    return undefined;
  }
  return { format: 'json', source, connectors: reader.connectors, findings };
}

/** What every format says where it stops reading. */
export function tooDeep(source: SourceText, offset: number) {
  const message = l10n.t('The document is nested too deeply and was read only up to here.');
  return finding('connector.too-deep', message, { range: source.range(offset, offset + 1) });
}

/** The members that a run of objects has in common, in order, and what they mean. */
interface Shape {
  readonly keys: readonly string[];
  readonly kind: ConnectorKind | undefined;
  /** Property name to its place among the members. */
  readonly places: ReadonlyMap<string, number>;
  readonly properties: readonly (Property | undefined)[];
}

/** Finds the objects that are connectors. Objects of one export have the same members, which are judged once. */
class ObjectReader {
  readonly connectors: Connector[] = [];
  /** Most recent first. */
  private readonly shapes: Shape[] = [];
  /** The value nodes of all connectors, one after the other. */
  private readonly values: number[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly tape: JsonTape,
  ) {}

  collect(node: number, depth: number): void {
    const { tape } = this;
    const kind = tape.kind(node);
    if (kind > jsonKind.array || depth > maxDepth || (kind === jsonKind.object && this.isConnector(node))) {
      return;
    }
    const end = tape.next(node);
    for (let child = node + 1; child < end; child = tape.next(child)) {
      this.collect(child, depth + 1);
    }
  }

  private isConnector(node: number): boolean {
    const first = this.values.length;
    const shape = this.shapeOf(node);
    if (shape.kind === undefined) {
      this.values.length = first;
      return false;
    }
    this.connectors.push(this.connector(node, first, shape, shape.kind));
    return true;
  }

  private connector(node: number, first: number, shape: Shape, kind: ConnectorKind): Connector {
    const { source, tape, values } = this;
    const properties = new LazyProperties(shape.places, (place) => {
      const value = values[first + place] ?? node;
      return source.state(jsonValue(source, tape, value, shape.properties[place]), tape.start(value), tape.end(value));
    });
    const start = tape.start(node);
    const identity = identityOf(properties, source, start);
    return new PlacedConnector(source, { start, end: tape.end(node) }, kind, true, identity, properties);
  }

  /** The object's shape; its value nodes are appended to `values`. */
  private shapeOf(node: number): Shape {
    const { tape, values } = this;
    const end = tape.next(node);
    const first = values.length;
    const expected = this.shapes[0];
    let fits = expected !== undefined;
    let count = 0;
    for (let key = node + 1; key < end; count++) {
      fits &&= isKey(tape, key, expected?.keys[count]);
      const value = tape.next(key);
      values.push(value);
      key = tape.next(value);
    }
    if (expected !== undefined && fits && expected.keys.length === count) {
      return expected;
    }
    return this.remember(values.slice(first).map((value) => tape.value(value - 1)));
  }

  private remember(keys: readonly string[]): Shape {
    const at = this.shapes.findIndex(
      (each) => each.keys.length === keys.length && each.keys.every((key, i) => key === keys[i]),
    );
    const shape = this.shapes[at] ?? newShape(keys);
    this.shapes.splice(at < 0 ? maxShapes - 1 : at, 1);
    this.shapes.unshift(shape);
    return shape;
  }
}

function isKey(tape: JsonTape, node: number, key: string | undefined): boolean {
  const start = tape.start(node) + 1;
  return (
    key !== undefined &&
    tape.kind(node) === jsonKind.string &&
    tape.end(node) - start === key.length + 1 &&
    tape.text.slice(start, start + key.length) === key
  );
}

function newShape(keys: readonly string[]): Shape {
  const kind = kindOf(keys);
  const properties = keys.map((key) => (kind === undefined ? undefined : propertyTable(kind).find(key)));
  const places = new Map(keys.map((key, i) => [properties[i]?.name ?? key, i]));
  return { keys, kind, places, properties };
}
