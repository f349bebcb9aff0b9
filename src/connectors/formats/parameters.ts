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

const found: Readonly<Record<ConnectorKind, Map<string, Property | undefined>>> = {
  inbound: new Map(),
  outbound: new Map(),
  send: new Map(),
  receive: new Map(),
};

/** The parameter that a name or an unambiguous beginning of one means. */
export function parameterNamed(kind: ConnectorKind, written: string): Property | undefined {
  const known = found[kind];
  if (known.has(written)) {
    return known.get(written);
  }
  const property = search(kind, written.toLowerCase());
  if (known.size < 1000) {
    known.set(written, property);
  }
  return property;
}

/** Whether a name is the beginning of several parameters, as while somebody types it: PowerShell runs no such command. */
export function isAmbiguous(kind: ConnectorKind, written: string): boolean {
  const name = written.toLowerCase();
  return (
    parameterNamed(kind, written) === undefined &&
    [...propertyTable(kind).properties, ...common].some((each) => each.name.toLowerCase().startsWith(name))
  );
}

function search(kind: ConnectorKind, written: string): Property | undefined {
  const name = (aliases[written] ?? written).toLowerCase();
  const all = [...propertyTable(kind).properties, ...common];
  const exact = all.find((each) => each.name.toLowerCase() === name);
  if (exact !== undefined || name === '') {
    return exact;
  }
  const candidates = all.filter((each) => each.name.toLowerCase().startsWith(name));
  return candidates.length === 1 ? candidates[0] : undefined;
}
