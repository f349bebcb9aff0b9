// Mistakes of writing that PowerShell takes without complaint, and that cost a connector its parameters.
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../../finding.js';
import type { Command } from '../../powershell/syntax.js';
import type { SourceText } from '../../text/source.js';

/** What is wrong with how a connector's command is written. */
export function scriptMistakes(source: SourceText, command: Command): readonly Finding[] {
  const next = source.text.charAt(command.end);
  if (next !== ';' && next !== ' ' && next !== '\t' && next !== '`') {
    return [];
  }
  return [...splitStatement(source, command), ...brokenContinuation(source, command)];
}

/** `smtp:*;1` without quotes: the semicolon ends the statement, and `1` is another one. */
function splitStatement(source: SourceText, command: Command): readonly Finding[] {
  const last = command.elements.at(-1);
  const behind = /^;\d{1,3}(?=[\s,;)}]|$)/.exec(source.text.slice(command.end, command.end + 10));
  const items = last?.kind === 'array' ? last.items : last?.kind === 'parameter' || last === undefined ? [] : [last];
  const word = items.at(-1);
  if (behind === null || word?.kind !== 'string' || /^['"\u2018-\u201e]/.test(source.text.charAt(word.start))) {
    return [];
  }
  const range = source.range(word.start, command.end + behind[0].length);
  const written = source.slice(range);
  return [
    finding(
      'connector.statement-split',
      l10n.t(
        'The semicolon ends the command here, so that {0} and what follows are lost. Put the value in quotes.',
        behind[0].slice(1),
      ),
      {
        range,
        fixes: [
          { title: l10n.t('Put {0} in quotes', written), edits: [{ range, newText: `'${written}'` }], certain: true },
        ],
      },
    ),
  ];
}

/** A backtick continues the line only as its very last character. */
function brokenContinuation(source: SourceText, command: Command): readonly Finding[] {
  const behind = /^[ \t]*(`[ \t]+)\r?\n[ \t]*[-\u2013-\u2015]\w/.exec(
    source.text.slice(command.end, command.end + 500),
  );
  const [, mark] = behind ?? [];
  if (behind === null || mark === undefined) {
    return [];
  }
  const start = command.end + behind[0].indexOf('`');
  const blanks = source.range(start + 1, start + mark.length);
  return [
    finding(
      'connector.line-continuation',
      l10n.t(
        'Blanks follow the backtick, so that the command ends here and the next line is another one. Remove them.',
      ),
      {
        range: source.range(start, start + mark.length),
        fixes: [
          {
            title: l10n.t('Remove the blanks behind the backtick'),
            edits: [{ range: blanks, newText: '' }],
            certain: true,
          },
        ],
      },
    ),
  ];
}
