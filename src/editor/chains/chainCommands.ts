import * as vscode from 'vscode';
import { parseTarget, type Target } from '../../net/target.js';
import type { Certificate } from '../../x509/certificate.js';
import type { FindingPages } from '../findingPages.js';
import { requireTrust, showProblem } from '../problem.js';
import { askTarget, type RememberedHosts } from './askTarget.js';
import { copyPem, copyThumbprint, saveCertificate } from './certificateActions.js';
import type { ChainNode } from './chainNode.js';
import { headline, inspectionLabel } from './chainTree.js';
import { type CapturedInspection, type Inspection, isCaptured, rowsOf } from './inspections.js';
import type { Inspector } from './inspector.js';
import type { Judge } from './judge.js';
import type { Session } from './session.js';

/** What the commands work on. */
export interface ChainTools {
  readonly session: Session;
  readonly judge: Judge;
  readonly inspector: Inspector;
  readonly hosts: RememberedHosts;
  readonly pages: FindingPages;
}

/** Registers the commands of the chains view and its rows. From the palette they ask what a row would tell them. */
export function registerChainCommands(tools: ChainTools): vscode.Disposable {
  const { session, inspector, pages } = tools;
  const certificate = (action: (certificate: Certificate) => Promise<void>) => async (argument: unknown) => {
    if (isNode(argument) && argument.certificate) {
      await action(argument.certificate);
    }
  };
  const commands: Readonly<Record<string, (argument: unknown, selection: unknown) => unknown>> = {
    inspectServer: (argument) => inspectServer(tools, argument),
    inspectAgain: async (argument) => {
      const row = await chosen(tools, argument, ({ target }) => target !== undefined);
      if (row?.target) {
        await inspector.inspect(row.target);
      }
    },
    cancelInspection: (argument) => isNode(argument) && inspector.cancel(argument.inspectionId),
    fetchMissing: async (argument) => {
      const row = await captured(tools, argument);
      if (row && (await requireTrust())) {
        const reason = await inspector.fetchMissing(row.capture);
        if (reason !== undefined) {
          await showProblem(reason);
        }
      }
    },
    remove: async (argument, selection) => {
      const selected = selectedIds(selection);
      const row = selected.length > 1 ? undefined : await chosen(tools, argument, () => true);
      for (const id of row ? [row.id] : selected) {
        inspector.cancel(id);
        session.remove(id);
      }
    },
    showFinding: (argument) => isNode(argument) && argument.code && pages.show(argument.code),
    copyPem: certificate(copyPem),
    copyThumbprint: certificate(copyThumbprint),
    saveCertificate: certificate(saveCertificate),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`chainmail.${name}`, run)),
  );
}

/** The inspections of the rows that are selected together, which a view's command gets as its second argument. */
export function selectedIds(selection: unknown): readonly string[] {
  const nodes = Array.isArray(selection) ? selection.filter(isNode) : [];
  return [...new Set(nodes.map(({ inspectionId }) => inspectionId))];
}

function isNode(argument: unknown): argument is ChainNode {
  return typeof argument === 'object' && argument !== null && 'inspectionId' in argument && 'children' in argument;
}

/** Inspects the server that the caller names as `host:port`, else one that the user picks, of those proposed or not. */
async function inspectServer({ hosts, inspector }: ChainTools, argument: unknown): Promise<Target | undefined> {
  if (!(await requireTrust())) {
    return undefined;
  }
  const target =
    typeof argument === 'string' ? await readTarget(argument) : await askTarget(hosts, namedTargets(argument));
  if (target) {
    hosts.add(target);
    await inspector.inspect({ ...target, security: 'auto' });
  }
  return target;
}

async function readTarget(text: string): Promise<Target | undefined> {
  const parsed = parseTarget(text);
  if (parsed.ok) {
    return parsed.target;
  }
  await showProblem(parsed.reason);
  return undefined;
}

/** The row with a chain that a command is meant for; where there is none yet, a server is inspected first. */
export async function captured(tools: ChainTools, argument: unknown): Promise<CapturedInspection | undefined> {
  const targets = namedTargets(argument);
  const known = tools.session.inspections.filter(isCaptured).find((each) => targets.includes(inspectionLabel(each)));
  if (known) {
    return known;
  }
  const asks = rowId(argument) === undefined && !tools.session.inspections.some(isCaptured);
  const row =
    targets.length > 0 || asks ? await inspectFirst(tools, targets) : await chosen(tools, argument, isCaptured);
  return row && isCaptured(row) ? row : undefined;
}

async function inspectFirst(tools: ChainTools, targets: readonly string[]): Promise<Inspection | undefined> {
  const placeHolder = vscode.l10n.t('Which server is to be inspected?');
  const choice = targets.length > 1 ? await vscode.window.showQuickPick([...targets], { placeHolder }) : targets[0];
  if (choice === undefined && targets.length > 0) {
    return undefined;
  }
  const target = await inspectServer(tools, choice);
  return target && rowsOf(tools.session.inspections, { ...target, security: 'auto' }).find(isCaptured);
}

/** Lenses and rows of connectors, and explanations, name the servers in question: `{ targets: ['host:port'] }`. */
function namedTargets(argument: unknown): readonly string[] {
  const targets = typeof argument === 'object' && argument !== null && 'targets' in argument ? argument.targets : [];
  return Array.isArray(targets) ? targets.filter((each): each is string => typeof each === 'string') : [];
}

/** Whether a command came from a row, a lens or a caller that names one: else it has to find out. */
export function isRowArgument(argument: unknown): boolean {
  return rowId(argument) !== undefined;
}

/** The identity of the inspection that a tree node or a lens passes. */
function rowId(argument: unknown): string | undefined {
  const id = isNode(argument) ? argument.inspectionId : argument;
  return typeof id === 'string' ? id : undefined;
}

/** The row of a tree node or of an inspection's identity; else the user picks one of those that qualify. */
export async function chosen(
  { session, judge }: ChainTools,
  argument: unknown,
  qualifies: (row: Inspection) => boolean,
): Promise<Inspection | undefined> {
  const id = rowId(argument);
  if (id !== undefined) {
    return session.find(id);
  }
  const rows = session.inspections.filter(qualifies);
  if (rows.length === 1) {
    return rows[0];
  }
  const items = await Promise.all(
    rows.map(async (row) => ({
      label: inspectionLabel(row),
      description: row.capture ? headline(await judge.analyze(row.capture)).words : vscode.l10n.t('not reached'),
      row,
    })),
  );
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which server?') });
  return picked?.row;
}
