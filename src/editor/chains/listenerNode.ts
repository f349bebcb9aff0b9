// The row of a listener, as long as it listens.
import * as l10n from '@vscode/l10n';
import { formatTarget, isLoopback } from '../../net/target.js';
import { escapeMarkdown } from '../../text/markdown.js';
import type { ChainNode } from './chainNode.js';

/** What is known of a listener that listens. */
export interface ListeningState {
  readonly host: string;
  readonly port: number;
  readonly implicit: boolean;
  readonly endsAt: Date;
  /** How many connections came to a result. */
  readonly heard: number;
}

/** Identity of its row; no inspection has it. */
export const listenerRow = 'listener';

/** The row that says where it listens, for how long, and for whom. */
export function listenerNode({ host, port, implicit, endsAt, heard }: ListeningState, now: Date): ChainNode {
  const words = [
    stopsIn(endsAt, now),
    ...(implicit ? [l10n.t('TLS from the start')] : []),
    ...(isLoopback(host) ? [] : [l10n.t('open to other machines')]),
    ...(heard > 0 ? [heard === 1 ? l10n.t('1 call') : l10n.t('{0} calls', heard)] : []),
  ];
  return {
    type: 'listener',
    id: listenerRow,
    inspectionId: listenerRow,
    label: l10n.t('Listening on {0}', formatTarget({ host, port })),
    description: words.join(' · '),
    icon: 'broadcast',
    tooltip: escapeMarkdown(
      l10n.t(
        'Let the affected server deliver a message here. Its certificates are recorded as a row of this view, and the message is refused.',
      ),
    ),
    expanded: false,
    children: [],
  };
}

function stopsIn(endsAt: Date, now: Date): string {
  const minutes = Math.ceil((endsAt.getTime() - now.getTime()) / 60_000);
  return minutes > 1 ? l10n.t('stops in {0} min', minutes) : l10n.t('stops within a minute');
}
