// From the text of a document to property values, and from property values to the questions that rules ask.
import type { SourceText, Stated } from '../text/source.js';
import type { Connector, ConnectorKind, Dynamic, Platform, PropertyValue } from './connector.js';
import { type Property, propertyTable } from './properties.js';

/** The value that a property's text means: `True` of a boolean property is true, a legal value gets its own spelling. */
export function interpret(property: Property | undefined, raw: string): string | number | boolean {
  switch (property?.type) {
    case 'boolean':
    case 'switch':
      return /^\$?true$/i.test(raw) ? true : /^\$?false$/i.test(raw) ? false : raw;
    case 'integer':
      return /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
    default:
      return property?.values === undefined ? raw : legalValue(property, property.values, raw);
  }
}

function legalValue(property: Property, values: readonly string[], raw: string): string {
  const numbered = property.numbered && /^\d$/.test(raw) ? values[Number(raw)] : undefined;
  return numbered ?? values.find((each) => each.toLowerCase() === raw.toLowerCase()) ?? raw;
}

export function dynamic(expression: string): Dynamic {
  return { dynamic: true, expression };
}

/** Whether a value is a list of separately placed elements. */
export function isList(value: PropertyValue): value is readonly Stated<string>[] {
  return Array.isArray(value);
}

const platforms: Readonly<Record<ConnectorKind, Platform>> = {
  send: 'ExchangeServer',
  receive: 'ExchangeServer',
  inbound: 'ExchangeOnline',
  outbound: 'ExchangeOnline',
};

/** The name of a connector; empty, at the place given, where the document states none. */
export function identityOf(
  properties: ReadonlyMap<string, Stated<PropertyValue>>,
  source: SourceText,
  start: number,
): Stated<string> {
  const name = properties.get('Identity') ?? properties.get('Name');
  return isText(name) ? name : source.state('', start, start);
}

/** A connector between two offsets of a text; its range is computed when it is asked for. */
export class PlacedConnector implements Connector {
  constructor(
    private readonly source: SourceText,
    private readonly place: { readonly start: number; readonly end: number },
    readonly kind: ConnectorKind,
    readonly partial: boolean,
    readonly identity: Stated<string>,
    readonly properties: ReadonlyMap<string, Stated<PropertyValue>>,
    readonly platform: Platform = platforms[kind],
  ) {}

  get range() {
    return this.source.range(this.place.start, this.place.end);
  }
}

/** A boolean property: stated, or the default of what the document creates; undefined when unknown. */
export function flag(connector: Connector, name: string): boolean | undefined {
  const stated = connector.properties.get(name);
  if (stated !== undefined) {
    return typeof stated.value === 'boolean' ? stated.value : undefined;
  }
  const initially = connector.partial ? undefined : propertyTable(connector.kind).find(name)?.default;
  return typeof initially === 'boolean' ? initially : undefined;
}

/** A stated text; undefined when absent, null or not constant. */
export function text(connector: Connector, name: string): Stated<string> | undefined {
  const stated = connector.properties.get(name);
  return isText(stated) ? stated : undefined;
}

/** Whether a stated value is a text. */
export function isText(stated: Stated<PropertyValue> | undefined): stated is Stated<string> {
  return typeof stated?.value === 'string';
}

/** The stated elements of a list, a single value being a list of one; empty when absent, null or not constant. */
export function elements(connector: Connector, name: string): readonly Stated<string>[] {
  const stated = connector.properties.get(name);
  if (stated === undefined) {
    return [];
  }
  if (isList(stated.value)) {
    return stated.value;
  }
  return isText(stated) && stated.value !== '' ? [stated] : [];
}
