import * as vscode from 'vscode';
import { isLoopback } from '../../net/target.js';
import type { ListeningState } from './listenerNode.js';
import { showScript } from './scripts.js';

/** The scripts that make a server call the listener, and take that back. */
export async function openListenerScripts(state: ListeningState | undefined): Promise<void> {
  if (!state) {
    return;
  }
  const { listenerConnectorFiles } = await import('../../powershell/scripts/listenerConnector.js');
  const onlyThisMachine = isLoopback(state.host);
  const files = listenerConnectorFiles({ ...state, onlyThisMachine });
  const [first, ...others] = files.filter(({ fileName }) => fileName.endsWith('.ps1'));
  const lines = files.filter(({ fileName }) => !fileName.endsWith('.ps1'));
  const choices = [
    // In front stands what comes first.
    ...(first
      ? [{ label: vscode.l10n.t('Exchange Server'), files: [...others, first], detail: exchangeDetail() }]
      : []),
    {
      label: vscode.l10n.t('Postfix or Exim'),
      files: lines,
      detail: vscode.l10n.t('Lines for the configuration of the sending server'),
    },
  ];
  const placeHolder = onlyThisMachine
    ? vscode.l10n.t(
        'Which mail server on this machine is to call? No other reaches {0} (chainmail.listen.address)',
        state.host,
      )
    : vscode.l10n.t('Which mail server is to call the listener?');
  const chosen = choices.length > 1 ? await vscode.window.showQuickPick(choices, { placeHolder }) : choices[0];
  for (const each of chosen?.files ?? []) {
    await showScript(each);
  }
}

function exchangeDetail(): string {
  return vscode.l10n.t('A script that makes a temporary Send connector, and one that removes it');
}
