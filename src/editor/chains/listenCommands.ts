import * as vscode from 'vscode';
import { formatTarget, isLoopback } from '../../net/target.js';
import { requireTrust, showProblem } from '../problem.js';
import { type ListenSettings, readSettings } from '../settings.js';
import type { ChainsView } from './chainsView.js';
import type { Inspector } from './inspector.js';
import { readIdentity } from './listenerIdentity.js';
import { type ListeningState, listenerRow } from './listenerNode.js';
import { openListenerScripts } from './listenerScripts.js';
import { capturesOf, type Listening } from './listening.js';

/** What the commands work on. */
export interface ListenTools {
  readonly listening: Listening;
  readonly view: ChainsView;
  readonly inspector: Inspector;
}

/** Issuers are fetched for so many callers by themselves: a crowd must not make this machine fetch without end. */
const maximumFetches = 5;

/** Registers listening, its end, and the scripts that make a server call. */
export function registerListenCommands(tools: ListenTools): vscode.Disposable {
  const { listening } = tools;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('chainmail.listen', (argument: unknown) => listen(tools, argument)),
    vscode.commands.registerCommand('chainmail.stopListening', () => listening.stop()),
    vscode.commands.registerCommand('chainmail.generateListenerConnector', () => openListenerScripts(listening.state)),
    listening.onDidChange(() => setContext(listening.state !== undefined)),
    listening.onDidExpire(tellExpired),
    showCallers(tools),
  );
}

function setContext(isListening: boolean): void {
  void vscode.commands.executeCommand('setContext', 'chainmail.listening', isListening);
}

/** Listens as the settings say, or as a caller says: `{ port, address, security, minutes }`. Resolves to where. */
async function listen(tools: ListenTools, argument: unknown): Promise<ListeningState | undefined> {
  const { listening, view } = tools;
  if (!(await requireTrust())) {
    return undefined;
  }
  const settings = { ...readSettings().listen, ...wishes(argument) };
  if (!isLoopback(settings.address) && !(await mayListenFor(settings))) {
    return undefined;
  }
  const identity = await readIdentity(settings);
  const reason =
    'reason' in identity
      ? identity.reason
      : await listening.start({
          host: settings.address,
          port: settings.port,
          implicit: settings.security === 'implicit',
          minutes: settings.minutes,
          ...identity,
        });
  if (reason !== undefined) {
    // Not awaited: the command has done its work, however long the notification stays.
    void showProblem(reason, {
      title: vscode.l10n.t('Open Settings'),
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'chainmail.listen'),
    });
    return undefined;
  }
  await view.reveal(listenerRow);
  void tellStarted(listening);
  return listening.state;
}

/** What a caller asks for, as far as it is of the right type. */
function wishes(argument: unknown): Partial<ListenSettings> {
  const given: Partial<Record<keyof ListenSettings, unknown>> =
    typeof argument === 'object' && argument !== null ? argument : {};
  const { port, address, security, minutes } = given;
  return {
    ...(typeof port === 'number' ? { port } : {}),
    ...(typeof address === 'string' ? { address } : {}),
    ...(security === 'implicit' || security === 'starttls' ? { security } : {}),
    ...(typeof minutes === 'number' && minutes > 0 ? { minutes: Math.min(minutes, 120) } : {}),
  };
}

/** Beyond loopback everyone who reaches the port can connect: that is asked each time. */
async function mayListenFor({ address, port, minutes }: ListenSettings): Promise<boolean> {
  const all = /^(0\.0\.0\.0|::)$/.test(address);
  const go = vscode.l10n.t('Listen');
  const answer = await vscode.window.showWarningMessage(
    all
      ? vscode.l10n.t('Listen on every network address of this machine, port {0}?', port)
      : vscode.l10n.t('Listen on {0}, port {1}?', address, port),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Every machine that reaches this port can connect. Chainmail records the certificates that it shows, accepts no mail and passes nothing on. It stops after {0} minutes, or when you stop it.',
        minutes,
      ),
    },
    go,
  );
  return answer === go;
}

async function tellStarted(listening: Listening): Promise<void> {
  const { state } = listening;
  if (!state) {
    return;
  }
  const place = formatTarget(state);
  const message = vscode.env.remoteName
    ? vscode.l10n.t('Listening on {0} of the remote machine. Let the affected server deliver a message there.', place)
    : vscode.l10n.t('Listening on {0}. Let the affected server deliver a message there.', place);
  const how = vscode.l10n.t('Show How');
  const stop = vscode.l10n.t('Stop');
  const chosen = await vscode.window.showInformationMessage(message, how, stop);
  if (chosen === how) {
    await openListenerScripts(state);
  } else if (chosen === stop) {
    await listening.stop();
  }
}

/** Whom nobody called has to look elsewhere; who was called sees the rows. */
async function tellExpired(state: ListeningState): Promise<void> {
  if (state.heard > 0) {
    return;
  }
  const again = vscode.l10n.t('Listen Again');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No server called {0}, and listening has stopped.', formatTarget(state)),
    again,
  );
  if (chosen === again) {
    await vscode.commands.executeCommand('chainmail.listen');
  }
}

/** Shows the rows of callers, and fetches for the first of them what they did not send. */
function showCallers({ listening, view, inspector }: ListenTools): vscode.Disposable {
  let fetches = 0;
  let fetching = Promise.resolve();
  return vscode.Disposable.from(
    listening.onDidChange(() => {
      fetches = listening.state ? fetches : 0;
    }),
    listening.onDidHear((rows) => {
      const last = rows.at(-1);
      if (last) {
        void view.reveal(last.id);
      }
      const wanted = readSettings().fetchMissingIntermediates ? capturesOf(rows) : [];
      for (const capture of wanted.slice(0, maximumFetches - fetches)) {
        fetches += 1;
        fetching = fetching.then(async () => void (await inspector.fetchMissing(capture)));
      }
    }),
  );
}
