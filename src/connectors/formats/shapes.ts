import type { ConnectorShape, Shape } from '../lazyConnector.js';
import { isSecret, kindOf, propertyTable } from '../properties.js';

const maxShapes = 8;
/** Exchange's connectors have eighty; an object of more is some other dictionary. */
const maxMembers = 1000;

/** The shapes of a document's objects, most recent first: those of one export are alike and are judged once. */
export class Shapes {
  private readonly known: Shape[] = [];

  /** The shape that the object read last is likely to share. */
  get latest(): Shape | undefined {
    return this.known[0];
  }

  /** The shape of an object with these members. */
  of(keys: readonly string[]): Shape {
    const at = this.known.findIndex(
      (each) => each.keys.length === keys.length && each.keys.every((key, i) => key === keys[i]),
    );
    const shape = this.known[at] ?? newShape(keys);
    this.known.splice(at < 0 ? maxShapes - 1 : at, 1);
    this.known.unshift(shape);
    return shape;
  }
}

function newShape(keys: readonly string[]): Shape {
  const kind = keys.length > maxMembers ? undefined : kindOf(keys);
  const properties = keys.map((key) => (kind === undefined ? undefined : propertyTable(kind).find(key)));
  const places = new Map(
    keys.flatMap((key, i): [string, number][] => (isSecret(key) ? [] : [[properties[i]?.name ?? key, i]])),
  );
  const recent = { of: undefined, entries: keys.map(() => undefined) };
  return { keys, kind, places, properties, recent };
}

/** Whether objects of this shape are connectors. */
export function isConnectorShape(shape: Shape): shape is ConnectorShape {
  return shape.kind !== undefined;
}
