// Pipelines, assignments, and commands with their arguments.
import {
  ampersand,
  closeBrace,
  closeBracket,
  closeParenthesis,
  colon,
  comma,
  dollar,
  dot,
  endsWord,
  equals,
  greaterThan,
  isDash,
  isDigit,
  isDoubleQuote,
  isLetter,
  isNewline,
  isSingleQuote,
  isWordPart,
  lessThan,
  openBrace,
  openBracket,
  pipe,
  plus,
  semicolon,
} from './characters.js';
import { ExpressionReader } from './expressions.js';
import type { Assignment, Block, Command, Entry, Expression, Parameter } from './syntax.js';

/** Commands whose braces hold a resource's properties: `Name = value`, as in a hashtable. */
const resource = /^EXO(?:In|Out)boundConnector$/i;

/** Reads pipelines and what they consist of. */
export abstract class PipelineReader extends ExpressionReader {
  protected readonly commands: Command[] = [];

  protected readonly assignments: Assignment[] = [];

  protected block: Block = { start: 0, repeats: false };

  /** Reads one statement; returns its value if it is a single expression. */
  protected abstract statement(first: boolean): Expression | undefined;

  protected override parenthesized(): Expression | undefined {
    this.skipLines();
    const only = this.endsStatement() && this.peek() !== ampersand ? undefined : this.pipelines();
    const { pos } = this;
    this.skipLines();
    if (this.peek() === closeParenthesis) {
      this.pos++;
    } else {
      this.pos = pos;
    }
    return only;
  }

  protected override entryReadAsCommand(start: number): Entry | undefined {
    const elements = this.commands.findLast((each) => each.start === start)?.elements;
    const [key, operator, value] = elements ?? [];
    if (key?.kind !== 'string' || operator?.kind !== 'string' || operator.value !== '=') {
      return undefined;
    }
    return value === undefined || value.kind === 'parameter' || elements?.length !== 3 ? { key } : { key, value };
  }

  protected override statementValue(): Expression | undefined {
    return this.statement(false);
  }

  /** Pipelines joined by `&&` and `||`. */
  protected pipelines(): Expression | undefined {
    let only = this.pipeline();
    for (;;) {
      const { pos } = this;
      this.skipBlanks();
      if (!this.startsWith('&&') && !this.startsWith('||')) {
        this.pos = this.peek() === ampersand ? this.pos + 1 : pos;
        return only;
      }
      this.pos += 2;
      this.skipLines();
      only = undefined;
      this.pipeline();
    }
  }

  private pipeline(): Expression | undefined {
    let only = this.element(true);
    for (;;) {
      const { pos } = this;
      this.skipLines();
      if (this.peek() !== pipe || this.peek(1) === pipe) {
        this.pos = pos;
        return only;
      }
      this.pos++;
      this.skipLines();
      only = undefined;
      if (this.endsStatement()) {
        return undefined;
      }
      this.element(false);
    }
  }

  /** A command or an expression of a pipeline; only the first may assign. */
  private element(first: boolean): Expression | undefined {
    this.skipBlanks();
    if (!this.beginsExpression()) {
      this.command();
      return undefined;
    }
    const start = this.pos;
    const value = this.expression();
    const behind = this.pos;
    this.skipBlanks();
    const length = first ? this.assignmentLength() : 0;
    if (length > 0) {
      const plain = length === 1;
      this.pos += length;
      this.skipLines();
      const assigned = this.statement(false);
      this.assign(start, value, plain ? assigned : undefined);
      return undefined;
    }
    if (value.kind === 'member' && value.arguments !== undefined) {
      this.assign(start, value, undefined);
    }
    if (this.redirections() > 0) {
      return undefined;
    }
    this.pos = behind;
    return value;
  }

  protected assign(start: number, target: Expression, value: Expression | undefined): void {
    this.assignments.push({
      kind: 'assignment',
      start,
      end: this.pos,
      target,
      ...(value === undefined ? {} : { value }),
      block: this.block,
    });
  }

