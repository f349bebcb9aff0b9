import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RememberedHosts } from './editor/chains/askTarget.js';
import { CertificateEditor } from './editor/chains/certificateEditor.js';
import { registerChainCommands } from './editor/chains/chainCommands.js';
import { ChainsView } from './editor/chains/chainsView.js';
import { registerFileCommands } from './editor/chains/fileCommands.js';
import { Inspector } from './editor/chains/inspector.js';
import { Judge } from './editor/chains/judge.js';
import { registerListenCommands } from './editor/chains/listenCommands.js';
import { Listening } from './editor/chains/listening.js';
import { registerMailDomainCommands } from './editor/chains/mailDomainCommands.js';
import { registerReportCommands } from './editor/chains/reportCommands.js';
import { ReportPages } from './editor/chains/reportPages.js';
import { registerScriptCommands } from './editor/chains/scriptCommands.js';
import { Session } from './editor/chains/session.js';
import { type NodeTools, registerDocumentFeatures } from './editor/documents/documentFeatures.js';
import { FindingPages } from './editor/findingPages.js';
import { IssuerFolder } from './net/issuerFolder.js';

/** What the document features cannot have in a browser. */
const node: NodeTools = {
  certificates: async () => ({
    ...(await import('./x509/certificate.js')),
    ...(await import('./x509/credentialFile.js')),
  }),
  largeLogs: async () => (await import('./editor/documents/largeLog.js')).readLargeLog,
};

/** Registers everything and waits for nothing: captures, trust stores and files are read when first needed. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const log = vscode.window.createOutputChannel('Chainmail', { log: true });
  const session = new Session(context.workspaceState);
  const judge = new Judge(session, new IssuerFolder(vscode.Uri.joinPath(context.globalStorageUri, 'issuers').fsPath));
  const listening = new Listening(session, log);
  const chains = new ChainsView(session, judge, listening);
  const inspector = new Inspector(session, chains, judge, log);
  const hosts = new RememberedHosts(context.globalState);
  const pages = new FindingPages(context.extension);

  const reports = new ReportPages(session, judge);
  const tools = { session, judge, inspector, hosts, pages };

  context.subscriptions.push(
    log,
    session,
    judge,
    reports,
    listening,
    chains,
    inspector,
    registerChainCommands(tools),
    registerMailDomainCommands(tools, log),
    registerScriptCommands(tools),
    registerListenCommands({ listening, view: chains, inspector }),
    registerReportCommands(tools, reports),
    registerDocumentFeatures({ extension: context.extension, pages, inspected: session, judge, node }),
    registerFileCommands({ session, view: chains, inspector, log }),
    new CertificateEditor(reports).register(),
    vscode.commands.registerCommand('chainmail.showLog', () => log.show()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('chainmail')) {
        judge.forgetStores();
        chains.refresh();
      }
    }),
  );
}
