import * as vscode from 'vscode';
import type { Evidence } from '../../evidence/evidence.js';
import type { Inspected } from '../chains/inspected.js';
import { toRange } from '../convert.js';
import { factsToMarkdown } from '../markdown.js';
import { readSettings } from '../settings.js';
import { type EvidenceDiagnostics, evidenceLanguages } from './evidenceDiagnostics.js';
import { newCommand } from './quickFixes.js';

/** What a line of a log, event or bounce means, and what to do about it, where the line stands. */
export class EvidenceHints implements vscode.HoverProvider, vscode.CodeActionProvider {
  constructor(
    private readonly diagnostics: EvidenceDiagnostics,
    private readonly inspected: Inspected,
  ) {}

  /** Begins to offer them. */
  register(): vscode.Disposable {
    const selector = evidenceLanguages.map((language) => ({ language }));
    const metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
    return vscode.Disposable.from(
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerCodeActionsProvider(selector, this, metadata),
    );
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const [evidence] = this.under(document, new vscode.Range(position, position));
    if (!evidence) {
      return undefined;
    }
    const { meaningOf } = await import('../../evidence/meanings.js');
    const { code, certificate, connector, peer, range, summary } = evidence;
    const { meaning, remedy } = meaningOf(code);
    // The problem, which is shown above this where it is not silenced, mostly says it.
    const isSaid = summary.startsWith(meaning) && readSettings().severity.get(code) !== 'off';
    const facts = factsToMarkdown([
      [vscode.l10n.t('Meaning'), isSaid ? '' : meaning],
      [vscode.l10n.t('What to do'), remedy],
      [vscode.l10n.t('Other side'), peer ?? ''],
      [vscode.l10n.t('Connector'), connector ?? ''],
      [vscode.l10n.t('Certificate sent'), certificate?.subject ?? ''],
      [vscode.l10n.t('Thumbprint'), certificate?.thumbprint ?? ''],
    ]);
    const explain = `[${vscode.l10n.t('Explain')}](command:chainmail.explain)`;
    const text = new vscode.MarkdownString(`${facts}\n\n${explain}`);
    // What was read is escaped, so that no other command comes out of it, and this is the only one that may.
    text.isTrusted = { enabledCommands: ['chainmail.explain'] };
    return new vscode.Hover(text, toRange(range));
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const [evidence] = this.under(document, range);
    const place = evidence && toRange(evidence.range);
    const diagnostic = diagnostics.find((each) => each.source === 'Chainmail' && place?.isEqual(each.range));
    if (!evidence || !diagnostic) {
      return [];
    }
    const explain = newCommand(vscode.l10n.t('Explain'), diagnostic, 'chainmail.explain', document.uri);
    return this.inspected.canInspect ? [explain, ...(await inspections(evidence, diagnostic))] : [explain];
  }

  private under(document: vscode.TextDocument, range: vscode.Range): readonly Evidence[] {
    const { evidence = [] } = this.diagnostics.current(document) ?? {};
    return evidence.filter((each) => toRange(each.range).intersection(range));
  }
}

async function inspections(evidence: Evidence, diagnostic: vscode.Diagnostic): Promise<readonly vscode.CodeAction[]> {
  const { evidenceTargets } = await import('./evidenceTargets.js');
  const targets = evidenceTargets(evidence);
  return targets.length === 0
    ? [newCommand(vscode.l10n.t('Inspect Server…'), diagnostic, 'chainmail.inspectServer', undefined)]
    : targets.map((target) =>
        newCommand(vscode.l10n.t('Inspect {0}', target), diagnostic, 'chainmail.inspectServer', target),
      );
}
