import * as vscode from 'vscode';
import { showProblem } from '../problem.js';
import type { ReadLargeLog } from './explainSource.js';
import type { ExplainTools, ExplanationPages } from './explanationPages.js';

/** Registers "Explain This Text or Log" and what its page needs. All else of it is loaded with the first call. */
export function registerExplainCommands(
  tools: ExplainTools,
  largeLogs?: () => Promise<ReadLargeLog>,
): vscode.Disposable {
  let loaded: Promise<ExplanationPages> | undefined;
  const load = (): Promise<ExplanationPages> => {
    loaded ??= import('./explanationPages.js').then(({ ExplanationPages }) => new ExplanationPages(tools));
    return loaded;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('chainmail.explain', (argument: unknown) =>
      explain(argument instanceof vscode.Uri ? argument : undefined, { load, largeLogs }),
    ),
    // Not in the manifest: only the page runs it.
    vscode.commands.registerCommand('chainmail.followExplanation', async (...args: readonly unknown[]) =>
      (await loaded)?.follow(args),
    ),
    vscode.commands.registerCommand('chainmail.copyExplanation', async () => {
      const markdown = (await loaded)?.activeMarkdown;
      if (markdown !== undefined) {
        await vscode.env.clipboard.writeText(markdown);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Explanation copied as Markdown'), 3000);
      }
    }),
    { dispose: () => void loaded?.then((pages) => pages.dispose()) },
  );
}

/** What is loaded when it is needed. */
interface Loading {
  readonly load: () => Promise<ExplanationPages>;
  readonly largeLogs: (() => Promise<ReadLargeLog>) | undefined;
}

async function explain(named: vscode.Uri | undefined, loading: Loading): Promise<void> {
  const { findSource } = await import('./explainSource.js');
  const reading = await findSource(named, loading.largeLogs);
  if (reading === 'cancelled') {
    return;
  }
  if ('document' in reading) {
    await (await loading.load()).show(reading);
    return;
  }
  // Not awaited: the command has done its work, however long the notification stays.
  void showProblem('problem' in reading ? reading.problem : unrecognised(reading.unrecognised), {
    title: vscode.l10n.t('Open File…'),
    run: () => chooseFile(loading),
  });
}

function unrecognised(name: string): string {
  return vscode.l10n.t(
    'Nothing was recognised in {0}. Bounces, logs of Exchange, IIS SMTP, Postfix, Exim and Sendmail, and CAPI2 events as XML are read: open one, or copy its text and try again.',
    name,
  );
}

async function chooseFile(loading: Loading): Promise<void> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Explain') })) ?? [];
  if (file) {
    await explain(file, loading);
  }
}
