// Windows PowerShell's ConvertTo-Json wraps some values in objects, and a depth that was too small flattens lists to
// text with blanks between the elements.
import { type JsonTape, jsonKind } from '../../text/jsonTape.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { Property } from '../properties.js';
import { dynamic, interpret } from '../values.js';
import { printedObject } from './printedObject.js';

/** The value at a node, as its property reads it. */
export function jsonValue(
  source: SourceText,
  tape: JsonTape,
  node: number,
  property: Property | undefined,
): PropertyValue {
  switch (tape.kind(node)) {
    case jsonKind.string:
      return property?.type === 'list' ? flattened(source, tape, node) : interpret(property, tape.value(node));
    case jsonKind.word:
      return booleanAt(tape, node) ?? wordValue(tape.value(node), property);
    case jsonKind.array:
      return arrayValue(source, tape, node);
    case jsonKind.object:
      return objectValue(source, tape, node, property);
    default:
      // Half typed: nothing to be judged yet.
      return dynamic(tape.value(node));
  }
}

/** Most words are truth values, which are compared letter by letter where they stand. */
function booleanAt(tape: JsonTape, node: number): boolean | undefined {
  const start = tape.start(node);
  switch (tape.end(node) - start) {
    case 4:
      return stands(tape.text, 'true', start) ? true : undefined;
    case 5:
      return stands(tape.text, 'false', start) ? false : undefined;
    default:
      return undefined;
  }
}

function stands(text: string, word: string, start: number): boolean {
  for (let i = 0; i < word.length; i++) {
    if (text.charCodeAt(start + i) !== word.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}

function wordValue(word: string, property: Property | undefined): PropertyValue {
  if (word === 'null') {
    return null;
  }
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) {
    const named = interpret(property, word);
    return property?.values !== undefined && named !== word ? named : Number(word);
  }
  return dynamic(word);
}

/** A list as text, e.g. `203.0.113.10 203.0.113.16/28`: no element of such a property contains a blank. */
function flattened(source: SourceText, tape: JsonTape, node: number): readonly Stated<string>[] {
  const start = tape.start(node);
  const raw = tape.text.slice(start, tape.end(node));
  const words = raw.slice(1, -1).split(' ');
  if (words.length === 1 || raw.includes('\\')) {
    const value = tape.value(node);
    return value === '' ? [] : [source.state(value, start, tape.end(node))];
  }
  let at = start + 1;
  const found: Stated<string>[] = [];
  for (const word of words) {
    if (word !== '') {
      found.push(source.state(word, at, at + word.length));
    }
    at += word.length + 1;
  }
  return found;
}

function arrayValue(source: SourceText, tape: JsonTape, node: number): readonly Stated<string>[] {
  const found: Stated<string>[] = [];
  const end = tape.next(node);
  for (let child = node + 1; child < end; child = tape.next(child)) {
    const value = elementText(tape, child);
    if (value !== undefined) {
      found.push(source.state(value, tape.start(child), tape.end(child)));
    }
  }
  return found;
}

function elementText(tape: JsonTape, node: number): string | undefined {
  switch (tape.kind(node)) {
    case jsonKind.string:
    case jsonKind.word:
      return tape.value(node);
    case jsonKind.object:
      return printedObject(members(tape, node));
    default:
      return undefined;
  }
}

function objectValue(source: SourceText, tape: JsonTape, node: number, property: Property | undefined): PropertyValue {
  const parts = members(tape, node);
  // An array with a Count property, as Windows PowerShell 5.1 writes collections.
  const wrapped = childOf(tape, node, 'value');
  if (wrapped !== undefined && tape.kind(wrapped) === jsonKind.array) {
    return arrayValue(source, tape, wrapped);
  }
  const value = printedObject(parts);
  if (value === undefined) {
    return dynamic(tape.text.slice(tape.start(node), tape.end(node)));
  }
  return property?.type === 'list'
    ? [source.state(value, tape.start(node), tape.end(node))]
    : interpret(property, value);
}

function childOf(tape: JsonTape, node: number, name: string): number | undefined {
  const end = tape.next(node);
  for (let key = node + 1; key < end; key = tape.next(tape.next(key))) {
    if (tape.value(key) === name) {
      return tape.next(key);
    }
  }
  return undefined;
}

/** The members of an object whose values are simple. */
function members(tape: JsonTape, node: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const end = tape.next(node);
  for (let key = node + 1; key < end; key = tape.next(tape.next(key))) {
    const value = tape.next(key);
    if (tape.kind(value) === jsonKind.string || (tape.kind(value) === jsonKind.word && tape.value(value) !== 'null')) {
      found.set(tape.value(key), tape.value(value));
    }
  }
  return found;
}
