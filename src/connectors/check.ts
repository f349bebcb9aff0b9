import type { Finding } from '../finding.js';
import type { Connector, ConnectorKind } from './connector.js';
import { formatOf } from './document.js';
import type { ConnectorDocument } from './format.js';
import { exchangeOnlineRules } from './rules/exchangeOnline.js';
import { exchangeServerRules } from './rules/exchangeServer.js';
import { otherServerRules } from './rules/otherServers.js';
import { requiredParameter } from './rules/requiredParameters.js';
import { type Circumstances, type Rule, RuleContext } from './rules/rule.js';
import { smartHostRules } from './rules/smartHosts.js';
import { Silenced } from './silenced.js';

export type { Circumstances } from './rules/rule.js';

/** Every rule about connectors, in the order in which they are applied. */
export const rules: readonly Rule[] = [
  requiredParameter,
  ...exchangeServerRules,
  ...smartHostRules,
  ...exchangeOnlineRules,
  ...otherServerRules,
];

/**
 * Judges every connector of a document by every rule of its kind. What the reading found comes first; what a
 * `chainmail-disable-next-line` comment silences is left out.
 */
export function checkConnectors(document: ConnectorDocument, circumstances: Circumstances): readonly Finding[] {
  const format = formatOf(document);
  const context = new RuleContext(document, circumstances, format);
  const byKind = new Map<ConnectorKind, readonly Rule[]>();
  const silenced = new Silenced(document.source, format?.comments);
  const kept = document.findings.filter(
    (each) => !silenced.has(each, silenced.isEmpty ? undefined : around(each, document)),
  );
  for (const connector of document.connectors) {
    let own = byKind.get(connector.kind);
    if (own === undefined) {
      own = rules.filter((each) => each.kinds.includes(connector.kind));
      byKind.set(connector.kind, own);
    }
    for (const rule of own) {
      rule.check(connector, context);
    }
    if (context.findings.length > 0) {
      kept.push(...context.findings.splice(0).filter((found) => !silenced.has(found, connector)));
    }
  }
  return kept;
}

/** The connector in whose statement something was found while reading. */
function around({ range }: Finding, { connectors }: ConnectorDocument): Connector | undefined {
  const line = range?.start.line ?? -1;
  return connectors.find((each) => each.range.start.line <= line && line <= each.range.end.line);
}
