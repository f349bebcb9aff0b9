// Statements in order, and what steers them.
import {
  closeBrace,
  closeParenthesis,
  colon,
  dollar,
  isDash,
  isLetter,
  isWordPart,
  openBrace,
  openBracket,
  openParenthesis,
} from './characters.js';
import { DeclarationReader, namedBlocks } from './declarations.js';
import type { Expression, Script } from './syntax.js';

const loops = new Set(['while', 'for', 'foreach', 'do', 'switch']);

/** Reads a whole script. */
export class StatementReader extends DeclarationReader {
  read(): Script {
    if (this.peek() === 0xfeff) {
      this.pos++;
    }
    let value: Expression | undefined;
    for (let first = true; first || this.pos < this.end; first = false) {
      const only = this.enclosed(Number.NaN, undefined);
      value = first ? only : undefined;
      this.pos++;
    }
    const byStart = (a: { start: number }, b: { start: number }) => a.start - b.start;
    return {
      commands: this.commands.sort(byStart),
      assignments: this.assignments.sort(byStart),
      ...(value === undefined ? {} : { value }),
      ...(this.tooDeepAt === undefined ? {} : { tooDeepAt: this.tooDeepAt }),
    };
  }

  protected override enclosed(
    close: number,
    block: 'branch' | 'script' | undefined,
    each?: (value: Expression | undefined) => void,
  ): Expression | undefined {
    const { block: outer } = this;
    if (block !== undefined) {
      this.block = { parent: outer, start: this.pos, repeats: block === 'script' };
    }
    const only = this.statements(close, each);
    this.block = outer;
    return only;
  }

  /**
   * Statements up to the closing bracket, which is taken; a bracket of the other kind ends them untaken. Returns the value
   * of the only one, and tells that of each: undefined where it is no expression.
   */
  private statements(close: number, each?: (value: Expression | undefined) => void): Expression | undefined {
    let only: Expression | undefined;
    let count = 0;
    let first = true;
    for (;;) {
      const behind = this.pos;
      this.skipSeparators();
      const unit = this.peek();
      if (unit === close) {
        this.pos++;
        return count === 1 ? only : undefined;
      }
      if (Number.isNaN(unit) || unit === closeBrace || unit === closeParenthesis) {
        // What is not closed ends with its last statement.
        this.pos = Number.isNaN(close) ? this.pos : behind;
        return Number.isNaN(unit) && count === 1 ? only : undefined;
      }
      const before = this.pos;
      const word = this.keyword();
      // Named blocks follow nothing but `using`, `param` and its attributes.
      const leads = word === 'param' || word === 'using' || unit === openBracket;
      only = this.statement(first);
      each?.(only);
      first &&= leads;
      count++;
      if (this.pos === before) {
        this.pos++;
      }
    }
  }

  /** One statement; returns its value if it is a single expression. */
  protected override statement(first: boolean): Expression | undefined {
    this.skipBlanks();
    if (this.peek() === colon && isLetter(this.peek(1))) {
      this.skipLabel();
    }
    const word = this.keyword();
    if (word !== undefined && this.keywordStatement(word, first)) {
      return undefined;
    }
    return this.pipelines();
  }

  /** `:name` before a loop. */
  private skipLabel(): void {
    const { pos } = this;
    this.pos++;
    while (isWordPart(this.peek())) {
      this.pos++;
    }
    this.skipLines();
    const word = this.keyword();
    if (word === undefined || !loops.has(word)) {
      this.pos = pos;
    }
  }

  /** Reads the statement of a keyword; false and nothing taken where the word is none. */
  private keywordStatement(word: string, first: boolean): boolean {
    switch (word) {
      case 'if':
        this.ifStatement(word);
        return true;
      case 'while':
        this.take(word);
        this.parentheses(true);
        this.braces(true);
        return true;
      case 'for':
      case 'foreach':
      case 'switch':
        this.loop(word);
        return true;
      case 'do':
        this.doStatement(word);
        return true;
      case 'try':
        this.tryStatement(word);
        return true;
      case 'trap':
        this.take(word);
        this.types();
        this.braces(true);
        return true;
      case 'function':
      case 'filter':
      case 'workflow':
      case 'configuration':
        this.functionStatement(word);
        return true;
      case 'param':
        this.take(word);
        this.parameters();
        return true;
      case 'class':
      case 'enum':
        this.classStatement(word);
        return true;
      case 'data':
        this.dataStatement(word);
        return true;
      case 'using':
        this.skipLine();
        return true;
      case 'return':
      case 'throw':
      case 'exit':
        this.take(word);
        this.jump();
        return true;
      case 'break':
      case 'continue':
        this.take(word);
        this.label();
        return true;
      case 'else':
      case 'elseif':
      case 'catch':
      case 'finally':
        // What they belong to is missing; what follows is still read.
        this.take(word);
        return true;
      default:
        return namedBlocks.has(word) && first && this.namedBlocks(word);
    }
  }

