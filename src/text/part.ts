import { type Position, SourceText } from './source.js';

/** A part of a text, read alone behind a `lead` that stands for what came before; its positions are those in the whole. */
export class PartText extends SourceText {
  private readonly from: Position;

  /** `at`: where the part begins in the whole. */
  constructor(
    lead: string,
    part: string,
    private readonly at: Position,
  ) {
    super(lead + part);
    this.from = super.positionAt(lead.length);
  }

  override positionAt(offset: number): Position {
    const { line, character } = super.positionAt(offset);
    return {
      line: line - this.from.line + this.at.line,
      character: line === this.from.line ? character - this.from.character + this.at.character : character,
    };
  }

  override offsetAt({ line, character }: Position): number {
    return super.offsetAt({
      line: line - this.at.line + this.from.line,
      character: line === this.at.line ? character - this.at.character + this.from.character : character,
    });
  }
}
