import type { Finding } from '../finding.js';
import type { SourceText } from '../text/source.js';
import type { Connector } from './connector.js';

/** What a comment says before the codes that it silences on the next line. */
export const silencingWords = 'chainmail-disable-next-line';

/** The findings that comments in a document silence, each on the line above the finding or above its connector. */
export class Silenced {
  /** Line to the codes that are silent on it. */
  private readonly lines = new Map<number, ReadonlySet<string>>();

  constructor(source: SourceText, comments: readonly string[] = []) {
    const { text } = source;
    for (
      let at = comments.length === 0 ? -1 : text.indexOf(silencingWords);
      at >= 0;
      at = text.indexOf(silencingWords, at + silencingWords.length)
    ) {
      const position = source.positionAt(at);
      const before = text.slice(at - position.character, at);
      const [codes = ''] = text.slice(at + silencingWords.length, at + silencingWords.length + 500).split(/[\r\n]/, 1);
      if (comments.some((each) => before.includes(each))) {
        this.lines.set(position.line + 1, new Set(codes.match(/[a-z]+\.[a-z0-9-]+/g) ?? []));
      }
    }
  }

  /** Whether no comment silences anything. */
  get isEmpty(): boolean {
    return this.lines.size === 0;
  }

  has({ code, range }: Finding, connector: Connector | undefined): boolean {
    if (this.isEmpty) {
      return false;
    }
    return [range?.start.line, connector?.range.start.line].some(
      (line) => line !== undefined && this.lines.get(line)?.has(code) === true,
    );
  }
}
