import type { TextStyle } from '../report/text.js';
import type { Io, Output } from './io.js';

/** A verb's JSON document, the contract's envelope, written as its results complete: none of them is kept. */
export class JsonDocument {
  private empty = true;

  constructor(
    private readonly kind: 'probe' | 'analyze' | 'check' | 'explain',
    private readonly output: Output,
  ) {}

  add(result: object): void {
    const text = JSON.stringify(result, null, 2).replaceAll('\n', '\n    ');
    this.output.write(`${this.empty ? this.head : ','}\n    ${text}`);
    this.empty = false;
  }

  end(): void {
    this.output.write(`${this.empty ? this.head : '\n  '}]\n}\n`);
  }

  /** Ends what was begun where the run breaks off: what was done until then can be read. */
  breakOff(): void {
    if (!this.empty) {
      this.end();
    }
  }

  // Not written before there is a result: a call that is refused prints nothing but the reason.
  private get head(): string {
    return `{\n  "schema": "chainmail/1",\n  "kind": "${this.kind}",\n  "results": [`;
  }
}

/** Colour for people only. */
export function textStyle(io: Io): TextStyle {
  return { color: io.stdout.isTerminal };
}
