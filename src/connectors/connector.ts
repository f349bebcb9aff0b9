import type { Range, Stated } from '../text/source.js';

export type Platform = 'ExchangeServer' | 'ExchangeOnline' | 'Postfix' | 'Exim' | 'Sendmail' | 'IisSmtp';

export type ConnectorKind = 'send' | 'receive' | 'inbound' | 'outbound';

/** A property's value. A list keeps the place of each element; `dynamic` tells a value that the text does not state. */
export type PropertyValue = string | number | boolean | null | readonly Stated<string>[] | Dynamic;

/** Stated by an expression whose value cannot be read from the text: no rule judges it. */
export interface Dynamic {
  readonly dynamic: true;
  readonly expression: string;
}

/** One connector as a document states it. Absent properties are unknown, not false. */
export interface Connector {
  readonly platform: Platform;
  readonly kind: ConnectorKind;
  /** False only where the document creates the connector, so that what it leaves out takes the cmdlet's default. */
  readonly partial: boolean;
  readonly identity: Stated<string>;
  /** The whole statement or object. */
  readonly range: Range;
  /** Exchange's own property names, in the table's spelling whatever the document's. */
  readonly properties: ReadonlyMap<string, Stated<PropertyValue>>;
}
