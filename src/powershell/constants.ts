// What an expression is known to be without running the script: literals, and variables that hold one when it is used.
import type { Assignment, Block, Entry, Expression, Script } from './syntax.js';

interface Place {
  /** Where the value is stated: the literal, not the variable. */
  readonly start: number;
  readonly end: number;
}

/** A constant. A table's entries keep their keys as written; a key whose value is not known has `unknown`. */
export type Constant =
  | (Place & { readonly kind: 'text'; readonly value: string })
  | (Place & { readonly kind: 'boolean'; readonly value: boolean })
  | (Place & { readonly kind: 'null' })
  | (Place & { readonly kind: 'list'; readonly items: readonly Constant[] })
  | (Place & { readonly kind: 'table'; readonly entries: readonly ConstantEntry[] })
  | (Place & { readonly kind: 'unknown' });

export interface ConstantEntry {
  readonly key: string;
  readonly value: Constant;
}

/** Where an expression is used: what was assigned before it, in blocks around it, is what it sees. */
export interface Use {
  readonly offset: number;
  readonly block: Block;
}

const maxDepth = 20;
const maxChanges = 500;

/** Evaluates the constant expressions of one script. */
export class Constants {
  private readonly byName = new Map<string, Assignment[]>();

  constructor(
    private readonly text: string,
    script: Script,
  ) {
    for (const assignment of script.assignments) {
      for (const name of assignedNames(assignment.target)) {
        const known = this.byName.get(name);
        if (known === undefined) {
          this.byName.set(name, [assignment]);
        } else {
          known.push(assignment);
        }
      }
    }
  }

  evaluate(expression: Expression, use: Use, depth = 0): Constant {
    const { start, end } = expression;
    if (depth > maxDepth) {
      return unknownAt(expression);
    }
    switch (expression.kind) {
      case 'string':
        if (expression.value !== undefined && !expression.open) {
          return { kind: 'text', start, end, value: expression.value };
        }
        return expression.open
          ? unknownAt(expression)
          : this.concatenated(expression.parts ?? [], expression, use, depth);
      case 'number':
        return { kind: 'text', start, end, value: this.text.slice(start, end) };
      case 'variable':
        return this.variable(expression.name, expression, use, depth);
      case 'array':
        return { kind: 'list', start, end, items: expression.items.map((each) => this.evaluate(each, use, depth + 1)) };
      case 'hashtable':
        return { kind: 'table', start, end, entries: this.entries(expression.entries, use, depth + 1) };
      case 'cast':
        return isTransparent(expression.type)
          ? this.evaluate(expression.operand, use, depth + 1)
          : unknownAt(expression);
      case 'sum':
        return this.concatenated(expression.items, expression, use, depth);
      default:
        return unknownAt(expression);
    }
  }

  entries(entries: readonly Entry[], use: Use, depth = 0): readonly ConstantEntry[] {
    return entries.flatMap(({ key, value }) => {
      const name = this.evaluate(key, use, depth + 1);
      return name.kind === 'text'
        ? [{ key: name.value, value: value ? this.evaluate(value, use, depth + 1) : unknownAt(key) }]
        : [];
    });
  }

  private concatenated(parts: readonly (string | Expression)[], place: Place, use: Use, depth: number): Constant {
    let value = '';
    for (const part of parts) {
      const constant = typeof part === 'string' ? undefined : this.evaluate(part, use, depth + 1);
      if (constant !== undefined && constant.kind !== 'text') {
        return unknownAt(place);
      }
      value += constant?.value ?? part;
    }
    return { kind: 'text', start: place.start, end: place.end, value };
  }

