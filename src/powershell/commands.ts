import { StatementReader } from './statements.js';
import type { Script } from './syntax.js';

/** Reads the commands and assignments of a script, whatever its state, also inside blocks and strings. Never throws. */
export function readCommands(text: string): Script {
  return new StatementReader(text).read();
}
