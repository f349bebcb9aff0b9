// The values of a JSON text on a tape of offsets, decoded when somebody asks for them.

/** What a node is. A `missing` node stands for a value that has not been typed yet. */
export const jsonKind = { object: 0, array: 1, string: 2, openString: 3, word: 4, missing: 5 } as const;

/** One of `jsonKind`; `word` is a number, `true`, `false`, `null` or anything else without quotes. */
export type JsonKind = (typeof jsonKind)[keyof typeof jsonKind];

const slots = 4;
const kindBits = 3;

/** The nodes of a text in document order. An object's children alternate: key, value. Nodes are numbers. */
export class JsonTape {
  private cells: Int32Array;
  private used = 0;
  /** The offset at which nesting became too deep to be read on. */
  tooDeepAt: number | undefined;

  constructor(readonly text: string) {
    this.cells = new Int32Array(slots * (64 + (text.length >> 4)));
  }

  /** The number of nodes. */
  get length(): number {
    return this.used / slots;
  }

  /** Appends a node; a container is closed later. */
  push(kind: JsonKind, start: number, end: number): number {
    if (this.used + slots > this.cells.length) {
      const larger = new Int32Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    const at = this.used;
    this.cells[at] = kind;
    this.cells[at + 1] = start;
    this.cells[at + 2] = end;
    this.used += slots;
    this.cells[at + 3] = this.used / slots;
    return at / slots;
  }

  /** Ends a container behind its last character; `template` is an object with the same keys in the same order. */
  close(node: number, end: number, template: number): void {
    const kind = this.kind(node);
    this.cells[node * slots] = kind | (template << kindBits);
    this.cells[node * slots + 2] = end;
    this.cells[node * slots + 3] = this.used / slots;
  }

  /** Appends the nodes from one on to before another again, for the same text that stands `shift` characters further on. */
  repeat(from: number, to: number, shift: number): void {
    const nodes = this.used / slots - from;
    while (this.used + (to - from) * slots > this.cells.length) {
      const larger = new Int32Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    const { cells } = this;
    for (let at = from * slots; at < to * slots; at += slots) {
      const next = this.used;
      cells[next] = cells[at] ?? 0;
      cells[next + 1] = (cells[at + 1] ?? 0) + shift;
      cells[next + 2] = (cells[at + 2] ?? 0) + shift;
      cells[next + 3] = (cells[at + 3] ?? 0) + nodes;
      this.used += slots;
    }
  }

  /** Takes the last node off the tape. */
  pop(): void {
    this.used -= slots;
  }

  kind(node: number): number {
    return (this.cells[node * slots] ?? jsonKind.missing) & ((1 << kindBits) - 1);
  }

  /** The first of a run of objects at one depth that have the keys of this one, in its order. */
  template(node: number): number {
    return (this.cells[node * slots] ?? 0) >> kindBits;
  }

  /** The offset of the node's first character. */
  start(node: number): number {
    return this.cells[node * slots + 1] ?? 0;
  }

  /** The offset behind the node's last character, quotes included. */
  end(node: number): number {
    return this.cells[node * slots + 2] ?? 0;
  }

  /** The node behind this one and all it contains. */
  next(node: number): number {
    return this.cells[node * slots + 3] ?? this.length;
  }

  /** The children of a container, in order; an object's keys and values alternate. */
  *children(node: number): Iterable<number> {
    if (this.kind(node) <= jsonKind.array) {
      for (let child = node + 1; child < this.next(node); child = this.next(child)) {
        yield child;
      }
    }
  }

  /** A string's value, or a word as it stands. */
  value(node: number): string {
    const raw = this.text.slice(this.start(node), this.end(node));
    if (this.kind(node) === jsonKind.string) {
      return decoded(raw.slice(1, -1));
    }
    return this.kind(node) === jsonKind.openString ? decoded(raw.slice(1)) : raw;
  }
}

const named: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decoded(raw: string): string {
  if (!raw.includes('\\')) {
    return raw;
  }
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_whole, hex: string | undefined, other: string) =>
    hex === undefined ? (named[other] ?? other) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
