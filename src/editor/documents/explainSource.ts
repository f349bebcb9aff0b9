// What the user wants explained, and what stands in it.
import * as vscode from 'vscode';
import type { EvidenceDocument } from '../../evidence/evidence.js';
import { type ForeignFile, foreignAdvice, foreignFile } from '../../evidence/foreign.js';
import { wholeSize } from '../../evidence/logStream.js';
import { readEvidence } from '../../evidence/read.js';
import { decodeText } from '../../text/decode.js';
import { SourceText } from '../../text/source.js';
import { movedDown } from './movedDown.js';

/** A text or file in which something was recognised. */
export interface ExplainSource {
  readonly name: string;
  /** Where its lines can be shown; absent for the clipboard. */
  readonly uri?: vscode.Uri;
  readonly document: EvidenceDocument;
}

/**
 * Reads a log of any length from the disk, with its progress shown. `undefined`: nothing was recognised. Rejects when
 * the file cannot be read.
 */
export type ReadLargeLog = (
  uri: vscode.Uri,
  name: string,
  size: number,
) => Thenable<EvidenceDocument | ForeignFile | 'cancelled' | undefined>;

/** What came of looking: a source, nothing that is known, or the user's own end to it. */
export type Reading = ExplainSource | { readonly unrecognised: string } | { readonly problem: string } | 'cancelled';

/**
 * The file that a caller names; else the selection, the document in front, and last the clipboard, whichever is
 * recognised first. The clipboard is looked at for this command alone.
 */
export async function findSource(
  named: vscode.Uri | undefined,
  largeLogs: (() => Promise<ReadLargeLog>) | undefined,
): Promise<Reading> {
  const selected = readSelection(named);
  if (selected) {
    return selected;
  }
  const uri = named ?? activeUri();
  const reading = uri && (await readUri(uri, largeLogs));
  if (reading && (named || !(reading !== 'cancelled' && 'unrecognised' in reading))) {
    return reading;
  }
  const name = vscode.l10n.t('Clipboard');
  const document = recognise(await vscode.env.clipboard.readText());
  return document ? { name, document } : (reading ?? { unrecognised: name });
}

/** What is selected in the editor in front; `undefined` when that is nothing, or nothing that is recognised. */
function readSelection(named: vscode.Uri | undefined): ExplainSource | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty || (named && named.toString() !== editor.document.uri.toString())) {
    return undefined;
  }
  const { document, selection } = editor;
  const read = recognise(document.getText(selection));
  return read && { name: nameOf(document.uri), uri: document.uri, document: movedDown(read, selection.start.line) };
}

/** Also of a document that is too long for the editor to hand it on. */
function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputText ? input.uri : undefined;
  return vscode.window.activeTextEditor?.document.uri ?? uri;
}

async function readUri(uri: vscode.Uri, largeLogs: (() => Promise<ReadLargeLog>) | undefined): Promise<Reading> {
  const name = nameOf(uri);
  try {
    const document = await readDocument(uri, name, largeLogs);
    if (document === 'too large') {
      return { problem: vscode.l10n.t('{0} is larger than 16 MB. Save it to a disk and explain it from there.', name) };
    }
    if (document === 'cancelled') {
      return document;
    }
    if (typeof document === 'string') {
      return { problem: foreignAdvice(document, name) };
    }
    return document ? { name, uri, document } : { unrecognised: name };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: vscode.l10n.t('{0} could not be read: {1}', name, reason) };
  }
}

async function readDocument(
  uri: vscode.Uri,
  name: string,
  largeLogs: (() => Promise<ReadLargeLog>) | undefined,
): Promise<EvidenceDocument | ForeignFile | 'cancelled' | 'too large' | undefined> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open && (open.isDirty || uri.scheme !== 'file')) {
    return recognise(open.getText());
  }
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size <= wholeSize) {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return foreignFile(bytes) ?? recognise(decodeText(bytes));
  }
  // Other file systems, and browsers, have no way to read a file piece by piece.
  return uri.scheme === 'file' && largeLogs ? (await largeLogs())(uri, name, size) : 'too large';
}

function recognise(text: string): EvidenceDocument | undefined {
  return readEvidence(new SourceText(text));
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
