import type { Connector } from '../../connectors/connector.js';
import { silencingWords } from '../../connectors/silenced.js';
import type { Position, Range, TextEdit } from '../../text/source.js';

/** A connector with its range, which is computed once. */
export interface ConnectorPlace {
  readonly connector: Connector;
  readonly range: Range;
}

export function placeOf(connector: Connector): ConnectorPlace {
  return { connector, range: connector.range };
}

/** The connector at a position, or whose value stands there: a splat's values lie apart from its cmdlet. */
export function holderOf(position: Position, places: readonly ConnectorPlace[]): Connector | undefined {
  const around = places.find(({ range }) => contains(range, position));
  return (
    around ??
    places.find(({ connector }) => [...connector.properties.values()].some(({ range }) => contains(range, position)))
  )?.connector;
}

/**
 * Puts a comment, which begins with `comment`, that silences `code` above the line of `position`, or above the
 * `statement` around it: inside one that goes on over backticks, or in a tag, a comment would break it. One that stands
 * there already gets the code besides. `lineAt` gives a line's text; `undefined` where a comment would break the text.
 */
export function silence(
  code: string,
  position: Position,
  statement: Range | undefined,
  comment: string,
  lineAt: (line: number) => string,
): TextEdit | undefined {
  const line = statement && contains(statement, position) ? statement.start.line : position.line;
  const above = line > 0 ? lineAt(line - 1) : '';
  if (/`\s*$/.test(above)) {
    return undefined;
  }
  if (above.trimStart().startsWith(comment) && above.includes(silencingWords)) {
    const at = { line: line - 1, character: above.replace(/\s*(?:-->\s*)?$/, '').length };
    return { range: { start: at, end: at }, newText: ` ${code}` };
  }
  const start = { line, character: 0 };
  const [indentation = ''] = /^\s*/.exec(lineAt(line)) ?? [];
  const closing = comment === '<!--' ? ' -->' : '';
  return { range: { start, end: start }, newText: `${indentation}${comment} ${silencingWords} ${code}${closing}\n` };
}

function contains({ start, end }: Range, position: Position): boolean {
  return compare(start, position) <= 0 && compare(position, end) <= 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
