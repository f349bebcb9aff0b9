// Blanks, comments, strings, variables and bare words, as about_Quoting_Rules, about_Comments and about_Variables have
// them. Tolerant: what is not closed ends with the text.
import {
  at,
  backtick,
  carriageReturn,
  closeParenthesis,
  colon,
  comma,
  dollar,
  endsWord,
  hash,
  isBlank,
  isDoubleQuote,
  isNewline,
  isSingleQuote,
  isWordPart,
  lessThan,
  lineFeed,
  openBrace,
  openParenthesis,
  question,
  semicolon,
  startsVariable,
} from './characters.js';
import type { Expression, StringExpression, VariableExpression } from './syntax.js';

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Collects a string's constant text and the expressions between. */
class Parts {
  private readonly parts: (string | Expression)[] = [];
  private text = '';

  add(text: string): void {
    this.text += text;
  }

  insert(expression: Expression): void {
    if (this.text !== '') {
      this.parts.push(this.text);
      this.text = '';
    }
    this.parts.push(expression);
  }

  string(start: number, end: number, closed: boolean): StringExpression {
    const value =
      this.parts.length === 0
        ? { value: this.text }
        : { parts: this.text === '' ? this.parts : [...this.parts, this.text] };
    return { kind: 'string', start, end, ...value, ...(closed ? {} : { open: true }) };
  }
}

/** A cursor over the text. `end` is where the part that is being read ends. */
export abstract class Scanner {
  protected pos = 0;
  protected end: number;

  constructor(protected readonly text: string) {
    this.end = text.length;
  }

  /** Reads the statements of `$(…)` whose parenthesis stands at an offset and is closed at another. */
  protected abstract subexpression(start: number, open: number, close: number): Expression;

  /** The unit at the cursor or behind it; NaN behind the end. */
  protected peek(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.end ? this.text.charCodeAt(at) : Number.NaN;
  }

  protected startsWith(word: string): boolean {
    return this.pos + word.length <= this.end && this.text.startsWith(word, this.pos);
  }

  /** Skips blanks, comments and continued lines. */
  protected skipBlanks(): void {
    for (;;) {
      const unit = this.peek();
      if (isBlank(unit)) {
        this.pos++;
      } else if (unit === backtick) {
        if (!this.skipContinuation()) {
          return;
        }
      } else if (unit === hash) {
        this.skipLine();
      } else if (!(unit === lessThan && this.skipBlockComment())) {
        return;
      }
    }
  }

  /** Skips blanks, comments and line ends. */
  protected skipLines(): void {
    this.skipBlanks();
    while (isNewline(this.peek())) {
      this.pos++;
      this.skipBlanks();
    }
  }

  /** A backtick before a line end continues the line; before a blank it is nothing. */
  private skipContinuation(): boolean {
    const next = this.peek(1);
    if (isNewline(next)) {
      this.pos += next === carriageReturn && this.peek(2) === lineFeed ? 3 : 2;
      return true;
    }
    if (isBlank(next) || Number.isNaN(next)) {
      this.pos++;
      return true;
    }
    return false;
  }

  protected skipLine(): void {
    while (this.pos < this.end && !isNewline(this.peek())) {
      this.pos++;
    }
  }

  /** Skips `<# … #>`; false where none begins. */
  protected skipBlockComment(): boolean {
    if (!this.startsWith('<#')) {
      return false;
    }
    const close = this.text.indexOf('#>', this.pos + 2);
    this.pos = close < 0 || close >= this.end ? this.end : close + 2;
    return true;
  }

  /** `'…'` */
  protected literalString(): StringExpression {
    const start = this.pos;
    const parts = new Parts();
    const closed = this.readLiteral(parts);
    return parts.string(start, this.pos, closed);
  }

  private readLiteral(parts: Parts): boolean {
    let from = ++this.pos;
    while (this.pos < this.end) {
      if (isSingleQuote(this.peek())) {
        parts.add(this.text.slice(from, this.pos));
        if (!isSingleQuote(this.peek(1))) {
          this.pos++;
          return true;
        }
        from = ++this.pos;
      }
      this.pos++;
    }
    parts.add(this.text.slice(from, this.end));
    this.pos = this.end;
    return false;
  }

  /** `"…"` */
  protected expandableString(): StringExpression {
    const start = this.pos;
    const parts = new Parts();
    const closed = this.readExpandable(parts);
    return parts.string(start, this.pos, closed);
  }

  private readExpandable(parts: Parts): boolean {
    this.pos++;
    while (this.pos < this.end) {
      const from = this.pos;
      while (isPlain(this.peek()) || isBlank(this.peek())) {
        this.pos++;
      }
      if (this.pos > from) {
        parts.add(this.text.slice(from, this.pos));
        continue;
      }
      if (isDoubleQuote(this.peek())) {
        if (!isDoubleQuote(this.peek(1))) {
          this.pos++;
          return true;
        }
        this.pos++;
      }
      this.readActive(parts);
    }
    return false;
  }

  /** One character, escape, variable or subexpression of text in which `$` and the backtick are active. */
  private readActive(parts: Parts): void {
    const unit = this.peek();
    if (unit === backtick) {
      parts.add(this.escape());
    } else if (unit !== dollar || !this.readDollar(parts)) {
      const from = this.pos++;
      // Most text is letters, which are taken as one piece.
      while (isWordPart(this.peek())) {
        this.pos++;
      }
      parts.add(this.text.slice(from, this.pos));
    }
  }

