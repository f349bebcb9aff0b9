import type * as vscode from 'vscode';
import type { ChainAnalysis } from '../../chain/analyze.js';
import type { Capture } from '../../chain/capture.js';
import type { Inspection } from './inspections.js';

/** What was inspected so far, for features that do not inspect themselves. */
export interface Inspected {
  /** Newest first. */
  readonly inspections: readonly Inspection[];
  readonly onDidChange: vscode.Event<void>;
  /** Whether a server may be contacted now. */
  readonly canInspect: boolean;
  /** Why none can ever be contacted from here, in one sentence; absent where the network can be reached. */
  readonly unreachable?: string;
}

/** The judgement of what was inspected. */
export interface Judging {
  analyze(capture: Capture): Promise<ChainAnalysis>;
  /** Judgements given until now may no longer hold. */
  readonly onDidForget: vscode.Event<void>;
}
