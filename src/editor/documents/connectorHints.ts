import * as vscode from 'vscode';
import { type Completion, completionsAt, hintAt, type PropertyHint } from '../../connectors/hints.js';
import type { Property } from '../../connectors/properties.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { SourceText } from '../../text/source.js';
import { toRange } from '../convert.js';
import { factsToMarkdown } from '../markdown.js';
import type { ConnectorDocuments } from './connectorDocuments.js';

/** An entry of the manifest's jsonValidation. */
interface SchemaEntry {
  readonly fileMatch: string | readonly string[];
}

/** What a connector's property means where it stands, and what may be typed in a connector cmdlet. */
export class ConnectorHints implements vscode.HoverProvider, vscode.CompletionItemProvider {
  /** Files for which the editor's own JSON support shows the schema's words: they are not said twice. */
  private readonly schemaFiles: readonly string[];

  constructor(
    private readonly documents: ConnectorDocuments,
    { packageJSON }: vscode.Extension<unknown>,
  ) {
    const manifest: { readonly contributes?: { readonly jsonValidation?: readonly SchemaEntry[] } } = packageJSON;
    this.schemaFiles = (manifest.contributes?.jsonValidation ?? []).flatMap(({ fileMatch }) => fileMatch);
  }

  /** Begins to offer them. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.languages.registerHoverProvider('*', this),
      vscode.languages.registerCompletionItemProvider('powershell', this, '-', ' ', ':'),
    );
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const connectors = this.documents.read(document);
    if (!connectors || this.hasSchema(document)) {
      return undefined;
    }
    const hint = hintAt(connectors, document.offsetAt(position));
    return hint && new vscode.Hover(wordsOf(hint), toRange(hint.range));
  }

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    return completionsAt(new SourceText(document.getText()), document.offsetAt(position)).map(itemOf);
  }

  private hasSchema(document: vscode.TextDocument): boolean {
    const isJson = document.languageId === 'json' || document.languageId === 'jsonc';
    return (
      isJson && this.schemaFiles.some((pattern) => vscode.languages.match({ pattern: `**/${pattern}` }, document) > 0)
    );
  }
}

function wordsOf({ property, meaning = '', source }: PropertyHint): vscode.MarkdownString {
  const facts = factsToMarkdown([
    [vscode.l10n.t('Values'), legalValues(property)],
    [vscode.l10n.t('Default'), property.default === undefined ? '' : String(property.default)],
  ]);
  const title = `**${property.name}** ${escapeMarkdown(meaning)}`;
  return new vscode.MarkdownString(
    [title, facts, `[${vscode.l10n.t('Reference')}](${source})`].filter(Boolean).join('\n\n'),
  );
}

function legalValues({ type, values }: Property): string {
  const legal = values?.map((each) => each || vscode.l10n.t('empty'));
  return legal?.join(', ') ?? (type === 'boolean' ? 'true, false' : '');
}

function itemOf({ text, kind, range, meaning }: Completion): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    text,
    kind === 'parameter' ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.EnumMember,
  );
  item.range = toRange(range);
  // The editor takes a word to begin behind the dash or the dollar sign.
  item.filterText = text;
  if (meaning !== undefined) {
    item.documentation = meaning;
  }
  return item;
}
