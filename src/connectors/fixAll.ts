import type { Finding } from '../finding.js';
import type { Position, Range, TextEdit } from '../text/source.js';

/**
 * The edits of every fix that is certain, in document order. Of fixes that touch the same text the first is taken: the
 * next round sees what it left.
 */
export function certainEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes = [] } of findings) {
    const [fix] = fixes;
    const alone = fixes.length === 1 && fix?.certain === true ? fix.edits : [];
    if (!alone.some(({ range }) => taken.some((each) => touches(range, each.range)))) {
      taken.push(...alone);
    }
  }
  return taken.sort((a, b) => compare(a.range.start, b.range.start));
}

function touches(a: Range, b: Range): boolean {
  return compare(a.start, b.end) <= 0 && compare(b.start, a.end) <= 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