  /** `( pipeline )` or, with `several`, statements. */
  private parentheses(repeats: boolean): void {
    this.skipLines();
    if (this.peek() === openParenthesis) {
      this.pos++;
      this.within(repeats, () => this.nested(() => this.enclosed(closeParenthesis, undefined)));
    }
  }

  private ifStatement(word: string): void {
    this.take(word);
    this.parentheses(false);
    this.braces(false);
    for (;;) {
      const { pos } = this;
      this.skipLines();
      const next = this.keyword();
      if (next === 'elseif') {
        this.take(next);
        this.parentheses(false);
        this.braces(false);
      } else if (next === 'else') {
        this.take(next);
        this.braces(false);
        return;
      } else {
        this.pos = pos;
        return;
      }
    }
  }

  private loop(word: string): void {
    this.take(word);
    this.flags();
    if (word === 'foreach') {
      this.foreachHead();
    } else if (this.peek() === openParenthesis || word === 'for') {
      this.parentheses(word === 'for');
    } else {
      this.argument();
    }
    if (word === 'switch') {
      this.switchBody();
    } else {
      this.braces(true);
    }
  }

  /** `-regex` of a switch, `-parallel` and `-throttlelimit 5` of a foreach. */
  private flags(): void {
    this.skipLines();
    while (isDash(this.peek()) && isLetter(this.peek(1))) {
      const from = ++this.pos;
      while (isWordPart(this.peek())) {
        this.pos++;
      }
      const takesValue = /^throttlelimit$/i.test(this.text.slice(from, this.pos));
      this.skipLines();
      if (takesValue) {
        this.argument();
        this.skipLines();
      }
    }
  }

  private foreachHead(): void {
    if (this.peek() !== openParenthesis) {
      return;
    }
    const start = this.pos++;
    this.skipLines();
    const target = this.peek() === dollar ? this.primary() : undefined;
    this.skipLines();
    if (this.keyword() === 'in') {
      this.take('in');
    }
    if (target !== undefined) {
      this.assign(start, target, undefined);
    }
    this.nested(() => this.enclosed(closeParenthesis, undefined));
  }

  private switchBody(): void {
    this.skipLines();
    if (this.peek() !== openBrace) {
      return;
    }
    this.pos++;
    for (;;) {
      this.skipSeparators();
      const unit = this.peek();
      if (Number.isNaN(unit) || unit === closeParenthesis) {
        return;
      }
      if (unit === closeBrace) {
        this.pos++;
        return;
      }
      const before = this.pos;
      this.nested(() => {
        this.argument();
        this.braces(true);
      });
      if (this.pos === before) {
        this.pos++;
      }
    }
  }

  private doStatement(word: string): void {
    this.take(word);
    this.braces(true);
    const { pos } = this;
    this.skipLines();
    const next = this.keyword();
    if (next === 'while' || next === 'until') {
      this.take(next);
      this.parentheses(true);
    } else {
      this.pos = pos;
    }
  }

  private tryStatement(word: string): void {
    this.take(word);
    this.braces(false);
    for (;;) {
      const { pos } = this;
      this.skipLines();
      const next = this.keyword();
      if (next !== 'catch' && next !== 'finally') {
        this.pos = pos;
        return;
      }
      this.take(next);
      this.types();
      this.braces(false);
    }
  }

  private jump(): void {
    this.skipBlanks();
    if (!this.endsStatement()) {
      this.pipelines();
    }
  }

  private label(): void {
    this.skipBlanks();
    if (!this.endsStatement()) {
      this.argument();
    }
  }
}
