// What a script consists of, as far as it matters to somebody who looks for commands and their constant arguments.

interface Placed {
  /** UTF-16 offsets into the text; `end` stands behind the last character. */
  readonly start: number;
  readonly end: number;
}

/** A string or bare word. `value` is absent where it holds variables or subexpressions, which `parts` then lists. */
export interface StringExpression extends Placed {
  readonly kind: 'string';
  readonly value?: string;
  readonly parts?: readonly (string | Expression)[];
  /** The closing quote has not been typed. */
  readonly open?: true;
}

export interface NumberExpression extends Placed {
  readonly kind: 'number';
}

export interface VariableExpression extends Placed {
  readonly kind: 'variable';
  /** In lower case, without the scopes `script:`, `local:`, `private:`. */
  readonly name: string;
  readonly splatted: boolean;
}

export interface ArrayExpression extends Placed {
  readonly kind: 'array';
  readonly items: readonly Expression[];
}

export interface Entry {
  readonly key: Expression;
  /** Absent where it is not a single expression, or not typed yet. */
  readonly value?: Expression;
}

export interface HashtableExpression extends Placed {
  readonly kind: 'hashtable';
  readonly entries: readonly Entry[];
}

/** `[type]` before an operand. */
export interface CastExpression extends Placed {
  readonly kind: 'cast';
  /** As written, brackets included. */
  readonly type: string;
  readonly operand: Expression;
}

/** Operands joined by `+`. */
export interface SumExpression extends Placed {
  readonly kind: 'sum';
  readonly items: readonly Expression[];
}

/** A member or element of something: `$x.Name`, `$x['Name']`, `$x.Add('Name', 1)`. */
export interface MemberExpression extends Placed {
  readonly kind: 'member';
  readonly target: Expression;
  readonly name?: Expression;
  readonly arguments?: readonly Expression[];
}

/** Anything else: its value cannot be read from the text. */
export interface OtherExpression extends Placed {
  readonly kind: 'other';
}

export type Expression =
  | StringExpression
  | NumberExpression
  | VariableExpression
  | ArrayExpression
  | HashtableExpression
  | CastExpression
  | SumExpression
  | MemberExpression
  | OtherExpression;

/** `-Name`, or `-Name:argument` with its argument. */
export interface Parameter extends Placed {
  readonly kind: 'parameter';
  /** As written, without dash and colon. */
  readonly name: string;
  readonly argument?: Expression;
}

/** One command of a pipeline. */
export interface Command extends Placed {
  readonly kind: 'command';
  /** The name first, then parameters and arguments in order. */
  readonly elements: readonly (Parameter | Expression)[];
  readonly block: Block;
}

/** An assignment, or a call that changes what a variable holds. */
export interface Assignment extends Placed {
  readonly kind: 'assignment';
  readonly target: Expression;
  /** Absent where the value is not a single expression, or the operator is not `=`. */
  readonly value?: Expression;
  readonly block: Block;
}

/** Braces and what runs in them; whether and how often they run is known for the script itself only. */
export interface Block {
  readonly parent?: Block;
  readonly start: number;
  /** The code may run again, or later than it stands. */
  readonly repeats: boolean;
}

/** Everything that was found, in the order in which it begins. */
export interface Script {
  readonly commands: readonly Command[];
  readonly assignments: readonly Assignment[];
  /** The script's only statement, where that is an expression: a data file is one hashtable. */
  readonly value?: Expression;
  /** The offset at which nesting became too deep to be read on. */
  readonly tooDeepAt?: number;
}
