// From the text of a document to property values, and from property values to the questions that rules ask.
import type { SourceText, Stated } from '../text/source.js';
import type { Connector, ConnectorKind, Dynamic, Platform, PropertyValue } from './connector.js';
import { isText, LazyConnector } from './lazyConnector.js';
import { type Property, propertyTable } from './properties.js';

/** The value that a property's text means: `True` of a boolean property is true, a legal value gets its own spelling. */
export function interpret(property: Property | undefined, raw: string): string | number | boolean {
  switch (property?.type) {
    case 'boolean':
    case 'switch':
      return truth(raw);
    case 'integer':
      return /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
    default:
      return property?.values === undefined ? raw : legalValue(property, property.values, raw);
  }
}

function truth(raw: string): boolean | string {
  // As exports print them: most values are truth values.
  if (raw === 'True' || raw === 'False') {
    return raw === 'True';
  }
  return /^\$?true$/i.test(raw) ? true : /^\$?false$/i.test(raw) ? false : raw;
}

function legalValue(property: Property, values: readonly string[], raw: string): string {
  if (values.includes(raw)) {
    return raw;
  }
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

/** A property's value, where its place does not matter; undefined when absent. */
export function peek(connector: Connector, name: string): PropertyValue | undefined {
  return stated(connector, name)?.value;
}

/** A property with its place; undefined when absent. */
export function stated(connector: Connector, name: string): Stated<PropertyValue> | undefined {
  return connector instanceof LazyConnector ? connector.stated(name) : connector.properties.get(name);
}

/** A boolean property: stated, or the default of what the document creates; undefined when unknown. */
export function flag(connector: Connector, name: string): boolean | undefined {
  const value = peek(connector, name);
  if (value !== undefined) {
    return typeof value === 'boolean' ? value : undefined;
  }
  const initially = connector.partial ? undefined : propertyTable(connector.kind).find(name)?.default;
  return typeof initially === 'boolean' ? initially : undefined;
}

/** A stated text; undefined when absent, null or not constant. */
export function text(connector: Connector, name: string): Stated<string> | undefined {
  const found = stated(connector, name);
  return isText(found) ? found : undefined;
}

/** The stated elements of a list, a single value being a list of one; empty when absent, null or not constant. */
export function elements(connector: Connector, name: string): readonly Stated<string>[] {
  const found = stated(connector, name);
  if (found === undefined) {
    return [];
  }
  if (isList(found.value)) {
    return found.value;
  }
  return isText(found) && found.value !== '' ? [found] : [];
}

/** Whether a property is known to be empty: stated so, or left out by what creates the connector. */
export function isBlank(connector: Connector, name: string): boolean {
  const value = peek(connector, name);
  if (value === undefined) {
    return !connector.partial;
  }
  return value === null || (typeof value === 'string' ? value.trim() === '' : isList(value) && value.length === 0);
}

/** Whether a TLS level is known and is not DomainValidation, the one at which a name is checked. */
export function checksNoName(connector: Connector, name: 'TlsAuthLevel' | 'TlsSettings'): boolean {
  const level = peek(connector, name);
  return typeof level === 'string' ? level !== 'DomainValidation' : isBlank(connector, name);
}
