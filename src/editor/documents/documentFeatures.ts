import * as vscode from 'vscode';
import type { Inspected, Judging } from '../chains/inspected.js';
import type { FindingPages } from '../findingPages.js';
import { registerConnectorCommands } from './connectorCommands.js';
import { ConnectorDiagnostics } from './connectorDiagnostics.js';
import { ConnectorDocuments } from './connectorDocuments.js';
import { ConnectorFiles } from './connectorFiles.js';
import { ConnectorHints } from './connectorHints.js';
import { type CertificateReading, ConnectorJudge } from './connectorJudge.js';
import { registerConnectorScripts } from './connectorScripts.js';
import { ConnectorsView } from './connectorsView.js';
import { EvidenceDiagnostics } from './evidenceDiagnostics.js';
import { EvidenceHints } from './evidenceHints.js';
import { registerExplainCommands } from './explainCommands.js';
import type { ReadLargeLog } from './explainSource.js';
import { FixAll } from './fixAll.js';
import { ConnectorLenses } from './lenses.js';
import { QuickFixes } from './quickFixes.js';

/** What the document features work with. */
export interface DocumentTools {
  readonly extension: vscode.Extension<unknown>;
  readonly pages: FindingPages;
  readonly inspected: Inspected;
  readonly judge: Judging;
  /** What Node can do besides; absent in a browser. */
  readonly node?: NodeTools;
}

/** What needs Node, loaded when it is needed. */
export interface NodeTools {
  readonly certificates: () => Promise<CertificateReading>;
  readonly largeLogs: () => Promise<ReadLargeLog>;
}

/**
 * Registers what works on documents: connectors, bounces, logs and events. It needs neither a socket nor anything of
 * Node, so that the browser has it, too.
 */
export function registerDocumentFeatures(tools: DocumentTools): vscode.Disposable {
  const { extension, pages, inspected, judge, node } = tools;
  const page = (code: string): vscode.Uri => pages.published(code);
  const documents = new ConnectorDocuments();
  const files = new ConnectorFiles(documents);
  const connectorJudge = new ConnectorJudge(inspected, files, node?.certificates);
  const diagnostics = new ConnectorDiagnostics(documents, connectorJudge, page);
  const connectors = new ConnectorsView(files, connectorJudge);
  const lenses = new ConnectorLenses(documents, inspected);
  const evidence = new EvidenceDiagnostics(page);
  const registered = vscode.Disposable.from(
    documents,
    files,
    connectorJudge,
    diagnostics,
    connectors,
    lenses,
    evidence,
    registerConnectorCommands(files),
    registerConnectorScripts({ inspected, judge, files }),
    registerExplainCommands({ inspected, judge, files, pages }, node?.largeLogs),
    new ConnectorHints(documents, extension).register(),
    new EvidenceHints(evidence, inspected).register(),
    vscode.languages.registerCodeLensProvider('*', lenses),
    vscode.languages.registerCodeActionsProvider('*', new QuickFixes(diagnostics, inspected), QuickFixes.metadata),
    vscode.languages.registerCodeActionsProvider('*', new FixAll(documents, connectorJudge), FixAll.metadata),
    diagnostics.onDidChange(() => connectors.refresh()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('chainmail')) {
        files.refresh();
        lenses.refresh();
        diagnostics.checkAll();
        evidence.checkAll();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => lenses.refresh()),
  );
  diagnostics.checkAll();
  evidence.checkAll();
  return registered;
}
