import type { Finding } from '../finding.js';
import type { SourceText } from '../text/source.js';
import type { Connector } from './connector.js';
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
  /** What stands between the elements of a list. */
  readonly separator?: string;
}
