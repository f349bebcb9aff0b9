import * as vscode from 'vscode';
import type { Connector } from '../../connectors/connector.js';
import type { JudgedCapture } from '../../evidence/causes.js';
import { type CauseQuestion, chainVerdict, rankCauses } from '../../evidence/causes.js';
import type { Evidence } from '../../evidence/evidence.js';
import { redactEvidence } from '../../evidence/redact.js';
import type { Explanation } from '../../report/explanation.js';
import { type ExplanationLinks, explanationHtml } from '../../report/explanationHtml.js';
import { explanationMarkdown } from '../../report/explanationMarkdown.js';
import type { Inspected, Judging } from '../chains/inspected.js';
import { isCaptured } from '../chains/inspections.js';
import type { FindingPages } from '../findingPages.js';
import type { ConnectorFiles } from './connectorFiles.js';
import { connectorTargets } from './connectorTargets.js';
import { evidenceTargets } from './evidenceTargets.js';
import type { ExplainSource } from './explainSource.js';
import { type OfferTools, offersOf } from './explanationOffers.js';

/** What explanations join with what was read. */
export interface ExplainTools {
  readonly inspected: Inspected;
  readonly judge: Judging;
  readonly files: ConnectorFiles;
  readonly pages: FindingPages;
}

/** The view type of the panels; a menu is bound to it. */
const panelType = 'chainmail.explanation';

/** The only command that a page may run. */
export const followCommand = 'chainmail.followExplanation';

// Connectors may name hundreds of servers.
const maximumTargets = 8;

interface Page {
  readonly id: string;
  readonly nonce: string;
  source: ExplainSource;
  /** As of the last rendering. */
  known: Known;
}

interface Known extends OfferTools {
  readonly question: CauseQuestion;
}

/** The pages that explain; each follows what is inspected and what the connectors say. */
export class ExplanationPages implements vscode.Disposable {
  private readonly pages = new Map<vscode.WebviewPanel, Page>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(private readonly tools: ExplainTools) {
    this.subscriptions = [tools.judge.onDidForget(() => this.refresh()), tools.files.onDidChange(() => this.refresh())];
  }

  /** Opens the explanation of a source, or renews the page that it has. */
  async show(source: ExplainSource): Promise<void> {
    const known = await this.gather(source);
    const open = [...this.pages].find(([, page]) => samePlace(page.source, source));
    if (open) {
      const [panel, page] = open;
      page.source = source;
      panel.reveal();
      await this.render(panel);
      return;
    }
    const beside = source.uri && source.uri.toString() === vscode.window.activeTextEditor?.document.uri.toString();
    const panel = vscode.window.createWebviewPanel(
      panelType,
      vscode.l10n.t('Explanation of {0}', source.name),
      beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
      { enableScripts: false, localResourceRoots: [], enableCommandUris: [followCommand], enableFindWidget: true },
    );
    this.pages.set(panel, { id: crypto.randomUUID(), nonce: crypto.randomUUID(), source, known });
    panel.onDidDispose(() => this.pages.delete(panel));
    // Connectors may have been edited meanwhile.
    panel.onDidChangeViewState(() => panel.visible && this.render(panel));
    await this.render(panel);
  }

  /** Follows a link of a page: a line, the page about a cause, or an offer. What the page no longer shows is ignored. */
  async follow([id, what, ...rest]: readonly unknown[]): Promise<void> {
    const page = [...this.pages.values()].find((each) => each.id === id);
    const { question } = page?.known ?? {};
    const [first, kind] = rest;
    if (!page || !question) {
      return;
    }
    if (what === 'line' && typeof first === 'number') {
      await showLine(page.source, first);
      return;
    }
    const cause = rankCauses(question).find(({ code }) => code === first);
    if (cause && what === 'meaning') {
      await this.tools.pages.show(cause.code);
    } else if (cause && what === 'offer') {
      await offersOf(cause, page.known)
        .find((each) => each.kind === kind)
        ?.run();
    }
  }

  /** The page in front as Markdown without what is personal; `undefined` when none is in front. */
  get activeMarkdown(): string | undefined {
    const page = [...this.pages].find(([panel]) => panel.active)?.[1];
    return page && explanationMarkdown(explain(page, page.known.question.evidence.map(redactEvidence)));
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private refresh(): void {
    for (const panel of this.pages.keys()) {
      void this.render(panel);
    }
  }

  private async render(panel: vscode.WebviewPanel): Promise<void> {
    const page = this.pages.get(panel);
    const source = page?.source;
    if (!page || !source) {
      return;
    }
    const known = await this.gather(source);
    // Meanwhile the panel may have been closed or given another text.
    if (!this.pages.has(panel) || page.source !== source) {
      return;
    }
    page.known = known;
    const html = explanationHtml(explain(page, known.question.evidence), linksOf(page), { nonce: page.nonce });
    // The same text again would lose the place that the reader has scrolled to.
    if (panel.webview.html !== html) {
      panel.webview.html = html;
    }
  }

  private async gather({ document: { evidence } }: ExplainSource): Promise<Known> {
    const { inspected, judge, files } = this.tools;
    const captures = await Promise.all(
      inspected.inspections
        .filter(isCaptured)
        .map(async ({ capture }): Promise<JudgedCapture> => ({ capture, analysis: await judge.analyze(capture) })),
    );
    const places = new Map<Connector, vscode.Uri>();
    for (const { uri, connectors } of await files.all()) {
      for (const each of connectors.connectors) {
        places.set(each, uri);
      }
    }
    const connectors = [...places.keys()];
    const targets = [...evidence.flatMap(evidenceTargets), ...connectors.flatMap(connectorTargets)];
    return {
      question: { evidence, captures, connectors, now: new Date() },
      inspected,
      judge,
      files: places,
      targets: [...new Set(targets)].slice(0, maximumTargets),
    };
  }
}

function explain({ source, known }: Page, evidence: readonly Evidence[]): Explanation {
  const question = { ...known.question, evidence };
  return {
    name: source.name,
    document: { ...source.document, evidence },
    causes: rankCauses(question),
    verdict: chainVerdict(question),
  };
}

/** Addresses that run a command; their arguments are numbers and words of this program. */
function linksOf({ id, source, known }: Page): ExplanationLinks {
  const address = (...rest: readonly (string | number)[]): string =>
    `command:${followCommand}?${encodeURIComponent(JSON.stringify([id, ...rest]))}`;
  return {
    line: (line) => (source.uri ? address('line', line) : undefined),
    meaning: ({ code }) => address('meaning', code),
    offers: (cause) =>
      offersOf(cause, known).map(({ kind, title }) => ({ title, address: address('offer', cause.code, kind) })),
    ...(known.inspected.unreachable ? { note: known.inspected.unreachable } : {}),
  };
}

function samePlace(one: ExplainSource, other: ExplainSource): boolean {
  return one.uri?.toString() === other.uri?.toString();
}

async function showLine({ uri }: ExplainSource, line: number): Promise<void> {
  if (uri) {
    const selection = new vscode.Range(line, 0, line, 0);
    // Where it is open already, it is shown there, not over the explanation.
    const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.commands.executeCommand('vscode.open', uri, { selection, viewColumn });
  }
}
