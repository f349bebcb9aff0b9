import type { ConnectorKind } from '../connector.js';
import { type Property, propertyTable } from '../properties.js';

// Of every cmdlet; they share the space of abbreviations. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_commonparameters
const common: readonly Property[] = [
  ...['Confirm', 'Debug', 'Verbose', 'WhatIf'].map((name): Property => ({ name, type: 'switch' })),
  ...[
    'ErrorAction',
    'ErrorVariable',
    'InformationAction',
    'InformationVariable',
    'OutBuffer',
    'OutVariable',
    'PipelineVariable',
    'ProgressAction',
    'WarningAction',
    'WarningVariable',
  ].map((name): Property => ({ name, type: 'text' })),
];

const aliases: Readonly<Record<string, string>> = {
  cf: 'Confirm',
  db: 'Debug',
  vb: 'Verbose',
  wi: 'WhatIf',
  ea: 'ErrorAction',
  ev: 'ErrorVariable',
  infa: 'InformationAction',
  iv: 'InformationVariable',
  ob: 'OutBuffer',
  ov: 'OutVariable',
  pv: 'PipelineVariable',
  proga: 'ProgressAction',
  wa: 'WarningAction',
  wv: 'WarningVariable',
};

/** The parameter that a name or an unambiguous beginning of one means. */
export function parameterNamed(kind: ConnectorKind, written: string): Property | undefined {
  const name = (aliases[written.toLowerCase()] ?? written).toLowerCase();
  const table = propertyTable(kind);
  const exact = table.find(name) ?? common.find((each) => each.name.toLowerCase() === name);
  if (exact !== undefined || name === '') {
    return exact;
  }
  const candidates = [...table.properties, ...common].filter((each) => each.name.toLowerCase().startsWith(name));
  return candidates.length === 1 ? candidates[0] : undefined;
}
