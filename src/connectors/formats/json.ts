// What `Get-…Connector | ConvertTo-Json` writes: one object, an array, `{ "value": [...] }`, or such inside an object of
// one's own.
import * as l10n from '@vscode/l10n';
import { finding } from '../../finding.js';
import { readJson } from '../../text/json.js';
import { type JsonTape, jsonKind } from '../../text/jsonTape.js';
import { Offsets } from '../../text/offsets.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { type ConnectorShape, LazyConnector, type Shape } from '../lazyConnector.js';
import { connectorWords } from '../properties.js';
import { jsonValue } from './jsonValue.js';
import { isConnectorShape, Shapes } from './shapes.js';

export const json: Format = {
  name: 'json',
  fileNames: /\.jsonc?$/i,
  comments: ['//', '/*'],
  read,
  literal: (value) => JSON.stringify(value),
  separator: ', ',
  alone: { value: /^"[^"\\\p{Cc}]*"$/u },
};

const maxDepth = 5;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!/^[\s\ufeff]*(?:[[{]|\/[/*])/.test(text) || !source.has(connectorWords)) {
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

/** Finds the objects that are connectors. Objects of one export have the same members, which are judged once. */
class ObjectReader {
  readonly connectors: Connector[] = [];
  private readonly shapes = new Shapes();
  /** The object whose shape was looked at last, and that shape: objects of one export are alike. */
  private template = -1;
  private shape: Shape | undefined;
  /** The value nodes of all connectors, one after the other. */
  private readonly values: Offsets;

  constructor(
    private readonly source: SourceText,
    private readonly tape: JsonTape,
  ) {
    this.values = new Offsets(tape.length >> 1);
  }

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
    if (!isConnectorShape(shape)) {
      this.values.truncate(first);
      return false;
    }
    this.connectors.push(new JsonConnector(this.source, shape, this.tape, node, this.values, first));
    return true;
  }

  /** The object's shape; its value nodes are appended to `values`. */
  private shapeOf(node: number): Shape {
    const { tape, values } = this;
    const end = tape.next(node);
    const first = values.length;
    for (let key = node + 1; key < end; key = tape.next(key + 1)) {
      values.push(key + 1);
    }
    const template = tape.template(node);
    if (template !== this.template || this.shape === undefined) {
      this.template = template;
      const count = values.length - first;
      this.shape = this.shapes.of(Array.from({ length: count }, (_, i) => tape.value(values.at(first + i) - 1)));
    }
    return this.shape;
  }
}

class JsonConnector extends LazyConnector {
  constructor(
    source: SourceText,
    shape: ConnectorShape,
    private readonly tape: JsonTape,
    private readonly node: number,
    /** The value nodes of all connectors; this one's begin at `first`. */
    private readonly values: Offsets,
    private readonly first: number,
  ) {
    super(source, shape);
  }

  protected get start(): number {
    return this.tape.start(this.node);
  }

  protected get end(): number {
    return this.tape.end(this.node);
  }

  private valueAt(place: number): PropertyValue {
    return jsonValue(this.source, this.tape, this.nodeAt(place), this.shape.properties[place]);
  }

  protected statedAt(place: number): Stated<PropertyValue> {
    const node = this.nodeAt(place);
    return this.source.state(this.valueAt(place), this.tape.start(node), this.tape.end(node));
  }

  private nodeAt(place: number): number {
    return this.values.at(this.first + place);
  }
}
