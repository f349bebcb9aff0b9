import * as vscode from 'vscode';
import type { Severity } from '../finding.js';
import type { Position, Range, TextEdit } from '../text/source.js';

/** The core's zero-based UTF-16 positions are the editor's own. */
export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(toPosition(start), toPosition(end));
}

function toPosition({ line, character }: Position): vscode.Position {
  return new vscode.Position(line, character);
}

export function toTextEdit({ range, newText }: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(toRange(range), newText);
}

export function toSeverity(severity: Severity): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'information':
      return vscode.DiagnosticSeverity.Information;
  }
}
