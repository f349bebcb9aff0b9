import type * as vscode from 'vscode';

/** One timer a document: what is asked for later replaces what was asked for before. */
export class DocumentTimers implements vscode.Disposable {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Runs once after so many milliseconds. */
  start({ uri }: vscode.TextDocument, delay: number, run: () => void): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    const expired = (): void => {
      this.timers.delete(key);
      run();
    };
    this.timers.set(key, setTimeout(expired, delay));
  }

  stop({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    this.timers.clear();
  }
}
