import * as vscode from 'vscode';
import type { CaptureResult } from '../../chain/capture.js';
import { formatTarget, smtpPort } from '../../net/target.js';
import { requireTrust, showProblem } from '../problem.js';
import { readSettings } from '../settings.js';
import { type ChainTools, chosen } from './chainCommands.js';
import { type InspectionTarget, targetId } from './inspections.js';

/** Registers what inspects more than one server, or a server more than once. */
export function registerMailDomainCommands(tools: ChainTools, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('chainmail.inspectMailDomain', (argument: unknown) =>
      inspectMailDomain(tools, log, argument),
    ),
    vscode.commands.registerCommand('chainmail.inspectBothCertificates', async (argument: unknown) => {
      const row = await chosen(tools, argument, ({ target }) => target !== undefined);
      if (row?.target) {
        await inspectBoth(tools, row.target);
      }
    }),
  );
}

/** Inspects the servers that take mail for a domain, in the order in which senders try them. */
async function inspectMailDomain(
  { inspector }: ChainTools,
  log: vscode.LogOutputChannel,
  argument: unknown,
): Promise<void> {
  if (!(await requireTrust())) {
    return;
  }
  const typed = typeof argument === 'string' ? argument : await askDomain();
  if (typed === undefined) {
    return;
  }
  // Who pastes a mail address means its domain.
  const domain = typed.slice(typed.lastIndexOf('@') + 1);
  const { mailHosts, maximumMailHosts } = await import('../../net/mx.js');
  const found = await vscode.window.withProgress({ location: { viewId: 'chainmail.chains' } }, () =>
    mailHosts(domain, { timeout: readSettings().timeout }),
  );
  if (!found.ok) {
    void showProblem(found.reason);
    return;
  }
  log.info(`${domain}: ${found.hosts.join(', ')}`);
  // Each row comes to the top: the last one is begun first.
  const targets = found.hosts
    .slice(0, maximumMailHosts)
    .map((host) => ({ host, port: smtpPort, security: 'auto' }) as const);
  const running = targets.toReversed().map((target) => inspector.inspect(target, { quiet: true, first: true }));
  const failed = (await Promise.all(running)).filter(isFailure).length;
  if (failed > 0) {
    // Not awaited: the command has done its work, however long the notification stays.
    void showProblem(
      vscode.l10n.t(
        '{0} of {1} mail hosts of {2} could not be inspected. Their rows say why.',
        failed,
        targets.length,
        domain,
      ),
      { title: vscode.l10n.t('Show Log'), run: () => log.show() },
    );
  }
}

function askDomain(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Inspect Mail Domain'),
    prompt: vscode.l10n.t('The servers that take mail for this domain are looked up in DNS and inspected'),
    placeHolder: 'contoso.com',
  });
}

function isFailure(results: readonly CaptureResult[]): boolean {
  return results.some((each) => !each.ok && each.failure.code !== 'cancelled');
}

/** A server may have a certificate for each kind of key, and its chains may differ. */
async function inspectBoth({ inspector, session }: ChainTools, target: InspectionTarget): Promise<void> {
  const both = (['rsa', 'ecdsa'] as const).map((signature) => ({ ...target, signature }));
  const outcomes = await Promise.all(
    both.map(async (each) => ({ target: each, results: await inspector.inspect(each, { quiet: true }) })),
  );
  const refused = outcomes.filter(({ results }) => isFailure(results));
  const [lacking] = refused;
  if (!lacking) {
    return;
  }
  const [failed] = lacking.results.flatMap((each) => (each.ok ? [] : [each.failure]));
  if (refused.length === both.length || failed?.stage !== 'tls') {
    void showProblem(failed?.message ?? '');
    return;
  }
  // Only a server without such a certificate ends the handshake with the one and completes it with the other.
  session.remove(targetId(lacking.target));
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} has no {1} certificate beside the other.',
      formatTarget(target),
      lacking.target.signature.toUpperCase(),
    ),
  );
}
