import * as vscode from 'vscode';
import type { Connector } from '../../connectors/connector.js';
import { connectorRequest } from '../../connectors/connectorRequest.js';
import { inspectionLabel } from '../chains/chainTree.js';
import type { Inspected, Judging } from '../chains/inspected.js';
import { isCaptured } from '../chains/inspections.js';
import { showScript } from '../chains/scripts.js';
import { type ConnectorAnswers, hasScript, presentedBy, requestOf } from './connectorAnswers.js';
import type { ConnectorFiles } from './connectorFiles.js';
import { askConnector, type Proposals } from './connectorForm.js';
import type { ConnectorNode } from './connectorsView.js';

/** A connector of a document, as rows, lenses and quick fixes pass it on. */
export interface ConnectorPlace {
  readonly uri: vscode.Uri;
  /** Line and character where it begins. */
  readonly start: { readonly line: number; readonly character: number };
}

/** What the command works on. */
export interface ConnectorScriptTools {
  readonly inspected: Inspected;
  readonly judge: Judging;
  readonly files: ConnectorFiles;
}

/**
 * Registers "Generate Connector Script": at once for a connector of a document that says enough, else by a form that is
 * filled in with what is known.
 */
export function registerConnectorScripts(tools: ConnectorScriptTools): vscode.Disposable {
  return vscode.commands.registerCommand('chainmail.generateConnectorScript', async (argument: unknown) => {
    const place = placeOf(argument);
    const connector = place && (await findConnector(place, tools));
    const proposals = await gatherProposals(tools);
    const request = (connector && stated(connector, proposals)) ?? (await asked(connector, proposals));
    if (request) {
      const { connectorScript } = await import('../../powershell/scripts/connectorScript.js');
      await showScript(connectorScript(request));
    }
  });
}

/** A row of the connectors view, or a place: callers may pass anything. */
function placeOf(argument: unknown): ConnectorPlace | undefined {
  if (isNode(argument)) {
    return argument.type === 'connector' ? { uri: argument.uri, start: argument.row.range.start } : undefined;
  }
  return isPlace(argument) ? argument : undefined;
}

function isNode(argument: unknown): argument is ConnectorNode {
  return typeof argument === 'object' && argument !== null && 'type' in argument && 'uri' in argument;
}

function isPlace(argument: unknown): argument is ConnectorPlace {
  return typeof argument === 'object' && argument !== null && 'uri' in argument && 'start' in argument;
}

async function findConnector(
  { uri, start }: ConnectorPlace,
  { files }: ConnectorScriptTools,
): Promise<Connector | undefined> {
  const file = (await files.all()).find((each) => each.uri.toString() === uri.toString());
  return file?.connectors.connectors.find(
    ({ range }) => range.start.line === start.line && range.start.character === start.character,
  );
}

async function gatherProposals({ inspected, judge, files }: ConnectorScriptTools): Promise<Proposals> {
  const leaves = await Promise.all(
    inspected.inspections.filter(isCaptured).map(async (row) => {
      const { leaf } = await judge.analyze(row.capture);
      return leaf ? [{ certificate: leaf, from: inspectionLabel(row) }] : [];
    }),
  );
  const connectors = (await files.all()).flatMap((file) => file.connectors.connectors).filter(hasScript);
  const unique = new Map(leaves.flat().map((each) => [each.certificate.sha256, each]));
  return {
    certificates: [...unique.values()],
    names: (kind) => [
      ...new Set(connectors.filter((each) => each.kind === kind).map(({ identity }) => identity.value)),
    ],
  };
}

function stated(connector: Connector, { certificates }: Proposals) {
  const known = certificates.map(({ certificate }) => certificate);
  return connectorRequest(connector, presentedBy(connector, known)?.thumbprint);
}

async function asked(connector: Connector | undefined, proposals: Proposals) {
  const answers = await askConnector(connector ? answersOf(connector) : {}, proposals);
  return answers && requestOf(answers);
}

function answersOf({ kind, partial, identity }: Connector): ConnectorAnswers {
  return kind === 'inbound' || kind === 'send' ? { kind, action: partial ? 'set' : 'new', name: identity.value } : {};
}
