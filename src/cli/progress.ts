import * as l10n from '@vscode/l10n';
import type { Io } from './io.js';

/** One line on a terminal that says how far many inspections are; nothing elsewhere. */
export class Progress {
  private taken = 0;
  private finished = 0;
  private shown = false;

  constructor(private readonly io: Io) {}

  /** Whether there was anything to inspect. */
  get any(): boolean {
    return this.taken > 0;
  }

  started(): void {
    this.taken += 1;
    this.show();
  }

  done(): void {
    this.finished += 1;
    this.show();
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.shown) {
      this.io.stderr.write('\r\u001b[K');
      this.shown = false;
    }
  }

  private show(): void {
    if (this.taken < 2 || this.finished === this.taken || !this.io.stderr.isTerminal) {
      return;
    }
    this.io.stderr.write(`\r\u001b[K${l10n.t('{0} of {1} inspected', this.finished, this.taken)}`);
    this.shown = true;
  }
}
