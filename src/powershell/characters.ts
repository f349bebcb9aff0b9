// Character classes of PowerShell's lexical rules, by UTF-16 unit.

export const lineFeed = 10;
export const carriageReturn = 13;
export const hash = 35;
export const dollar = 36;
export const ampersand = 38;
export const openParenthesis = 40;
export const closeParenthesis = 41;
export const plus = 43;
export const comma = 44;
export const dot = 46;
export const colon = 58;
export const semicolon = 59;
export const lessThan = 60;
export const equals = 61;
export const greaterThan = 62;
export const question = 63;
export const at = 64;
export const openBracket = 91;
export const closeBracket = 93;
export const backtick = 96;
export const openBrace = 123;
export const pipe = 124;
export const closeBrace = 125;

const letterOrDigit = /[\p{L}\p{Nd}]/u;
const separator = /\p{Z}/u;

/** A blank between tokens. Next line, line and paragraph separator, vertical tab and form feed are blanks, not line ends. */
export function isBlank(unit: number): boolean {
  if (unit < 128) {
    return unit === 32 || unit === 9 || unit === 11 || unit === 12;
  }
  return unit === 0xa0 || unit === 0x85 || (unit > 256 && separator.test(String.fromCharCode(unit)));
}

export function isNewline(unit: number): boolean {
  return unit === lineFeed || unit === carriageReturn;
}

export function isDash(unit: number): boolean {
  return unit === 45 || (unit >= 0x2013 && unit <= 0x2015);
}

export function isSingleQuote(unit: number): boolean {
  return unit === 39 || (unit >= 0x2018 && unit <= 0x201b);
}

export function isDoubleQuote(unit: number): boolean {
  return unit === 34 || (unit >= 0x201c && unit <= 0x201e);
}

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

export function isLetter(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 128 && letterOrDigit.test(String.fromCharCode(unit)))
  );
}

/** What an unbraced variable name and an identifier consist of. */
export function isWordPart(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || unit === 95;
}

/** What may follow the `$` of an unbraced variable: a word, `$$`, `$?`, `$^`, `$:`. */
export function startsVariable(unit: number): boolean {
  return isWordPart(unit) || unit === 36 || unit === 63 || unit === 94 || unit === 58;
}

/** What no bare word contains: a blank, a line end, `& ( ) , ; { | }`, and, as NaN, the end of the text. */
export function endsWord(unit: number): boolean {
  switch (unit) {
    case 38:
    case 40:
    case 41:
    case 44:
    case 59:
    case 123:
    case 124:
    case 125:
    case lineFeed:
    case carriageReturn:
      return true;
    default:
      return isBlank(unit) || Number.isNaN(unit);
  }
}
