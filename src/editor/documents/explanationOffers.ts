import * as vscode from 'vscode';
import type { Capture } from '../../chain/capture.js';
import type { Connector } from '../../connectors/connector.js';
import type { Cause, CauseAction } from '../../evidence/causes.js';
import { formatTarget, smtpPort } from '../../net/target.js';
import type { Inspected, Judging } from '../chains/inspected.js';
import { type CapturedInspection, isCaptured } from '../chains/inspections.js';
import { showScript, writeScript } from '../chains/scripts.js';
import { toRange } from '../convert.js';
import { hasScript } from './connectorAnswers.js';

/** A button under a cause. */
export interface Offer {
  /** Unique under its cause: together with the cause's code it is all that the page knows of the offer. */
  readonly kind: CauseAction['kind'] | 'showChain' | 'connectorScript';
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

/** What the offers work on. */
export interface OfferTools {
  readonly inspected: Inspected;
  readonly judge: Judging;
  /** Servers to propose where one is asked for, `host:port`. */
  readonly targets: readonly string[];
  /** The files that the connectors come from. */
  readonly files: ReadonlyMap<Connector, vscode.Uri>;
}

/** What cannot be offered where there is no network. */
const needsNetwork: ReadonlySet<Offer['kind']> = new Set(['inspect', 'listen']);

/** What can be done about a cause, the most useful first. */
export function offersOf(cause: Cause, tools: OfferTools): readonly Offer[] {
  const offers = cause.actions.flatMap((action) => offerOf(action, tools));
  const row = cause.capture && rowOf(cause.capture, tools);
  if (row) {
    // What a server shows to those who call is not yet what it sends.
    if (cause.likelihood !== 'certain' && row.capture.origin.kind === 'server') {
      offers.push(listening());
    }
    offers.push(command('showChain', vscode.l10n.t('Show Chain'), 'chainmail.showReport', row.id));
  }
  const uri = cause.connector && tools.files.get(cause.connector);
  if (cause.connector && uri && hasScript(cause.connector)) {
    const place = { uri, start: cause.connector.range.start };
    const title = vscode.l10n.t('Generate Connector Script');
    offers.push(command('connectorScript', title, 'chainmail.generateConnectorScript', place));
  }
  return offers
    .filter(({ kind }) => !(tools.inspected.unreachable && needsNetwork.has(kind)))
    .filter(({ kind }, index, all) => all.findIndex((each) => each.kind === kind) === index);
}

function offerOf(action: CauseAction, tools: OfferTools): readonly Offer[] {
  switch (action.kind) {
    case 'inspect':
      return [inspection(action, tools)];
    case 'listen':
      return [listening()];
    case 'generateScripts': {
      const row = rowOf(action.capture, tools);
      const title = vscode.l10n.t('Generate Scripts');
      return row ? [command(action.kind, title, 'chainmail.generateFixScripts', row.id)] : [];
    }
    case 'export':
      return [
        {
          kind: action.kind,
          title: vscode.l10n.t('Generate Export Script'),
          run: () => exportFor(action.thumbprint, tools),
        },
      ];
    case 'openConnector': {
      const { connector } = action;
      const uri = tools.files.get(connector);
      const options = { selection: toRange(connector.range) };
      return uri ? [command(action.kind, vscode.l10n.t('Open Connector'), 'vscode.open', uri, options)] : [];
    }
  }
}

function listening(): Offer {
  return command('listen', vscode.l10n.t('Listen for the Server'), 'chainmail.listen');
}

/** The user says which server: what was read may name any. */
function inspection({ host, port }: Extract<CauseAction, { kind: 'inspect' }>, { targets }: OfferTools): Offer {
  const own = host === undefined ? [] : [formatTarget({ host, port: port ?? smtpPort })];
  const proposed = { targets: [...new Set([...own, ...targets])] };
  return command('inspect', vscode.l10n.t('Inspect Server…'), 'chainmail.inspectServer', proposed);
}

function command(kind: Offer['kind'], title: string, name: string, ...args: readonly unknown[]): Offer {
  return { kind, title, run: async () => vscode.commands.executeCommand(name, ...args) };
}

/** The script finds the certificate on the server by itself; where it was inspected, the script names it. */
async function exportFor(thumbprint: string | undefined, { inspected, judge }: OfferTools): Promise<void> {
  for (const row of inspected.inspections.filter(isCaptured)) {
    const { leaf } = await judge.analyze(row.capture);
    if (thumbprint !== undefined && leaf?.thumbprint === thumbprint) {
      await vscode.commands.executeCommand('chainmail.generateExportScript', row.id);
      return;
    }
  }
  await showScript(await writeScript('export', { intermediates: [], unknownIssuers: [] }));
}

function rowOf(capture: Capture, { inspected }: OfferTools): CapturedInspection | undefined {
  return inspected.inspections.filter(isCaptured).find((row) => row.capture === capture);
}
