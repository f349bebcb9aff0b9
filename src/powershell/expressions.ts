// Operators, and what they join.
import {
  at,
  colon,
  comma,
  dollar,
  dot,
  equals,
  isDash,
  isDigit,
  isDoubleQuote,
  isLetter,
  isSingleQuote,
  openBrace,
  openBracket,
  openParenthesis,
  plus,
  question,
} from './characters.js';
import { PrimaryReader } from './primaries.js';
import type { Expression } from './syntax.js';

/** Reads expressions. */
export abstract class ExpressionReader extends PrimaryReader {
  /** An expression with operators. Blanks before it are skipped. Where commas separate, they are none of its own. */
  protected override expression(commas = true): Expression {
    this.skipBlanks();
    const start = this.pos;
    const operands: Expression[] = [this.unary()];
    const operators: number[] = [];
    let ternaries = 0;
    for (;;) {
      const operator = this.binaryOperator(commas, ternaries > 0);
      if (operator === undefined) {
        return joined(start, operands, operators);
      }
      ternaries += operator === question ? 1 : operator === colon ? -1 : 0;
      operators.push(operator);
      operands.push(this.unary());
    }
  }

  /** Takes a binary operator, line ends behind it included; undefined and nothing taken where none follows. */
  private binaryOperator(commas: boolean, inTernary: boolean): number | undefined {
    const before = this.pos;
    this.skipBlanks();
    const unit = this.peek();
    const length = this.binaryLength(unit, inTernary);
    if (length === 0 || (unit === comma && !commas)) {
      this.pos = before;
      return undefined;
    }
    this.pos += length;
    this.skipLines();
    return length === 1 ? unit : 0;
  }

  private binaryLength(unit: number, inTernary: boolean): number {
    const next = this.peek(1);
    if (isDash(unit)) {
      return isLetter(next) ? 1 + this.wordLength(1) : isDash(next) || next === equals ? 0 : 1;
    }
    switch (unit) {
      case plus:
        return next === plus || next === equals ? 0 : 1;
      case 42: // *
      case 47: // /
      case 37: // %
        return next === equals || next === 62 ? 0 : 1;
      case dot:
        return next === dot ? 2 : 0;
      case comma:
        return 1;
      case question:
        return next === question ? (this.peek(2) === equals ? 0 : 2) : 1;
      case colon:
        return inTernary && next !== colon ? 1 : 0;
      default:
        return 0;
    }
  }

  /** Prefix operators, casts and attributes, and what they stand before. */
  protected override unary(): Expression {
    return this.nested(() => {
      this.skipBlanks();
      const start = this.pos;
      const length = this.prefixLength();
      if (length > 0) {
        this.pos += length;
        this.skipLines();
        this.unary();
        return { kind: 'other', start, end: this.pos };
      }
      return this.peek() === openBracket ? this.typed() : this.postfix(this.primary(), false);
    });
  }

  private prefixLength(): number {
    const unit = this.peek();
    const next = this.peek(1);
    if (isDash(unit)) {
      return isLetter(next) ? 1 + this.wordLength(1) : isDash(next) ? 2 : 1;
    }
    if (unit === plus) {
      return next === plus ? 2 : 1;
    }
    return unit === 33 || unit === comma ? 1 : 0;
  }

  /** `[type]` alone, before a member, or as a cast or attribute of what follows. */
  private typed(): Expression {
    const start = this.pos;
    this.type();
    if (this.peek() === colon || this.peek() === dot) {
      return this.postfix({ kind: 'other', start, end: this.pos }, false);
    }
    const { pos } = this;
    this.skipLines();
    if (this.beginsOperand()) {
      const operand = this.unary();
      return { kind: 'cast', start, end: this.pos, type: this.text.slice(start, pos), operand };
    }
    this.pos = pos;
    return { kind: 'other', start, end: this.pos };
  }

  private beginsOperand(): boolean {
    const unit = this.peek();
    return (
      unit === dollar ||
      unit === at ||
      unit === openParenthesis ||
      unit === openBracket ||
      unit === openBrace ||
      unit === 33 ||
      isDigit(unit) ||
      isSingleQuote(unit) ||
      isDoubleQuote(unit) ||
      (isDash(unit) && (isDigit(this.peek(1)) || this.peek(1) === dollar))
    );
  }
}
function joined(start: number, operands: readonly Expression[], operators: readonly number[]): Expression {
  const [first] = operands;
  const last = operands.at(-1);
  if (first !== undefined && operators.length === 0) {
    return first;
  }
  const end = last?.end ?? start;
  if (operators.every((each) => each === comma)) {
    return { kind: 'array', start, end, items: operands };
  }
  return operators.every((each) => each === plus)
    ? { kind: 'sum', start, end, items: operands }
    : { kind: 'other', start, end };
}
