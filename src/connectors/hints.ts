// What an editor shows while somebody reads or writes a connector: the meaning of a property, and what may be typed.
import { readCommands } from '../powershell/commands.js';
import type { Command } from '../powershell/syntax.js';
import type { Range, SourceText } from '../text/source.js';
import type { Connector, ConnectorKind } from './connector.js';
import type { ConnectorDocument } from './format.js';
import { parameterNamed } from './formats/parameters.js';
import { connectorCmdlet } from './formats/powershell.js';
import { meaningOf, referenceOf } from './meanings.js';
import { otherProperty } from './otherProperties.js';
import { isSecret, type Property, propertyTable } from './properties.js';

/** What is known of the property under the cursor. */
export interface PropertyHint {
  readonly range: Range;
  readonly property: Property;
  readonly meaning?: string;
  /** The reference page. */
  readonly source: string;
}

/** Something that may be typed at the cursor, in the place of `range`. */
export interface Completion {
  readonly text: string;
  readonly kind: 'parameter' | 'value';
  readonly range: Range;
  readonly meaning?: string;
}

/** The property of a connector whose name or value stands at an offset. */
export function hintAt(document: ConnectorDocument, offset: number): PropertyHint | undefined {
  const { source } = document;
  const word = wordAt(source.text, offset);
  const line = source.positionAt(offset).line;
  for (const connector of near(document.connectors, line, document.format === 'powershell')) {
    const named = word && hint(connector, source.text.slice(word.start, word.end), source.range(word.start, word.end));
    if (named !== undefined && word !== undefined && states(connector, named.property, source, word.end)) {
      return named;
    }
    for (const [name, { range }] of connector.properties) {
      if (source.offsetAt(range.start) <= offset && offset < source.offsetAt(range.end)) {
        const valued = hint(connector, name, range);
        if (valued !== undefined) {
          return valued;
        }
      }
    }
  }
  return undefined;
}

/** What is known of the property of this name, which may be abbreviated as a parameter's may. */
function hint({ platform, kind }: Connector, name: string, range: Range): PropertyHint | undefined {
  if (!platform.startsWith('Exchange')) {
    const other = otherProperty(platform, name);
    return other && { range, ...other };
  }
  const property = propertyTable(kind).find(name) ?? parameterNamed(kind, name);
  const meaning = property && meaningOf(kind, property);
  return property && { range, property, ...(meaning === undefined ? {} : { meaning }), source: referenceOf(kind) };
}

/** The connectors that the line can belong to; in a script a splatted table stands before its command. */
function near(connectors: readonly Connector[], line: number, elsewhere: boolean): readonly Connector[] {
  return connectors.filter(({ range }) => elsewhere || (range.start.line <= line && line <= range.end.line));
}

/** Whether the connector states the property's value right behind the name that ends at an offset. */
function states(connector: Connector, property: Property, source: SourceText, nameEnd: number): boolean {
  const range = connector.properties.get(property.name)?.range;
  const start = range === undefined ? -1 : source.offsetAt(range.start);
  return start >= nameEnd && /^[^\w#]{0,200}$/.test(source.text.slice(nameEnd, start));
}

function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) {
    start--;
  }
  let end = offset;
  while (/\w/.test(text.charAt(end))) {
    end++;
  }
  return end > start ? { start, end } : undefined;
}

/** What may be typed at an offset of a script: a connector cmdlet's parameters, or a parameter's values. */
export function completionsAt(source: SourceText, offset: number): readonly Completion[] {
  const before = source.text.slice(0, offset);
  const command = readCommands(before).commands.findLast(
    (each) => connectorCmdlet(each) !== undefined && isOpen(before, each),
  );
  const called = command && connectorCmdlet(command);
  if (command === undefined || called === undefined) {
    return [];
  }
  const last = command.elements.at(-1);
  if (last?.kind === 'parameter' && last.end === offset && last.argument === undefined && !before.endsWith(':')) {
    return parameters(source, called.kind, command, last.start, offset);
  }
  if (before.endsWith('-') && /\s-$/.test(before)) {
    return parameters(source, called.kind, command, offset - 1, offset);
  }
  return values(source, called.kind, command, offset);
}

/** Nothing but blanks and continued lines stands between a command and the cursor. */
function isOpen(before: string, command: Command): boolean {
  return /^(?:[ \t]|`\r?\n|[-\u2013-\u2015]$)*$/.test(before.slice(command.end));
}

function parameters(
  source: SourceText,
  kind: ConnectorKind,
  command: Command,
  start: number,
  offset: number,
): readonly Completion[] {
  const used = new Set(
    command.elements.flatMap((each) =>
      each.kind === 'parameter' && each.start !== start ? [parameterNamed(kind, each.name)?.name] : [],
    ),
  );
  const typed = source.text.slice(start + 1, offset).toLowerCase();
  const range = source.range(start, offset);
  return propertyTable(kind)
    .properties.filter(({ name }) => !used.has(name) && !isSecret(name) && name.toLowerCase().startsWith(typed))
    .map((property) => {
      const meaning = meaningOf(kind, property);
      return { text: `-${property.name}`, kind: 'parameter', range, ...(meaning === undefined ? {} : { meaning }) };
    });
}

function values(source: SourceText, kind: ConnectorKind, command: Command, offset: number): readonly Completion[] {
  const last = command.elements.at(-1);
  const previous = command.elements.at(-2);
  const typing = last !== undefined && last.end === offset;
  const parameter = typing && last.kind !== 'parameter' ? previous : last;
  const property = parameter?.kind === 'parameter' ? parameterNamed(kind, parameter.name) : undefined;
  const argument = parameter?.kind === 'parameter' ? parameter.argument : undefined;
  if (property === undefined || (argument !== undefined && !typing)) {
    return [];
  }
  const legal =
    property.type === 'boolean' ? ['$true', '$false'] : (property.values ?? []).filter((each) => each !== '');
  const from = typing ? (argument?.start ?? (last === parameter ? offset : last.start)) : offset;
  const typed = source.text.slice(from, offset).toLowerCase();
  const range = source.range(from, offset);
  return legal.filter((each) => each.toLowerCase().startsWith(typed)).map((text) => ({ text, kind: 'value', range }));
}
