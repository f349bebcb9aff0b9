// Operands: variables, literals, anything in brackets, and their members.
import {
  at,
  closeBrace,
  closeBracket,
  closeParenthesis,
  colon,
  comma,
  dollar,
  dot,
  endsWord,
  equals,
  hash,
  isBlank,
  isDash,
  isDigit,
  isDoubleQuote,
  isNewline,
  isSingleQuote,
  isWordPart,
  lessThan,
  openBrace,
  openBracket,
  openParenthesis,
  semicolon,
  startsVariable,
} from './characters.js';
import { Scanner } from './scanner.js';
import type { Entry, Expression, HashtableExpression } from './syntax.js';

const maxDepth = 150;

// A number that ends where an operator or a new token may begin.
const number =
  /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+\-\u2013-\u2015]?\d+)?)(?:[uU]?[lLsSyY]|[uUdDnN])?(?:[kKmMgGtTpP][bB])?/y;

/** Reads operands; operators and statements inside them are read by the classes derived from this one. */
export abstract class PrimaryReader extends Scanner {
  private depth = 0;

  protected tooDeepAt: number | undefined;

  /** Reads statements up to a closing parenthesis or brace, which is taken. Returns the only expression, if it is one. */
  protected abstract enclosed(
    close: number,
    block: 'branch' | 'script' | undefined,
    each?: (value: Expression | undefined) => void,
  ): Expression | undefined;

  /** Reads the pipeline in parentheses, and the closing one if it follows. Returns the only expression, if it is one. */
  protected abstract parenthesized(): Expression | undefined;

  /** `Key =` with its value not typed yet takes the next line `Other = value` for a command; this is that entry. */
  protected abstract entryReadAsCommand(start: number): Entry | undefined;

  /** Reads the pipeline or statement that gives a value; returns it if it is a single expression. */
  protected abstract statementValue(): Expression | undefined;

