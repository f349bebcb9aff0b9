import * as l10n from '@vscode/l10n';
import type { Connector } from '../../connectors/connector.js';
import type { ConnectorDocument } from '../../connectors/document.js';
import type { Finding } from '../../finding.js';
import { bySeverity, countText } from '../../report/summary.js';
import { printable } from '../../text/printable.js';
import type { Range } from '../../text/source.js';
import { hasScript } from './connectorAnswers.js';
import { holderOf, placeOf } from './connectorPlaces.js';
import { connectorTargets } from './connectorTargets.js';

/** A connector of the workspace, as the connectors view shows it. */
export interface ConnectorRow {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly range: Range;
  /** The servers to inspect for it, as far as it names any. */
  readonly targets: readonly string[];
  /** Whether a script can make or change it. */
  readonly hasScript: boolean;
}

/** A file of connectors, as the connectors view shows it. */
export interface ConnectorFileRow {
  readonly description: string;
  readonly connectors: readonly ConnectorRow[];
}

/** What the view shows of one document. */
export function connectorFileRow({ connectors }: ConnectorDocument, findings: readonly Finding[]): ConnectorFileRow {
  const own = findingsByConnector(connectors, findings);
  return {
    description: countText(findings) || l10n.t('no problem found'),
    connectors: connectors.map((each) => connectorRow(each, own.get(each) ?? [])),
  };
}

/** Each finding with the connector that it concerns. */
function findingsByConnector(
  connectors: readonly Connector[],
  findings: readonly Finding[],
): ReadonlyMap<Connector, readonly Finding[]> {
  const places = connectors.map(placeOf);
  const own = new Map<Connector, Finding[]>();
  for (const each of findings) {
    const holder = each.range && holderOf(each.range.start, places);
    if (holder) {
      own.set(holder, [...(own.get(holder) ?? []), each]);
    }
  }
  return own;
}

function connectorRow(connector: Connector, own: readonly Finding[]): ConnectorRow {
  const { identity, range } = connector;
  const worst = bySeverity(own)[0]?.severity;
  return {
    label: printable(identity.value, 200) || l10n.t('(no name)'),
    description: [...(own.length > 0 ? [countText(own)] : []), kindWords(connector)].join(' · '),
    icon: worst === undefined ? 'plug' : worst === 'information' ? 'info' : worst,
    range,
    targets: connectorTargets(connector),
    hasScript: hasScript(connector),
  };
}

function kindWords({ kind, platform }: Connector): string {
  switch (kind) {
    case 'send':
      return platform === 'ExchangeServer' ? l10n.t('Send connector') : l10n.t('{0} as sender', platform);
    case 'receive':
      return l10n.t('Receive connector');
    case 'inbound':
      return l10n.t('Inbound connector');
    case 'outbound':
      return l10n.t('Outbound connector');
  }
}
