// What `Get-…Connector | Export-Csv` writes. Lists are lost unless they were joined before.
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../../finding.js';
import { type CsvTable, csvDelimiter, csvHeader, readCsv } from '../../text/csv.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { type ConnectorShape, LazyConnector, type Shape } from '../lazyConnector.js';
import { connectorWords, kindOf } from '../properties.js';
import { dynamic } from '../values.js';
import { printedValue, splitList } from './listText.js';
import { isConnectorShape, Shapes } from './shapes.js';

export const csv: Format = {
  name: 'csv',
  fileNames: /\.(?:csv|tsv)$/i,
  read,
  alone: {
    value: /^(?:"[^"\r\n]*"|[^",;|\t\r\n]+)$/,
    // The header.
    lead: ({ source, connectors: [first] }) =>
      first === undefined ? '' : source.text.slice(0, source.offsetAt(first.range.start)),
  },
};

// What a collection prints as when its elements are lost.
const lostList =
  /^(?:System\.(?:\w+\.)*\w+(?:\[\])?|Microsoft\.Exchange\.Data\.\w+)(?:`\d+\[.*\])?$|^Deserialized\.[\w.`[\],\s]+$/;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  const { start, end } = csvHeader(text);
  const header = text.slice(start, end);
  if (header.length > 20_000 || !connectorWords.test(header)) {
    return undefined;
  }
  const names = header.split(csvDelimiter(header)).map((each) => each.replace(/^\s*"?|"?\s*$/g, ''));
  if (names.length < 2 || kindOf(names) === undefined) {
    return undefined;
  }
  return new TableReader(source, readCsv(text)).document();
}

function isLost(value: string): boolean {
  const first = value.charCodeAt(0);
  // S, M or D: most values begin otherwise.
  return (first === 83 || first === 77 || first === 68) && lostList.test(value);
}

class TableReader {
  private readonly shape: Shape;

  constructor(
    private readonly source: SourceText,
    private readonly table: CsvTable,
  ) {
    const names = Array.from({ length: table.width(0) }, (_, field) => table.value(0, field) ?? '');
    this.shape = new Shapes().of(names);
  }

  document(): ConnectorDocument | undefined {
    const { source, table, shape } = this;
    const connectors: Connector[] = [];
    for (let record = 1; record < table.length && isConnectorShape(shape); record++) {
      connectors.push(new CsvConnector(source, shape, table, record));
    }
    return connectors.length === 0 ? undefined : { format: 'csv', source, connectors, findings: this.lostLists() };
  }

  /** Tells once a column that its elements were lost, and how to keep them. */
  private lostLists(): readonly Finding[] {
    const { source, table, shape } = this;
    const found: Finding[] = [];
    shape.properties.forEach((property, place) => {
      const value = property?.type === 'list' ? table.value(1, place) : undefined;
      if (property !== undefined && value !== undefined && isLost(value)) {
        found.push(
          finding(
            'connector.lossy-export',
            l10n.t(
              'The elements of {0} were lost in this export. Export again with ConvertTo-Json, or join the list before Export-Csv: {1}',
              property.name,
              `Select-Object *,@{n='${property.name}';e={$_.${property.name} -join ' '}} -ExcludeProperty ${property.name}`,
            ),
            { range: source.range(table.start(1, place), table.end(1, place)) },
          ),
        );
      }
    });
    return found;
  }
}

class CsvConnector extends LazyConnector {
  constructor(
    source: SourceText,
    shape: ConnectorShape,
    private readonly table: CsvTable,
    private readonly record: number,
  ) {
    super(source, shape);
  }

  protected get start(): number {
    return this.table.start(this.record, 0);
  }

  protected get end(): number {
    return this.table.end(this.record, this.table.width(this.record) - 1);
  }

  private valueAt(place: number): PropertyValue | undefined {
    const { source, table, record } = this;
    if (place >= table.width(record)) {
      return undefined;
    }
    const start = table.start(record, place);
    const end = table.end(record, place);
    const value = table.value(record, place);
    const property = this.shape.properties[place];
    if (value === undefined || isLost(value)) {
      return dynamic(source.text.slice(start, end));
    }
    const quoted = source.text.charAt(start) === '"' ? 1 : 0;
    return property?.type === 'list'
      ? splitList(source, start + quoted, end - quoted, property)
      : printedValue(property, value);
  }

  protected statedAt(place: number): Stated<PropertyValue> | undefined {
    const value = this.valueAt(place);
    return value === undefined
      ? undefined
      : this.source.state(value, this.table.start(this.record, place), this.table.end(this.record, place));
  }
}
