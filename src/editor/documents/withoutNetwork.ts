// What stands in the place of the network in a browser, which has no sockets.
import * as vscode from 'vscode';
import { messageHtml } from '../../report/page.js';
import type { Inspected, Judging } from '../chains/inspected.js';
import { showProblem } from '../problem.js';

const none: vscode.Event<never> = () => new vscode.Disposable(() => undefined);

/** Why servers are not inspected here, and where they are. */
export function whyUnreachable(): string {
  return vscode.l10n.t(
    'A browser cannot connect to mail servers. Open the folder in Visual Studio Code on a computer to inspect servers or to listen for them.',
  );
}

/** Nothing was inspected, and nothing ever will be. */
export function nothingInspected(): Inspected & { readonly judge: Judging } {
  const analyze = (): never => {
    throw new Error('there is no capture to judge');
  };
  return {
    inspections: [],
    onDidChange: none,
    canInspect: false,
    unreachable: whyUnreachable(),
    judge: { analyze, onDidForget: none },
  };
}

/** What the manifest declares, as far as it matters here. */
interface Manifest {
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string }[];
    readonly customEditors?: readonly { readonly viewType: string }[];
  };
}

/**
 * The commands that need the network or what it brought say why they do nothing: links and other extensions may run
 * them, and the palette lists them until this program has started. So do the editors of certificate files.
 */
export function registerUnreachable({ packageJSON }: vscode.Extension<unknown>): vscode.Disposable {
  const { contributes }: Manifest = packageJSON;
  const declared = (contributes?.commands ?? []).map(({ command }) => command);
  const viewTypes = (contributes?.customEditors ?? []).map(({ viewType }) => viewType);
  void vscode.commands.executeCommand('setContext', 'chainmail.withoutNetwork', true);
  return vscode.Disposable.from(
    ...declared
      .filter((command) => !documentCommands.has(command))
      .map((command) => vscode.commands.registerCommand(command, () => showProblem(whyUnreachable()))),
    ...viewTypes.map((each) => vscode.window.registerCustomEditorProvider(each, certificateNotice)),
  );
}

/** Reading certificates takes cryptography that browsers do not have. */
const certificateNotice: vscode.CustomReadonlyEditorProvider = {
  openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
  resolveCustomEditor({ uri }, { webview }) {
    const name = uri.path.split('/').pop() ?? uri.path;
    const words = vscode.l10n.t(
      'Certificate files are shown in Visual Studio Code on a computer: a browser lacks what it takes to judge them.',
    );
    webview.html = messageHtml(name, words, { nonce: crypto.randomUUID() });
  },
};

/** What the document features register: a connector's row runs another command, which says why. */
const documentCommands: ReadonlySet<string> = new Set([
  'chainmail.explain',
  'chainmail.copyExplanation',
  'chainmail.generateConnectorScript',
  'chainmail.inspectConnector',
  'chainmail.refreshConnectors',
]);
