// Functions, classes, parameters and named blocks.
import {
  closeBrace,
  closeParenthesis,
  comma,
  dollar,
  endsWord,
  equals,
  isNewline,
  openBrace,
  openBracket,
  openParenthesis,
  semicolon,
} from './characters.js';
import { PipelineReader } from './pipelines.js';

/** The blocks that a script or function may be divided into. */
export const namedBlocks = new Set(['begin', 'process', 'end', 'clean', 'dynamicparam']);

/** Reads what declares something and runs later, if at all. */
export abstract class DeclarationReader extends PipelineReader {
  protected take(word: string): void {
    this.pos += word.length;
  }

  protected within<T>(repeats: boolean, read: () => T): T {
    const { block: outer } = this;
    this.block = { parent: outer, start: this.pos, repeats };
    const result = read();
    this.block = outer;
    return result;
  }

  protected braces(repeats: boolean): boolean {
    const { pos } = this;
    this.skipLines();
    if (this.peek() !== openBrace) {
      this.pos = pos;
      return false;
    }
    this.pos++;
    this.nested(() => this.enclosed(closeBrace, repeats ? 'script' : 'branch'));
    return true;
  }

  /** `[a], [b]` of a catch or trap. */
  protected types(): void {
    this.skipLines();
    while (this.peek() === openBracket) {
      this.type();
      this.skipLines();
      if (this.peek() === comma) {
        this.pos++;
        this.skipLines();
      }
    }
  }

  protected functionStatement(word: string): void {
    this.take(word);
    this.skipLines();
    while (!endsWord(this.peek())) {
      this.pos++;
    }
    this.skipLines();
    this.within(true, () => {
      if (this.peek() === openParenthesis) {
        this.parameters();
      }
      this.braces(true);
    });
  }

  /** `( [type] $name = default, … )`: each is assigned by whoever calls. */
  protected parameters(): void {
    this.skipLines();
    if (this.peek() !== openParenthesis) {
      return;
    }
    this.pos++;
    this.nested(() => {
      for (;;) {
        this.skipLines();
        const unit = this.peek();
        if (Number.isNaN(unit) || unit === closeBrace) {
          return;
        }
        if (unit === closeParenthesis) {
          this.pos++;
          return;
        }
        const before = this.pos;
        this.parameter();
        if (this.pos === before) {
          this.pos++;
        }
      }
    });
  }

  private parameter(): void {
    this.types();
    if (this.peek() !== dollar) {
      return;
    }
    const target = this.primary();
    this.assign(target.start, target, undefined);
    this.skipLines();
    if (this.peek() === equals) {
      this.pos++;
      this.skipLines();
      this.expression(false);
    }
  }

  protected classStatement(word: string): void {
    this.take(word);
    while (this.pos < this.end && this.peek() !== openBrace && this.peek() !== semicolon) {
      this.pos++;
    }
    if (this.peek() !== openBrace) {
      return;
    }
    this.pos++;
    this.within(true, () => this.nested(() => this.members()));
  }

  /** Members of a class: types, names, parameters, bodies and initial values. */
  private members(): void {
    for (;;) {
      this.skipSeparators();
      const unit = this.peek();
      if (Number.isNaN(unit)) {
        return;
      }
      if (unit === closeBrace) {
        this.pos++;
        return;
      }
      if (unit === openBrace) {
        this.braces(true);
      } else if (unit === openParenthesis) {
        this.parameters();
      } else if (unit === openBracket) {
        this.type();
      } else if (unit === equals) {
        this.pos++;
        this.skipLines();
        this.statement(false);
      } else {
        this.pos++;
      }
    }
  }

  protected dataStatement(word: string): void {
    this.take(word);
    while (this.pos < this.end && this.peek() !== openBrace && !isNewline(this.peek())) {
      this.pos++;
    }
    this.braces(false);
  }

  protected namedBlocks(word: string): boolean {
    const { pos } = this;
    this.take(word);
    if (!this.braces(true)) {
      this.pos = pos;
      return false;
    }
    for (;;) {
      const behind = this.pos;
      this.skipSeparators();
      const next = this.keyword();
      if (next === undefined || !namedBlocks.has(next)) {
        this.pos = behind;
        return true;
      }
      this.take(next);
      if (!this.braces(true)) {
        this.pos = behind;
        return true;
      }
    }
  }

  protected skipSeparators(): void {
    this.skipLines();
    while (this.peek() === semicolon) {
      this.pos++;
      this.skipLines();
    }
  }
}
