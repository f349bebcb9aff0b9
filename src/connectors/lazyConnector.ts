import type { Range, SourceText, Stated } from '../text/source.js';
import type { Connector, ConnectorKind, Platform, PropertyValue } from './connector.js';
import type { Property } from './properties.js';

type Entry = Stated<PropertyValue>;

/** The members that a run of objects has in common, in order, and what they mean. */
export interface Shape {
  readonly keys: readonly string[];
  readonly kind: ConnectorKind | undefined;
  /** Property name to its place among the members. */
  readonly places: ReadonlyMap<string, number>;
  readonly properties: readonly (Property | undefined)[];
  readonly recent: Recent;
}

/**
 * What the connector that was looked at last states, as far as somebody asked: rule after rule looks at the same values of
 * one connector, and to keep those of thousands costs more than to read them again.
 */
export interface Recent {
  of: LazyConnector | undefined;
  readonly entries: (Entry | undefined)[];
}

/** The shape of what is a connector. */
export type ConnectorShape = Shape & { readonly kind: ConnectorKind };

/**
 * A connector of an export, which states everything it is read from when somebody asks: documents hold thousands, and a
 * rule wants a few of thirty values.
 */
export abstract class LazyConnector implements Connector {
  readonly partial = true;
  private all: ReadonlyMap<string, Entry> | undefined;

  constructor(
    protected readonly source: SourceText,
    protected readonly shape: ConnectorShape,
  ) {}

  /** Offsets of the whole object. */
  protected abstract readonly start: number;
  protected abstract readonly end: number;

  /** What is stated at a place among the members; undefined where the object has none there. */
  protected abstract statedAt(place: number): Entry | undefined;

  get kind(): ConnectorKind {
    return this.shape.kind;
  }

  get platform(): Platform {
    return this.kind === 'send' || this.kind === 'receive' ? 'ExchangeServer' : 'ExchangeOnline';
  }

  get range(): Range {
    return this.source.range(this.start, this.end);
  }

  get identity(): Stated<string> {
    const stated = this.stated('Identity') ?? this.stated('Name');
    return isText(stated) ? stated : this.source.state('', this.start, this.start);
  }

  get properties(): ReadonlyMap<string, Entry> {
    this.all ??= new Map(
      [...this.shape.places].flatMap(([name, place]): [string, Entry][] => {
        const stated = this.statedAt(place);
        return stated === undefined ? [] : [[name, stated]];
      }),
    );
    return this.all;
  }

  /** A property with its place. */
  stated(name: string): Entry | undefined {
    const place = this.shape.places.get(name);
    if (place === undefined) {
      return undefined;
    }
    const { recent } = this.shape;
    if (recent.of !== this) {
      recent.of = this;
      recent.entries.fill(undefined);
    }
    const known = recent.entries[place] ?? this.statedAt(place);
    recent.entries[place] = known;
    return known;
  }
}

/** Whether a stated value is a text. */
export function isText(stated: Entry | undefined): stated is Stated<string> {
  return typeof stated?.value === 'string';
}
