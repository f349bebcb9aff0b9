import * as vscode from 'vscode';
import { showProblem } from '../problem.js';
import { saveFile } from '../saving.js';
import { baseName, encodeCertificates, extensionOf } from './certificateFormats.js';
import { type ChainTools, captured, isRowArgument } from './chainCommands.js';
import { inspectionLabel } from './chainTree.js';
import type { ReportPages, ReportSubject } from './reportPages.js';

/** Registers what can be done with a report, from a row, from its page, or from the palette. */
export function registerReportCommands(tools: ChainTools, pages: ReportPages): vscode.Disposable {
  const { judge } = tools;
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    showReport: async (argument) => {
      const row = await captured(tools, argument);
      if (row) {
        await pages.show(row);
      }
    },
    saveReport: async (argument) => {
      const subject = await subjectOf(tools, pages, argument);
      if (subject) {
        await saveReport(subject, tools);
      }
    },
    copyReport: async (argument) => {
      const subject = await subjectOf(tools, pages, argument);
      if (subject) {
        const { label, capture } = subject;
        const { captureMarkdown } = await import('../../report/markdown.js');
        await vscode.env.clipboard.writeText(captureMarkdown(label, capture, await judge.analyze(capture)));
        vscode.window.setStatusBarMessage(vscode.l10n.t('Report copied as Markdown'), 3000);
      }
    },
    saveCorrectedChain: async (argument) => {
      const subject = await subjectOf(tools, pages, argument);
      if (subject) {
        await saveCorrectedChain(subject, tools);
      }
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`chainmail.${name}`, run)),
  );
}

/** The row that a command came from, else the page in front, else one that the user picks. */
async function subjectOf(tools: ChainTools, pages: ReportPages, argument: unknown): Promise<ReportSubject | undefined> {
  const active = isRowArgument(argument) ? undefined : pages.active;
  if (active) {
    return active;
  }
  const row = await captured(tools, argument);
  return row && { id: row.id, label: inspectionLabel(row), capture: row.capture };
}

async function saveReport({ label, capture }: ReportSubject, { judge }: ChainTools): Promise<void> {
  const analysis = await judge.analyze(capture);
  const { captureHtml } = await import('../../report/html.js');
  const { captureMarkdown } = await import('../../report/markdown.js');
  await saveFile({
    title: vscode.l10n.t('Save Report'),
    name: vscode.l10n.t('{0} report', baseName(label)),
    kinds: [
      { label: vscode.l10n.t('Markdown'), extensions: ['md'] },
      { label: vscode.l10n.t('Web page'), extensions: ['html', 'htm'] },
    ],
    content: (fileName) => {
      const write = /^html?$/.test(extensionOf(fileName)) ? captureHtml : captureMarkdown;
      return new TextEncoder().encode(write(label, capture, analysis));
    },
  });
}

/** Saves leaf and intermediates in the order in which Postfix, Exim and nginx want to send them. */
async function saveCorrectedChain({ label, capture }: ReportSubject, { judge }: ChainTools): Promise<void> {
  const { corrected, missing } = await judge.analyze(capture);
  if (!corrected) {
    const name = missing[0]?.subject.text;
    await showProblem(
      name === undefined
        ? vscode.l10n.t('The chain of {0} cannot be told from what is known.', label)
        : vscode.l10n.t(
            'The certificate of {0} is not known yet. Fetch it, or inspect a server or file that has it.',
            name,
          ),
    );
    return;
  }
  await saveFile({
    title: vscode.l10n.t('Save Corrected Chain'),
    name: vscode.l10n.t('{0} chain', baseName(label)),
    kinds: [
      { label: vscode.l10n.t('PEM, leaf first'), extensions: ['pem', 'crt'] },
      { label: vscode.l10n.t('PKCS#7'), extensions: ['p7b'] },
    ],
    content: (fileName) => encodeCertificates(corrected, fileName),
  });
}
