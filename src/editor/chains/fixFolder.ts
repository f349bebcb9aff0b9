import * as vscode from 'vscode';
import { slug } from '../../powershell/scripts/literal.js';
import type { RepairRequest } from '../../powershell/scripts/repair.js';
import { type NewFile, placeOfFile, writeAtomically } from '../atomicWrite.js';
import { showProblem } from '../problem.js';

/** More names than that are not read in a dialog. */
const namedFiles = 5;

/**
 * Writes everything for the affected servers into a folder of its own below one that the user chooses, and opens its
 * README. Nothing is replaced without asking. A failure is told, not thrown. `parent` is given by callers that know it.
 */
export async function saveFixFolder(requests: readonly RepairRequest[], parent?: vscode.Uri): Promise<void> {
  const chosen = parent ?? (await chooseParent());
  if (!chosen) {
    return;
  }
  const { fixSet } = await import('../../powershell/scripts/fixFiles.js');
  const folder = vscode.Uri.joinPath(chosen, folderName(requests));
  const files = fixSet(requests).map(({ name, bytes }) => ({ uri: vscode.Uri.joinPath(folder, name), bytes }));
  try {
    const places = await Promise.all(files.map(placeOfFile));
    const others = files.filter((_, index) => places[index] === 'other');
    if (others.length === 0 || (await mayReplace(folder, others))) {
      const wanted = files.filter((_, index) => places[index] !== 'same');
      await writeAtomically(wanted, others.length > 0);
      await openReadme(files);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await showProblem(vscode.l10n.t('The scripts could not be saved in {0}: {1}', folder.path, reason));
  }
}

async function chooseParent(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Save Scripts to Folder'),
      openLabel: vscode.l10n.t('Save Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      ...(folder ? { defaultUri: folder } : {}),
    })) ?? [];
  return chosen;
}

/** `chainmail-mail-contoso-com-25`; several servers have folders of their own in it. */
function folderName(requests: readonly RepairRequest[]): string {
  const [request] = requests;
  const name = requests.length === 1 ? slug(request?.target ?? '') : '';
  return `chainmail-${name === '' ? 'scripts' : name}`;
}

async function mayReplace(folder: vscode.Uri, others: readonly NewFile[]): Promise<boolean> {
  const names = others.slice(0, namedFiles).map(({ uri }) => uri.path.slice(folder.path.length + 1));
  const more = others.length - names.length;
  const replace = vscode.l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} has other files of these names. Replace them?', folder.path),
    { modal: true, detail: [...names, ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : [])].join('\n') },
    replace,
  );
  return answer === replace;
}

/** It says what to do next; of several, the first. */
async function openReadme(files: readonly NewFile[]): Promise<void> {
  const readme = files.find(({ uri }) => uri.path.endsWith('/README.txt'));
  if (readme) {
    await vscode.window.showTextDocument(readme.uri, { preview: false });
  }
}
