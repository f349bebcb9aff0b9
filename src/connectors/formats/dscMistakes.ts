// What the resources of Microsoft365DSC do not take although the cmdlets do: such a configuration does not compile
// (https://github.com/microsoft/Microsoft365DSC, MSFT_EXOInboundConnector.schema.mof, MSFT_EXOOutboundConnector.schema.mof).
import * as l10n from '@vscode/l10n';
import { type Finding, finding } from '../../finding.js';
import type { ConstantEntry } from '../../powershell/constants.js';
import type { SourceText } from '../../text/source.js';
import type { ConnectorKind } from '../connector.js';

const absent = /^(?:TrustedOrganizations|ClientHostNames)$/i;
const sources = ['Default', 'Migrated', 'HybridWizard'];

/** What is wrong with the properties of a resource. */
export function dscMistakes(
  source: SourceText,
  kind: ConnectorKind,
  entries: readonly ConstantEntry[],
): readonly Finding[] {
  return entries.flatMap(({ key, value }) => {
    const message = kind === 'inbound' && absent.test(key) ? noProperty(key) : wrongSource(key, value);
    return message === undefined
      ? []
      : [finding('connector.dsc-property', message, { range: source.range(value.start, value.end) })];
  });
}

function noProperty(key: string): string {
  return l10n.t(
    'EXOInboundConnector has no property {0}: the configuration does not compile. Set it with Set-InboundConnector.',
    key,
  );
}

/** Exports of live connectors also have AdminUI, which the resources' schema lacks. */
function wrongSource(key: string, value: ConstantEntry['value']): string | undefined {
  const wrong =
    /^ConnectorSource$/i.test(key) &&
    value.kind === 'text' &&
    !sources.some((each) => each.toLowerCase() === value.value.toLowerCase());
  return wrong
    ? l10n.t(
        'ConnectorSource is Default, Migrated or HybridWizard in Microsoft365DSC, not {0}: the configuration does not compile. Leave it out.',
        value.value,
      )
    : undefined;
}
