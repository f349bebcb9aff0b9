import * as vscode from 'vscode';
import type { CaptureResult } from '../../chain/capture.js';
import type { Inspected } from './inspected.js';
import { begin, conclude, type Inspection, type InspectionTarget, inspectionOf, put, settle } from './inspections.js';
import { fromStored, sameCaptures, toStored } from './storedInspections.js';

const storageKey = 'captures';

/** The captures of this window: owns the list, tells of its changes, keeps it over reloads. */
export class Session implements Inspected, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The list or the state of a row changed. */
  readonly onDidChange = this.changed.event;
  private list: readonly Inspection[] | undefined;

  constructor(private readonly storage: vscode.Memento) {}

  /** Newest first. Restored when first asked for, so that activation waits for nothing. */
  get inspections(): readonly Inspection[] {
    this.list ??= fromStored(this.storage.get<unknown>(storageKey));
    return this.list;
  }

  /** An untrusted workspace must not bring about that servers are contacted. */
  get canInspect(): boolean {
    return vscode.workspace.isTrusted;
  }

  find(id: string): Inspection | undefined {
    return this.inspections.find((each) => each.id === id);
  }

  /** Marks an attempt as under way; its row appears at once, at the top where it is new or to be `first`. */
  begin(target: InspectionTarget, how: { readonly first: boolean }): void {
    this.replace(begin(this.inspections, target, how));
  }

  /** The outcomes of an attempt, one for each way in which the addresses of the server differ. */
  end(target: InspectionTarget, results: readonly CaptureResult[], at: Date): void {
    this.replace(conclude(this.inspections, target, results, at));
  }

  /** Takes the mark of an attempt away. */
  settle(id: string): void {
    if (this.find(id)?.pending) {
      this.replace(settle(this.inspections, id));
    }
  }

  /** Adds what a file holds or a sender presented. */
  add(capture: Inspection['capture'] & object): Inspection {
    const row = inspectionOf(capture);
    this.replace(put(this.inspections, row));
    return row;
  }

  /** Adds servers that called the listener, in the order in which they came. */
  addCallers(rows: readonly Inspection[]): void {
    this.replace(rows.reduce(put, this.inspections));
  }

  remove(id: string): void {
    this.replace(this.inspections.filter((each) => each.id !== id));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private replace(list: readonly Inspection[]): void {
    const before = this.inspections;
    this.list = list;
    // Attempts come and go without a new capture: writing them all each time would be waste.
    if (!sameCaptures(before, list)) {
      void this.storage.update(storageKey, toStored(list));
    }
    this.changed.fire();
  }
}
