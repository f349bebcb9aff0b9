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

/** What was found, and by connector, so that a later version of the document need not be judged as a whole. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly connectors: readonly Connector[];
  /** What the rules found about each of them, silenced or not. */
  readonly found: readonly (readonly Finding[])[];
  /** What the rules knew of the other connectors, if one asked. */
  readonly expecting: number | undefined;
}

const nothing: readonly Finding[] = [];

/**
 * Judges every connector of a document by every rule of its kind. What the reading found comes first; what a
 * `chainmail-disable-next-line` comment silences is left out.
 */
export function checkConnectors(document: ConnectorDocument, circumstances: Circumstances): readonly Finding[] {
  return judgeConnectors(document, circumstances).findings;
}

/**
 * Judges a document. Findings about connectors that are the same objects as in a judgement `before`, made under the same
 * circumstances, are taken over.
 */
export function judgeConnectors(
  document: ConnectorDocument,
  circumstances: Circumstances,
  before?: Judgement,
): Judgement {
  const { connectors } = document;
  const format = formatOf(document);
  const context = new RuleContext(document, circumstances, format);
  const silenced = new Silenced(document.source, format?.comments);
  const findings = document.findings.filter(
    (each) => !silenced.has(each, silenced.isEmpty ? undefined : around(each, document)),
  );
  const holds = before?.expecting === undefined || before.expecting === context.expectingCertificates();
  const known = before !== undefined && holds ? before : undefined;
  const byKind = new Map<ConnectorKind, readonly Rule[]>();
  const found = connectors.map((connector, i) => {
    const own = (known?.connectors[i] === connector ? known.found[i] : undefined) ?? judge(connector, context, byKind);
    if (own.length > 0) {
      findings.push(...own.filter((each) => !silenced.has(each, connector)));
    }
    return own;
  });
  return { findings, connectors, found, expecting: context.expecting };
}

function judge(
  connector: Connector,
  context: RuleContext,
  byKind: Map<ConnectorKind, readonly Rule[]>,
): readonly Finding[] {
  let own = byKind.get(connector.kind);
  if (own === undefined) {
    own = rules.filter((each) => each.kinds.includes(connector.kind));
    byKind.set(connector.kind, own);
  }
  for (const rule of own) {
    rule.check(connector, context);
  }
  return context.findings.length > 0 ? context.findings.splice(0) : nothing;
}

/** The connector in whose statement something was found while reading. */
function around({ range }: Finding, { connectors }: ConnectorDocument): Connector | undefined {
  const line = range?.start.line ?? -1;
  return connectors.find((each) => each.range.start.line <= line && line <= each.range.end.line);
}
