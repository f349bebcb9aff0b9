import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { Property } from '../properties.js';
import { interpret } from '../values.js';

// Of these an element may end with its cost, `smtp:*;1`, so that `;` before a number separates nothing.
const withCost = /^(?:SenderDomains|RecipientDomains|AddressSpaces)$/;

/** The elements of a list that is written as one text between two offsets, whatever separates them. */
export function splitList(
  source: SourceText,
  start: number,
  end: number,
  property: Property | undefined,
): readonly Stated<string>[] {
  const { text } = source;
  const found: Stated<string>[] = [];
  const hasCosts = property !== undefined && withCost.test(property.name);
  for (let at = start; at < end; ) {
    if (separates(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const from = at;
    while (at < end && !separates(text.charCodeAt(at))) {
      at++;
    }
    if (hasCosts && text.charCodeAt(at) === 59) {
      at = behindCost(text, at, end);
    }
    found.push(source.state(text.slice(from, at), from, at));
  }
  return found;
}

/** Behind the cost that a semicolon leads; where none stands there, the semicolon itself. */
function behindCost(text: string, semicolon: number, end: number): number {
  let at = semicolon + 1;
  while (at < end && at < semicolon + 4 && isDigit(text.charCodeAt(at))) {
    at++;
  }
  return at > semicolon + 1 && (at === end || separates(text.charCodeAt(at))) ? at : semicolon;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Blanks, `,`, `;` and `|`. */
function separates(unit: number): boolean {
  return unit <= 32 || unit === 44 || unit === 59 || unit === 124 || unit === 0xa0 || unit === 0xfeff;
}

/** A value that a table or list prints as text. Nothing is null, except of a text, which may be empty. */
export function printedValue(property: Property | undefined, text: string): PropertyValue {
  return text === '' && property !== undefined && property.type !== 'text' ? null : interpret(property, text);
}
