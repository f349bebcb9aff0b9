import * as vscode from 'vscode';
import { plainMessage } from './markdown.js';

/** A button of a notification. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Tells in a sentence what went wrong and offers the next step. Resolves when the notification is gone. */
export async function showProblem(message: string, ...actions: readonly Action[]): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(plainMessage(message), ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

/** Whether the workspace may make the extension connect to hosts; if not, says so and offers to trust it. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  await showProblem(
    vscode.l10n.t('This workspace is not trusted, so no server is contacted. Documents are still checked.'),
    {
      title: vscode.l10n.t('Manage Workspace Trust'),
      run: () => vscode.commands.executeCommand('workbench.trust.manage'),
    },
  );
  return vscode.workspace.isTrusted;
}
