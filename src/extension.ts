import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RememberedHosts } from './editor/askTarget.js';
import { CertificateEditor } from './editor/certificateEditor.js';
import { registerChainCommands } from './editor/chainCommands.js';
import { ChainsView } from './editor/chainsView.js';
import { registerConnectorCommands } from './editor/connectorCommands.js';
import { ConnectorDiagnostics } from './editor/connectorDiagnostics.js';
import { ConnectorDocuments } from './editor/connectorDocuments.js';
import { ConnectorFiles } from './editor/connectorFiles.js';
import { ConnectorHints } from './editor/connectorHints.js';
import { registerConnectorScripts } from './editor/connectorScripts.js';
import { ConnectorsView } from './editor/connectorsView.js';
import { EvidenceDiagnostics } from './editor/evidenceDiagnostics.js';
import { EvidenceHints } from './editor/evidenceHints.js';
import { registerExplainCommands } from './editor/explainCommands.js';
import { registerFileCommands } from './editor/fileCommands.js';
import { FindingPages } from './editor/findingPages.js';
import { FixAll } from './editor/fixAll.js';
import { Inspector } from './editor/inspector.js';
import { Judge } from './editor/judge.js';
import { ConnectorLenses } from './editor/lenses.js';
import { registerListenCommands } from './editor/listenCommands.js';
import { Listening } from './editor/listening.js';
import { registerMailDomainCommands } from './editor/mailDomainCommands.js';
import { QuickFixes } from './editor/quickFixes.js';
import { registerReportCommands } from './editor/reportCommands.js';
import { ReportPages } from './editor/reportPages.js';
import { registerScriptCommands } from './editor/scriptCommands.js';
import { Session } from './editor/session.js';
import { IssuerFolder } from './net/issuerFolder.js';

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

  const documents = new ConnectorDocuments(session);
  const diagnostics = new ConnectorDiagnostics(documents, (code) => pages.published(code));
  const files = new ConnectorFiles(documents);
  const connectors = new ConnectorsView(files, documents);
  const lenses = new ConnectorLenses(documents, session);

  const evidence = new EvidenceDiagnostics((code) => pages.published(code));

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
    diagnostics,
    files,
    connectors,
    lenses,
    evidence,
    registerChainCommands(tools),
    registerMailDomainCommands(tools, log),
    registerScriptCommands(tools),
    registerListenCommands({ listening, view: chains, inspector }),
    registerReportCommands(tools, reports),
    registerFileCommands({ session, view: chains, inspector, log }),
    new CertificateEditor(reports).register(),
    registerConnectorCommands(files),
    registerConnectorScripts({ session, judge, files }),
    registerExplainCommands({ session, judge, files, pages }),
    new ConnectorHints(documents, context.extension).register(),
    new EvidenceHints(evidence).register(),
    vscode.commands.registerCommand('chainmail.showLog', () => log.show()),
    vscode.languages.registerCodeLensProvider('*', lenses),
    vscode.languages.registerCodeActionsProvider('*', new QuickFixes(diagnostics, session), QuickFixes.metadata),
    vscode.languages.registerCodeActionsProvider('*', new FixAll(documents), FixAll.metadata),
    session.onDidChange(() => diagnostics.checkAll()),
    diagnostics.onDidChange(() => connectors.refresh()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('chainmail')) {
        judge.forgetStores();
        chains.refresh();
        files.refresh();
        diagnostics.checkAll();
        evidence.checkAll();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => lenses.refresh()),
  );
  diagnostics.checkAll();
  evidence.checkAll();
}
