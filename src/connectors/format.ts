import type { Finding } from '../finding.js';
import type { SourceText, Stated } from '../text/source.js';
import type { Connector, PropertyValue } from './connector.js';
import type { ListedCertificate } from './listedCertificate.js';

export type DocumentFormat =
  | 'json'
  | 'powershell'
  | 'csv'
  | 'format-list'
  | 'clixml'
  | 'postfix'
  | 'exim'
  | 'sendmail'
  | 'iis-metabase';

/** Connectors read from one document. */
export interface ConnectorDocument {
  readonly format: DocumentFormat;
  readonly source: SourceText;
  /** In document order. */
  readonly connectors: readonly Connector[];
  /** What a listing of certificates states, where the document is one. */
  readonly certificates?: readonly ListedCertificate[];
  /** What the reading itself found, before any rule. */
  readonly findings: readonly Finding[];
  /** Of printed lists in which values were broken: the length of the longest line, at which that happened. */
  readonly width?: number;
  /** The text that was last read as a whole, where somebody typed in values since. */
  readonly whole?: SourceText;
}

/** A value in which somebody types, as it stood before. */
export interface TypedIn {
  readonly document: ConnectorDocument;
  readonly connector: Connector;
  /** The connector's own text. */
  readonly text: string;
  readonly value: Stated<PropertyValue>;
  /** By how many characters the value becomes longer. */
  readonly grown: number;
}

/** How a format reads one connector without the others, while somebody types in a value of it. */
export interface Alone {
  /** A value as written, quotes included, that stays one value of its kind as long as it stays like this. */
  readonly value: RegExp;
  /** What has to stand before the connector's own text. */
  lead?(document: ConnectorDocument): string;
  /** Whether no other connector depends on the value, beyond what is found by comparing. */
  isOwn?(typed: TypedIn): boolean;
}

/** How one form of document is recognised, read and written. */
export interface Format {
  readonly name: DocumentFormat;
  /** File names that make this format the likely one; content decides. */
  readonly fileNames: RegExp;
  /** What comments begin with; absent where the format has none. */
  readonly comments?: readonly string[];
  /** Undefined when the text states no connector. Never throws; fast on text that is none of ours. */
  read(source: SourceText): ConnectorDocument | undefined;
  /** A value as the format writes it, quotes included; absent where a change of the text changes nothing real. */
  literal?(value: string | boolean | number): string;
  /** Absent where a change is always read with the whole document. */
  readonly alone?: Alone;
  /** What stands between the elements of a list. */
  readonly separator?: string;
}
