import type { EvidenceDocument } from '../../evidence/evidence.js';
import type { Position, Range } from '../../text/source.js';

/** What was read from a part of a text, with its lines counted in the whole, where the part begins at `line`. */
export function movedDown(document: EvidenceDocument, line: number): EvidenceDocument {
  const position = (each: Position): Position => ({ line: each.line + line, character: each.character });
  const moved = <T extends { readonly range?: Range }>(each: T): T =>
    each.range ? { ...each, range: { start: position(each.range.start), end: position(each.range.end) } } : each;
  return { ...document, evidence: document.evidence.map(moved), problems: document.problems.map(moved) };
}
