import * as vscode from 'vscode';
import { printable } from '../../text/printable.js';
import { showProblem } from '../problem.js';
import { readSettings } from '../settings.js';
import { fileName, readCertificateFile } from './certificateFiles.js';
import { certificateExtensions } from './certificateFormats.js';
import type { ChainsView } from './chainsView.js';
import type { Inspector } from './inspector.js';
import type { Session } from './session.js';

/** What "Inspect File" works on. */
export interface FileTools {
  readonly session: Session;
  readonly view: ChainsView;
  readonly inspector: Inspector;
  readonly log: vscode.LogOutputChannel;
}

/** Registers "Inspect File": of the explorer's selection, of the certificate editor in front, or of files to be chosen. */
export function registerFileCommands(tools: FileTools): vscode.Disposable {
  return vscode.commands.registerCommand('chainmail.inspectFile', async (argument: unknown, selection: unknown) => {
    for (const uri of await filesOf(argument, selection)) {
      await inspectFile(uri, tools);
    }
  });
}

async function filesOf(argument: unknown, selection: unknown): Promise<readonly vscode.Uri[]> {
  const selected = Array.isArray(selection) ? selection.filter(isUri) : [];
  if (selected.length > 0) {
    return selected;
  }
  if (isUri(argument)) {
    return [argument];
  }
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Inspect File'),
    openLabel: vscode.l10n.t('Inspect'),
    canSelectMany: true,
    filters: {
      [vscode.l10n.t('Certificates')]: [...certificateExtensions],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return chosen ?? [];
}

function isUri(value: unknown): value is vscode.Uri {
  return value instanceof vscode.Uri;
}

/** Shows the chain in a file as a row of the chains view. A file that is none is told, not thrown. */
async function inspectFile(uri: vscode.Uri, { session, view, inspector, log }: FileTools): Promise<void> {
  const reading = await readCertificateFile(uri);
  if (!reading.ok) {
    if (!reading.cancelled) {
      // Not awaited: the other files do not wait for the notification.
      void showProblem(vscode.l10n.t('{0} cannot be inspected. {1}', fileName(uri), reading.reason));
    }
    return;
  }
  const { capture, warnings } = reading;
  log.info(printable(`${fileName(uri)}: ${[`${capture.presented.length} certificates`, ...warnings].join(', ')}`));
  const { id } = session.add(capture);
  await view.reveal(id);
  if (vscode.workspace.isTrusted && readSettings().fetchMissingIntermediates) {
    await inspector.fetchMissing(capture);
  }
}
