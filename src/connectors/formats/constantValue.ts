import type { Constant } from '../../powershell/constants.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { Property } from '../properties.js';
import { dynamic, interpret } from '../values.js';

/** The value that a constant gives to a property. */
export function constantValue(source: SourceText, constant: Constant, property: Property | undefined): PropertyValue {
  const { start, end } = constant;
  switch (constant.kind) {
    case 'boolean':
      return constant.value;
    case 'null':
      return null;
    case 'text':
      return property?.type === 'list'
        ? [source.state(constant.value, start, end)]
        : interpret(property, constant.value);
    case 'list':
      return listValue(source, constant.items) ?? dynamic(source.text.slice(start, end));
    case 'table':
      return additions(source, constant) ?? dynamic(source.text.slice(start, end));
    default:
      return dynamic(source.text.slice(start, end));
  }
}

/** The known elements; undefined where there are elements and none is known. */
function listValue(source: SourceText, items: readonly Constant[]): readonly Stated<string>[] | undefined {
  const known: Stated<string>[] = [];
  for (const item of items) {
    if (item.kind === 'text') {
      known.push(source.state(item.value, item.start, item.end));
    } else if (item.kind === 'list') {
      known.push(...(listValue(source, item.items) ?? []));
    }
  }
  return known.length > 0 || items.length === 0 ? known : undefined;
}

/** What `@{ Add = …; Remove = … }` adds to a list. */
function additions(source: SourceText, table: Constant & { kind: 'table' }): readonly Stated<string>[] | undefined {
  const added = table.entries.find(({ key }) => key.toLowerCase() === 'add')?.value;
  switch (added?.kind) {
    case 'text':
      return [source.state(added.value, added.start, added.end)];
    case 'list':
      return listValue(source, added.items);
    default:
      return undefined;
  }
}
