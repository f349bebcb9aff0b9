import type { SourceText, Stated } from '../../text/source.js';
import { decodeEntities } from '../../text/xml.js';
import type { XmlTape } from '../../text/xmlTape.js';
import type { PropertyValue } from '../connector.js';
import type { Property } from '../properties.js';
import { dynamic, interpret, isList } from '../values.js';
import { printedObject } from './printedObject.js';

const collections = new Set(['LST', 'IE', 'STK', 'QUE']);
// What may stand as text: strings, characters, numbers, times, identifiers, versions.
const textTags = new Set([
  'S',
  'C',
  'I32',
  'I64',
  'U32',
  'U64',
  'I16',
  'U16',
  'By',
  'SB',
  'D',
  'Db',
  'Sg',
  'DT',
  'TS',
  'G',
  'URI',
  'Version',
  'XD',
]);
const maxBytes = 1_000_000;

/** Values of CLIXML elements. */
export class ClixmlValues {
  /** RefId to element, made when a reference is met. */
  private references: ReadonlyMap<string, number> | undefined;

  constructor(
    private readonly source: SourceText,
    readonly tape: XmlTape,
  ) {}

  /** The value of a member; it stands at its text, or at the whole element where that holds several or none. */
  stated(element: number, property: Property | undefined): Stated<PropertyValue> {
    const { tape, source } = this;
    const value = this.value(element, property);
    const at = isList(value) ? element : (tape.child(element, 'ToString') ?? element);
    const start = tape.contentStart(at);
    const end = tape.contentEnd(at);
    return end <= start || tape.next(at) > at + 1
      ? source.state(value, tape.start(element), tape.end(element))
      : source.state(value, start, end);
  }

  /** The value of a member. */
  value(element: number, property: Property | undefined): PropertyValue {
    const { tape } = this;
    if (!this.isClosed(element)) {
      return dynamic('');
    }
    const tag = tape.name(element);
    switch (tag) {
      case 'Nil':
        return null;
      case 'B':
        return this.text(element) === 'true';
      case 'Obj':
        return this.object(element, property);
      case 'Ref': {
        const target = this.target(element);
        return target === undefined ? dynamic('') : this.object(target, property);
      }
      default:
        if (!textTags.has(tag)) {
          return dynamic('');
        }
        return property?.type === 'list' ? this.element(element) : interpret(property, this.text(element));
    }
  }

  private object(element: number, property: Property | undefined): PropertyValue {
    const list = this.list(element);
    if (list !== undefined) {
      return list;
    }
    const text = this.objectText(element);
    if (text === undefined) {
      return dynamic('');
    }
    return property?.type === 'list' ? this.element(element) : interpret(property, text);
  }

  /** The elements of a collection; undefined where the object is none. */
  private list(element: number): readonly Stated<string>[] | undefined {
    const { tape } = this;
    const end = tape.next(element);
    for (let child = element + 1; child < end; child = tape.next(child)) {
      if (this.isCollection(child)) {
        return this.elements(child);
      }
    }
    return undefined;
  }

  /** What else stands in an object, its type and its text, begins with T. */
  private isCollection(element: number): boolean {
    const { tape } = this;
    return tape.text.charCodeAt(tape.start(element) + 1) !== 84 && collections.has(tape.name(element));
  }

  private elements(list: number): readonly Stated<string>[] {
    const { tape } = this;
    const found: Stated<string>[] = [];
    const end = tape.next(list);
    for (let child = list + 1; child < end; child = tape.next(child)) {
      found.push(...this.element(child));
    }
    return found;
  }

  /** A list of this one element; empty where it has no text. */
  private element(element: number): readonly Stated<string>[] {
    const { tape, source } = this;
    const printed = tape.isNamed(element, 'Obj') ? tape.child(element, 'ToString') : element;
    const text = tape.isNamed(element, 'Obj') ? this.objectText(element) : this.text(element);
    if (text === undefined || text === '' || !this.isClosed(element)) {
      return [];
    }
    return printed === undefined
      ? [source.state(text, tape.start(element), tape.end(element))]
      : [source.state(text, tape.contentStart(printed), tape.contentEnd(printed))];
  }

  private objectText(element: number): string | undefined {
    const { tape } = this;
    const printed = tape.child(element, 'ToString');
    if (printed !== undefined) {
      return this.text(printed);
    }
    const parent = tape.child(element, 'Props');
    const parts = new Map<string, string>();
    const end = parent === undefined ? 0 : tape.next(parent);
    for (let child = (parent ?? 0) + 1; child < end; child = tape.next(child)) {
      const name = tape.attribute(child, 'N');
      if (name !== undefined && !tape.isNamed(child, 'Nil')) {
        parts.set(tape.text.slice(name.start, name.end), this.text(child));
      }
    }
    return printedObject(parts);
  }

  /** The text between the tags, entities and `_x000D_` decoded. */
  private text(element: number): string {
    const { tape } = this;
    const text = decodeEntities(tape.text.slice(tape.contentStart(element), tape.contentEnd(element)));
    return text.includes('_x')
      ? text.replace(/_x([0-9a-fA-F]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : text;
  }

  private isClosed(element: number): boolean {
    const { tape } = this;
    return tape.end(element) > tape.contentEnd(element) || tape.text.charCodeAt(tape.end(element) - 2) === 47;
  }

  private target(element: number): number | undefined {
    const { tape } = this;
    const id = tape.attribute(element, 'RefId');
    this.references ??= this.identified();
    return id === undefined ? undefined : this.references.get(tape.text.slice(id.start, id.end));
  }

  private identified(): ReadonlyMap<string, number> {
    const { tape } = this;
    const found = new Map<string, number>();
    for (let element = 0; element < tape.length; element++) {
      const id = tape.isNamed(element, 'Obj') ? tape.attribute(element, 'RefId') : undefined;
      if (id !== undefined) {
        found.set(tape.text.slice(id.start, id.end), element);
      }
    }
    return found;
  }

  /** The bytes of a `BA` element (Base64); undefined where it is none. */
  bytes(element: number): Uint8Array | undefined {
    const { tape } = this;
    if (!tape.isNamed(element, 'BA') || !this.isClosed(element)) {
      return undefined;
    }
    const text = tape.text.slice(tape.contentStart(element), tape.contentEnd(element)).replace(/\s+/g, '');
    if (text.length > maxBytes || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
      return undefined;
    }
    return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
  }
}