  private assignmentLength(): number {
    if (this.peek() === equals) {
      return 1;
    }
    if (this.startsWith('??=')) {
      return 3;
    }
    const unit = this.peek();
    const operator = unit === plus || unit === 42 || unit === 47 || unit === 37 || isDash(unit);
    return operator && this.peek(1) === equals ? 2 : 0;
  }

  private beginsExpression(): boolean {
    const unit = this.peek();
    if (this.beginsPrimary() || unit === openBracket || unit === comma) {
      return true;
    }
    if (isDash(unit) || unit === plus) {
      return true;
    }
    if (unit === 33) {
      return !isLetter(this.peek(1));
    }
    const length = this.numberLength();
    return length > 0 && (endsWord(this.peek(length)) || /[!#%*+\-./<=>\]]/.test(this.text.charAt(this.pos + length)));
  }

  /** A command with its arguments. */
  private command(): void {
    const start = this.pos;
    const { block } = this;
    if (this.peek() === ampersand || (this.peek() === dot && endsWord(this.peek(1))) || this.dotBeforeExpression()) {
      this.pos++;
      this.skipBlanks();
    }
    const at = this.commands.length;
    const elements: (Parameter | Expression)[] = [];
    let end = this.pos;
    for (;;) {
      this.skipBlanks();
      if (this.endsStatement() && !this.continuesResource(elements)) {
        break;
      }
      const redirected = this.redirections();
      if (redirected > 0) {
        end = redirected;
        continue;
      }
      const element = this.commandElement(elements);
      if (element !== undefined) {
        elements.push(element);
        end = element.end;
      }
    }
    if (elements.length > 0) {
      const command: Command = { kind: 'command', start, end, elements, block };
      if (at === this.commands.length) {
        this.commands.push(command);
      } else {
        this.commands.splice(at, 0, command);
      }
      this.pos = end;
    }
  }

  /** The braces of a resource may stand on the next line. */
  private continuesResource(elements: readonly (Parameter | Expression)[]): boolean {
    if (!isNewline(this.peek()) || !isResource(elements) || elements.at(-1)?.kind === 'hashtable') {
      return false;
    }
    const { pos } = this;
    this.skipLines();
    const continues = this.peek() === openBrace;
    this.pos = continues ? this.pos : pos;
    return continues;
  }

  private dotBeforeExpression(): boolean {
    const next = this.peek(1);
    return this.peek() === dot && (next === dollar || next === 34 || next === 39);
  }

  private commandElement(before: readonly (Parameter | Expression)[]): Parameter | Expression | undefined {
    const unit = this.peek();
    if (unit === comma) {
      this.pos++;
      return undefined;
    }
    if (isDash(unit) && before.length > 0) {
      const next = this.peek(1);
      if (this.startsWith('--%') && endsWord(this.peek(3))) {
        this.pos += 3;
        return { kind: 'other', start: this.pos - 3, end: this.pos };
      }
      if (isDash(next) && endsWord(this.peek(2))) {
        this.pos += 2;
        return { kind: 'parameter', start: this.pos - 2, end: this.pos, name: '' };
      }
      if (isLetter(next) || next === 95 || next === 63) {
        return this.parameterName();
      }
    }
    const last = before.at(-1);
    if (last?.kind === 'other' && this.text.slice(last.start, last.end) === '--%') {
      return this.verbatim();
    }
    if (unit === openBrace && isResource(before)) {
      const start = this.pos++;
      const entries = this.nested(() => this.entries());
      return { kind: 'hashtable', start, end: this.pos, entries };
    }
    return before.length === 0 ? this.single() : this.argument();
  }

  /** `--%` passes the rest of the line on as it stands. */
  private verbatim(): Expression {
    const start = this.pos;
    let quoted = false;
    while (this.pos < this.end && !isNewline(this.peek()) && (quoted || this.peek() !== pipe)) {
      quoted = isDoubleQuote(this.peek()) ? !quoted : quoted;
      this.pos++;
    }
    return { kind: 'other', start, end: this.pos };
  }

  private parameterName(): Parameter | Expression {
    const start = this.pos;
    let length = 1;
    while (!this.endsParameter(this.peek(length))) {
      length++;
    }
    if (isSingleQuote(this.peek(length)) || isDoubleQuote(this.peek(length))) {
      return this.bareWord();
    }
    const name = this.text.slice(start + 1, start + length);
    this.pos += length;
    if (this.peek() !== colon) {
      return { kind: 'parameter', start, end: this.pos, name };
    }
    this.pos++;
    const end = this.pos;
    this.skipBlanks();
    if (this.endsStatement()) {
      return { kind: 'parameter', start, end, name };
    }
    const argument = this.argument();
    return { kind: 'parameter', start, end: argument.end, name, argument };
  }

  private endsParameter(unit: number): boolean {
    return (
      endsWord(unit) ||
      unit === colon ||
      unit === dot ||
      unit === openBracket ||
      isSingleQuote(unit) ||
      isDoubleQuote(unit)
    );
  }

  /** One argument, or several joined by commas. */
  protected argument(): Expression {
    const first = this.single();
    const items = [first];
    let { end } = first;
    for (;;) {
      const { pos } = this;
      this.skipBlanks();
      if (this.peek() !== comma) {
        this.pos = pos;
        break;
      }
      this.pos++;
      end = this.pos;
      this.skipLines();
      if (this.endsStatement() || this.peek() === comma) {
        break;
      }
      const item = this.single();
      items.push(item);
      end = item.end;
    }
    return items.length === 1 ? first : { kind: 'array', start: first.start, end, items };
  }

  private single(): Expression {
    const start = this.pos;
    const length = this.numberLength();
    if (length > 0 && endsWord(this.peek(length))) {
      this.pos += length;
      return { kind: 'number', start, end: this.pos };
    }
    if (!this.beginsPrimary()) {
      return this.wordOrCharacter();
    }
    const first = this.primary();
    const unit = this.peek();
    // `$a+b` is one word; `$a.b`, `$a[0]` and `$a=b` are not.
    if (
      /[$@]/.test(this.text.charAt(start)) &&
      first.kind === 'variable' &&
      !endsWord(unit) &&
      !/[.[=:]/.test(this.text.charAt(this.pos))
    ) {
      this.pos = start;
      return this.bareWord();
    }
    return this.postfix(first, true);
  }

  private wordOrCharacter(): Expression {
    const start = this.pos;
    if (this.peek() === closeBracket) {
      // Alone, whatever follows.
      this.pos++;
      return { kind: 'string', start, end: this.pos, value: ']' };
    }
    const word = this.bareWord();
    if (this.pos > start) {
      return word;
    }
    this.pos++;
    return { ...word, end: this.pos };
  }

  /** Takes redirections such as `2>&1` and `> file`; returns where the last one ends, 0 where there is none. */
  private redirections(): number {
    let end = 0;
    for (;;) {
      this.skipBlanks();
      const from = isDigit(this.peek()) || this.peek() === 42 ? 1 : 0;
      if (this.peek(from) !== greaterThan && !(from === 0 && this.peek() === lessThan)) {
        return end;
      }
      this.pos += from + 1;
      if (this.peek() === greaterThan) {
        this.pos++;
      }
      if (this.peek() === ampersand && isDigit(this.peek(1))) {
        this.pos += 2;
      } else {
        this.skipBlanks();
        if (!this.endsStatement()) {
          this.single();
        }
      }
      end = this.pos;
    }
  }

  protected endsStatement(): boolean {
    const unit = this.peek();
    return (
      Number.isNaN(unit) ||
      isNewline(unit) ||
      unit === semicolon ||
      unit === closeBrace ||
      unit === closeParenthesis ||
      unit === pipe ||
      unit === ampersand
    );
  }

  /** The simple word at the cursor in lower case, where it is one by itself. */
  protected keyword(): string | undefined {
    if (!isLetter(this.peek())) {
      return undefined;
    }
    let length = 1;
    while (isWordPart(this.peek(length))) {
      length++;
    }
    return length <= 13 && endsWord(this.peek(length))
      ? this.text.slice(this.pos, this.pos + length).toLowerCase()
      : undefined;
  }
}

function isResource([name]: readonly (Parameter | Expression)[]): boolean {
  return name?.kind === 'string' && name.value !== undefined && resource.test(name.value);
}
