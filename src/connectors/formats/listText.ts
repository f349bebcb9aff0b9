import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { Property } from '../properties.js';
import { interpret } from '../values.js';

// Of these an element may end with its cost, `smtp:*;1`, so that `;` before a number separates nothing.
const withCost = /^(?:SenderDomains|RecipientDomains|AddressSpaces)$/;
const element = /[^\s,;|]+/g;
const elementWithCost = /[^\s,;|]+(?:;\d{1,3}(?![^\s,;|]))?/g;

/** The elements of a list that is written as one text between two offsets, whatever separates them. */
export function splitList(
  source: SourceText,
  start: number,
  end: number,
  property: Property | undefined,
): readonly Stated<string>[] {
  const pattern = property !== undefined && withCost.test(property.name) ? elementWithCost : element;
  const found: Stated<string>[] = [];
  for (const match of source.text.slice(start, end).matchAll(pattern)) {
    const from = start + match.index;
    found.push(source.state(match[0], from, from + match[0].length));
  }
  return found;
}

/** A value that a table or list prints as text. Nothing is null, except of a text, which may be empty. */
export function printedValue(property: Property | undefined, text: string): PropertyValue {
  return text === '' && property !== undefined && property.type !== 'text' ? null : interpret(property, text);
}
