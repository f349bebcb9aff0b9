import type { Stated } from '../text/source.js';
import type { PropertyValue } from './connector.js';

type Entry = Stated<PropertyValue>;

/** Properties that are read from the text one by one, when somebody asks: a rule wants a few of many. */
export class LazyProperties implements ReadonlyMap<string, Entry> {
  private all: ReadonlyMap<string, Entry> | undefined;

  /** `places` may be shared by connectors with the same members; `read` gives the value at a place. */
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    private readonly read: (place: number) => Entry,
  ) {}

  get size(): number {
    return this.places.size;
  }

  has(name: string): boolean {
    return this.places.has(name);
  }

  get(name: string): Entry | undefined {
    const place = this.places.get(name);
    return place === undefined ? undefined : this.read(place);
  }

  entries(): MapIterator<[string, Entry]> {
    return this.complete().entries();
  }

  keys(): MapIterator<string> {
    return this.places.keys();
  }

  values(): MapIterator<Entry> {
    return this.complete().values();
  }

  [Symbol.iterator](): MapIterator<[string, Entry]> {
    return this.entries();
  }

  forEach(visit: (value: Entry, name: string, map: ReadonlyMap<string, Entry>) => void): void {
    for (const [name, value] of this.entries()) {
      visit(value, name, this);
    }
  }

  private complete(): ReadonlyMap<string, Entry> {
    this.all ??= new Map([...this.places].map(([name, place]) => [name, this.read(place)]));
    return this.all;
  }
}