  private escape(): string {
    this.pos++;
    if (this.pos >= this.end) {
      return '`';
    }
    const unicode = /^u\{([0-9a-fA-F]{1,6})\}/.exec(this.text.slice(this.pos, this.pos + 9));
    const code = Number.parseInt(unicode?.[1] ?? '', 16);
    if (unicode !== null && code <= 0x10ffff) {
      this.pos += unicode[0].length;
      return String.fromCodePoint(code);
    }
    const character = this.text.charAt(this.pos++);
    return escapes[character] ?? character;
  }

  private readDollar(parts: Parts): boolean {
    const next = this.peek(1);
    if (next === openParenthesis) {
      const start = this.pos;
      const close = this.closingParenthesis(start + 2);
      parts.insert(this.subexpression(start, start + 1, close));
      return true;
    }
    if (startsVariable(next) || next === openBrace) {
      parts.insert(this.variable(false));
      return true;
    }
    return false;
  }

  /** In a string, parentheses are counted whatever stands between them. */
  private closingParenthesis(from: number): number {
    let depth = 1;
    for (let i = from; i < this.end; i++) {
      const unit = this.text.charCodeAt(i);
      if (unit === openParenthesis) {
        depth++;
      } else if (unit === closeParenthesis && --depth === 0) {
        return i;
      }
    }
    return this.end;
  }

  /** `@'…'@` or `@"…"@`: the header ends its line, the footer begins one. */
  protected hereString(): StringExpression {
    const start = this.pos;
    const isQuote = isSingleQuote(this.peek(1)) ? isSingleQuote : isDoubleQuote;
    this.pos += 2;
    while (isBlank(this.peek())) {
      this.pos++;
    }
    if (!isNewline(this.peek())) {
      return this.brokenHereString(start, isQuote);
    }
    this.skipNewline();
    return this.hereStringBody(start, isQuote);
  }

  private hereStringBody(start: number, isQuote: (unit: number) => boolean): StringExpression {
    const parts = new Parts();
    for (let lineStart = true; this.pos < this.end; ) {
      if (lineStart && isQuote(this.peek()) && this.peek(1) === at) {
        this.pos += 2;
        return parts.string(start, this.pos, true);
      }
      lineStart = isNewline(this.peek());
      if (lineStart) {
        const from = this.pos;
        this.skipNewline();
        const footer = isQuote(this.peek()) && this.peek(1) === at;
        parts.add(footer ? '' : this.text.slice(from, this.pos));
      } else if (isQuote === isSingleQuote) {
        parts.add(this.text.charAt(this.pos++));
      } else {
        this.readActive(parts);
      }
    }
    return parts.string(start, this.pos, false);
  }

  /** Something follows the header on its line: PowerShell gives up at the footer or at the line's end. */
  private brokenHereString(start: number, isQuote: (unit: number) => boolean): StringExpression {
    while (this.pos < this.end && !isNewline(this.peek())) {
      this.pos++;
      if (isQuote(this.peek(-1)) && this.peek() === at) {
        this.pos++;
        break;
      }
    }
    return { kind: 'string', start, end: this.pos, open: true };
  }

  private skipNewline(): void {
    this.pos += this.peek() === carriageReturn && this.peek(1) === lineFeed ? 2 : 1;
  }

  /** `$name`, `${name}` or `@name` at the cursor. */
  protected variable(splatted: boolean): VariableExpression {
    const start = this.pos++;
    if (this.peek() === openBrace && !splatted) {
      const close = this.text.indexOf('}', this.pos);
      const from = this.pos + 1;
      this.pos = close < 0 || close >= this.end ? this.end : close + 1;
      return { kind: 'variable', start, end: this.pos, name: plainName(this.text.slice(from, this.pos - 1)), splatted };
    }
    const first = this.peek();
    this.pos++;
    if (first !== dollar && first !== question && first !== 94) {
      while (this.continuesVariable()) {
        this.pos++;
      }
    }
    return { kind: 'variable', start, end: this.pos, name: plainName(this.text.slice(start + 1, this.pos)), splatted };
  }

  private continuesVariable(): boolean {
    const unit = this.peek();
    return isWordPart(unit) || unit === question || (unit === colon && this.peek(1) !== colon);
  }

  /** A bare word: everything up to a blank or `& ( ) , ; { | }`, with quoted pieces and variables inside. */
  protected bareWord(): StringExpression {
    const start = this.pos;
    while (isPlain(this.peek())) {
      this.pos++;
    }
    if (endsWord(this.peek())) {
      return { kind: 'string', start, end: this.pos, value: this.text.slice(start, this.pos) };
    }
    const parts = new Parts();
    parts.add(this.text.slice(start, this.pos));
    while (!endsWord(this.peek())) {
      if (isSingleQuote(this.peek())) {
        this.readLiteral(parts);
      } else if (isDoubleQuote(this.peek())) {
        this.readExpandable(parts);
      } else {
        this.readActive(parts);
      }
    }
    return parts.string(start, this.pos, true);
  }
}

/** What stands in most words and has no meaning of its own: letters, digits, and `*+-./:=@_` among them. */
function isPlain(unit: number): boolean {
  return isWordPart(unit) || (unit >= 42 && unit <= 64 && unit !== comma && unit !== semicolon) || unit === 95;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/^(?:script|local|private):/, '');
}