  private variable(name: string, place: Place, use: Use, depth: number): Constant {
    const { start, end } = place;
    if (name === 'true' || name === 'false') {
      return { kind: 'boolean', start, end, value: name === 'true' };
    }
    if (name === 'null') {
      return { kind: 'null', start, end };
    }
    const unknown: Constant = { kind: 'unknown', start, end };
    const all = this.byName.get(name) ?? [];
    const { whole, changes } = lastBefore(all, use.offset);
    if (whole?.value === undefined || whole.target.kind === 'array' || !isSeen(whole, use, all)) {
      return unknown;
    }
    const constant = this.evaluate(whole.value, { offset: whole.start, block: whole.block }, depth + 1);
    return constant.kind === 'table' && changes.length > 0 ? this.changed(constant, changes, use) : constant;
  }

  /** A table after `$table.Key = value`, `$table['Key'] = value` and calls of its methods. */
  private changed(table: Constant & { kind: 'table' }, changes: readonly Assignment[], use: Use): Constant {
    const entries = new Map(table.entries.map((each) => [each.key.toLowerCase(), each]));
    for (const change of changes) {
      const { target } = change;
      const name = memberName(target);
      const call = target.kind === 'member' ? target.arguments : undefined;
      const [first, second] = call ?? [];
      const adds = name?.toLowerCase() === 'add' && first?.kind === 'string';
      const key = call === undefined ? name : first?.kind === 'string' ? first.value : undefined;
      if (key === undefined || name === undefined) {
        return { kind: 'unknown', start: table.start, end: table.end };
      }
      const value = call === undefined ? change.value : adds ? second : undefined;
      const known = value !== undefined && contains(change.block, use.block);
      entries.set(key.toLowerCase(), {
        key,
        value: known ? this.evaluate(value, { offset: change.start, block: change.block }, 1) : unknownAt(target),
      });
    }
    return { ...table, entries: [...entries.values()] };
  }
}

function unknownAt({ start, end }: Place): Constant {
  return { kind: 'unknown', start, end };
}

/** Casts that leave a text, a truth value or a list what it is. */
function isTransparent(cast: string): boolean {
  return /^\[\s*(?:system\.)?(?:string|bool|boolean|switch|object|array|hashtable|string\[\]|object\[\])\s*\]$/i.test(
    cast,
  );
}

/**
 * The last assignment of a whole variable before an offset, and what changed it since. No assignment where more changed it
 * than anybody writes: each use looks at all.
 */
function lastBefore(
  all: readonly Assignment[],
  offset: number,
): { readonly whole?: Assignment; readonly changes: readonly Assignment[] } {
  const changes: Assignment[] = [];
  for (let i = startingBefore(all, offset) - 1; i >= 0 && changes.length <= maxChanges; i--) {
    const each = all[i];
    if (each !== undefined && each.end <= offset) {
      if (each.target.kind !== 'member') {
        return { whole: each, changes: changes.reverse() };
      }
      changes.push(each);
    }
  }
  return { changes };
}

/** How many assignments, which stand in order, begin before an offset. */
function startingBefore(all: readonly Assignment[], offset: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.start ?? 0) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Whether an assignment is what a use sees: it certainly ran, and nothing else can have run between. */
function isSeen(assignment: Assignment, use: Use, all: readonly Assignment[]): boolean {
  if (!contains(assignment.block, use.block)) {
    return false;
  }
  for (let block: Block | undefined = use.block; block !== assignment.block; block = block?.parent) {
    if (block?.repeats) {
      return all.findLast((each) => each.target.kind !== 'member') === assignment;
    }
  }
  return true;
}

function contains(outer: Block, inner: Block): boolean {
  for (let block: Block | undefined = inner; block !== undefined; block = block.parent) {
    if (block === outer) {
      return true;
    }
  }
  return false;
}

function assignedNames(target: Expression): readonly string[] {
  switch (target.kind) {
    case 'variable':
      return [target.name];
    case 'cast':
      return assignedNames(target.operand);
    case 'array':
      return target.items.flatMap(assignedNames);
    case 'member':
      return assignedNames(target.target);
    default:
      return [];
  }
}

/** The name of the member that an assignment changes, or of the method that it calls, where it is constant. */
function memberName(target: Expression): string | undefined {
  return target.kind === 'member' && target.name?.kind === 'string' ? target.name.value : undefined;
}