  /** Takes one step into the text; at a depth that nobody writes, the rest is given up. */
  protected nested<T>(read: () => T): T {
    if (this.depth >= maxDepth) {
      this.tooDeepAt ??= this.pos;
      this.pos = this.end;
      this.end = this.pos;
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  protected override subexpression(start: number, open: number, close: number): Expression {
    const { end } = this;
    this.pos = open + 1;
    this.end = close;
    this.nested(() => {
      while (this.pos < this.end) {
        this.enclosed(Number.NaN, undefined);
        this.pos++;
      }
    });
    this.end = end;
    this.pos = Math.min(close + 1, end);
    return { kind: 'other', start, end: this.pos };
  }

  protected wordLength(from: number): number {
    let length = 0;
    while (isWordPart(this.peek(from + length))) {
      length++;
    }
    return length;
  }

  /** `[…]` around a type's name; parentheses hold an attribute's arguments. */
  protected type(): void {
    this.nested(() => {
      this.pos++;
      while (this.pos < this.end && this.peek() !== closeBracket) {
        if (this.peek() === openBracket) {
          this.type();
        } else if (this.peek() === openParenthesis) {
          this.arguments();
        } else if (isNewline(this.peek()) || isBlank(this.peek()) || this.peek() === hash || this.peek() === lessThan) {
          const before = this.pos;
          this.skipLines();
          this.pos = Math.max(this.pos, before + 1);
        } else if (this.peek() === closeBrace || this.peek() === closeParenthesis || this.peek() === semicolon) {
          return;
        } else {
          this.pos++;
        }
      }
      this.pos++;
    });
  }

  /** `(a, b)` of a call or an attribute, `Name = a` allowed. Returns the arguments that are expressions. */
  private arguments(): readonly Expression[] {
    const found: Expression[] = [];
    this.pos++;
    for (;;) {
      this.skipLines();
      const unit = this.peek();
      if (Number.isNaN(unit) || unit === closeBrace || unit === semicolon) {
        return found;
      }
      if (unit === closeParenthesis) {
        this.pos++;
        return found;
      }
      const before = this.pos;
      found.push(this.expression(false));
      this.skipLines();
      if (this.peek() === comma || this.peek() === equals || this.pos === before) {
        this.pos++;
      }
    }
  }

  /** Whether a primary expression begins at the cursor, in a place where a bare word would be read otherwise. */
  protected beginsPrimary(): boolean {
    const unit = this.peek();
    switch (unit) {
      case openParenthesis:
      case openBrace:
        return true;
      case dollar: {
        const next = this.peek(1);
        return startsVariable(next) || next === openBrace || next === openParenthesis;
      }
      case at: {
        const next = this.peek(1);
        return (
          next === openBrace ||
          next === openParenthesis ||
          isSingleQuote(next) ||
          isDoubleQuote(next) ||
          startsVariable(next)
        );
      }
      default:
        return isSingleQuote(unit) || isDoubleQuote(unit);
    }
  }

  /** A variable, literal, or anything in brackets. Takes at least one character, except of a closing bracket. */
  protected primary(): Expression {
    const start = this.pos;
    const unit = this.peek();
    if (isSingleQuote(unit)) {
      return this.literalString();
    }
    if (isDoubleQuote(unit)) {
      return this.expandableString();
    }
    switch (unit) {
      case dollar:
        return this.peek(1) === openParenthesis ? this.bracketed(2) : this.dollarOrVariable();
      case openParenthesis:
        return this.bracketed(1);
      case openBrace:
        this.pos++;
        this.nested(() => this.enclosed(closeBrace, 'script'));
        return { kind: 'other', start, end: this.pos };
      case at:
        return this.afterAt();
      default:
        return this.numberOrWord();
    }
  }

  private dollarOrVariable(): Expression {
    const next = this.peek(1);
    if (startsVariable(next) || next === openBrace) {
      return this.variable(false);
    }
    return this.bareWord();
  }

  private afterAt(): Expression {
    const start = this.pos;
    const next = this.peek(1);
    if (next === openParenthesis) {
      return this.arrayLiteral();
    }
    if (next === openBrace) {
      return this.hashtable();
    }
    if (isSingleQuote(next) || isDoubleQuote(next)) {
      return this.hereString();
    }
    if (startsVariable(next)) {
      return this.variable(true);
    }
    this.pos++;
    return { kind: 'other', start, end: this.pos };
  }

  /** `(…)` or `$(…)`: what is in it if that is a single expression. */
  private bracketed(length: number): Expression {
    const start = this.pos;
    this.pos += length;
    const inner = this.nested(() => (length === 1 ? this.parenthesized() : this.enclosed(closeParenthesis, undefined)));
    return inner === undefined ? { kind: 'other', start, end: this.pos } : { ...inner, start, end: this.pos };
  }

  private arrayLiteral(): Expression {
    const start = this.pos;
    this.pos += 2;
    const from = this.pos;
    const values: (Expression | undefined)[] = [];
    this.nested(() => this.enclosed(closeParenthesis, undefined, (value) => values.push(value)));
    const end = this.pos;
    const known = values.filter((each) => each !== undefined);
    const isEmpty = values.length === 0 && /^\s*\)?$/.test(this.text.slice(from, end));
    return isEmpty || (values.length > 0 && known.length === values.length)
      ? { kind: 'array', start, end, items: known.flatMap((each) => (each.kind === 'array' ? each.items : [each])) }
      : { kind: 'other', start, end };
  }

  private hashtable(): HashtableExpression {
    const start = this.pos;
    this.pos += 2;
    const entries = this.nested(() => this.entries());
    return { kind: 'hashtable', start, end: this.pos, entries };
  }

  /** `key = value` separated by line ends or `;`, up to the closing brace, which is taken. */
  protected entries(): readonly Entry[] {
    const found: Entry[] = [];
    for (;;) {
      this.skipLines();
      const unit = this.peek();
      if (Number.isNaN(unit) || unit === closeParenthesis) {
        return found;
      }
      if (unit === closeBrace) {
        this.pos++;
        return found;
      }
      const before = this.pos;
      if (unit !== 59) {
        found.push(...this.entry());
      }
      if (this.pos === before) {
        this.pos++;
      }
    }
  }

  private entry(): readonly Entry[] {
    const key = this.entryKey();
    this.skipBlanks();
    if (this.peek() !== equals) {
      return [{ key }];
    }
    this.pos++;
    this.skipLines();
    if (this.peek() === closeBrace || this.peek() === semicolon) {
      return [{ key }];
    }
    const start = this.pos;
    const value = this.statementValue();
    const next = value === undefined ? this.entryReadAsCommand(start) : undefined;
    return next === undefined ? [value === undefined ? { key } : { key, value }] : [{ key }, next];
  }

  private entryKey(): Expression {
    if (!isWordPart(this.peek()) || isDigit(this.peek())) {
      return this.unary();
    }
    const start = this.pos;
    while (isWordPart(this.peek()) || isDash(this.peek()) || this.peek() === dot) {
      this.pos++;
    }
    return { kind: 'string', start, end: this.pos, value: this.text.slice(start, this.pos) };
  }

  private numberOrWord(): Expression {
    const start = this.pos;
    const length = this.numberLength();
    if (length > 0) {
      this.pos += length;
      return { kind: 'number', start, end: this.pos };
    }
    if (isWordPart(this.peek())) {
      this.pos += this.wordLength(0);
    } else if (!endsWord(this.peek()) && this.peek() !== closeBracket && this.peek() !== equals) {
      this.pos++;
    }
    return { kind: 'other', start, end: this.pos };
  }

  /** The length of the number at the cursor; 0 where there is none. */
  protected numberLength(): number {
    if (!isDigit(this.peek()) && !(this.peek() === dot && isDigit(this.peek(1)))) {
      return 0;
    }
    number.lastIndex = this.pos;
    const found = number.exec(this.text);
    return found === null || this.pos + found[0].length > this.end ? 0 : found[0].length;
  }

  /** Members, elements and calls directly behind an expression. In a command's argument a dot before a blank is none. */
  protected postfix(first: Expression, inCommand: boolean): Expression {
    let result = first;
    for (;;) {
      const { start } = first;
      const length = this.memberOperator(inCommand);
      if (length > 0) {
        this.pos += length;
        const name = this.memberName();
        const call = this.peek() === openParenthesis ? this.nested(() => this.arguments()) : undefined;
        if (call === undefined && this.peek() === openBrace && name !== undefined && !inCommand) {
          this.primary();
        }
        result = { kind: 'member', start, end: this.pos, target: result, ...named(name), ...called(call) };
      } else if (this.peek() === openBracket || (this.startsWith('?[') && first.kind !== 'variable')) {
        const index = this.nested(() => this.index());
        result = { kind: 'member', start, end: this.pos, target: result, ...named(index) };
        if (this.peek() === openParenthesis && result.target.kind === 'member') {
          this.nested(() => this.arguments());
        }
      } else if ((this.startsWith('++') || (isDash(this.peek()) && isDash(this.peek(1)))) && !inCommand) {
        this.pos += 2;
        result = { kind: 'other', start, end: this.pos };
      } else {
        return result;
      }
    }
  }

  private memberOperator(inCommand: boolean): number {
    const unit = this.peek();
    let length = 0;
    if (unit === dot && this.peek(1) !== dot) {
      length = 1;
    } else if ((unit === colon && this.peek(1) === colon) || this.startsWith('?.')) {
      length = 2;
    }
    const next = this.peek(length);
    return inCommand && length > 0 && (isBlank(next) || isNewline(next) || Number.isNaN(next)) ? 0 : length;
  }

  private memberName(): Expression | undefined {
    this.skipLines();
    const start = this.pos;
    if (isWordPart(this.peek())) {
      this.pos += this.wordLength(0);
      return { kind: 'string', start, end: this.pos, value: this.text.slice(start, this.pos) };
    }
    return this.beginsPrimary() && this.peek() !== openBrace ? this.primary() : undefined;
  }

  private index(): Expression | undefined {
    this.pos += this.peek() === openBracket ? 1 : 2;
    this.skipLines();
    const value = this.peek() === closeBracket ? undefined : this.expression();
    this.skipLines();
    if (this.peek() === closeBracket) {
      this.pos++;
    }
    return value;
  }

  /** Reads an expression with operators; where commas separate, they are none of its own. */
  protected abstract expression(commas?: boolean): Expression;

  /** Reads an operand with its prefix operators and casts. */
  protected abstract unary(): Expression;
}

function named(name: Expression | undefined) {
  return name === undefined ? {} : { name };
}

function called(call: readonly Expression[] | undefined) {
  return call === undefined ? {} : { arguments: call };
}
