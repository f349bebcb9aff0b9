import * as vscode from 'vscode';
import type { SecurityMode } from '../chain/capture.js';
import { readOverrides, type SeverityOverrides } from './severity.js';

/** The user's choices, checked: what a settings file says may be of any type. */
export interface Settings {
  /** Globs of the files that the connectors view lists. */
  readonly connectorFiles: readonly string[];
  /** Names as `loadTrustStore` takes them. */
  readonly trustStores: readonly string[];
  /** Milliseconds for a whole inspection. */
  readonly timeout: number;
  readonly expiryWarningDays: number;
  /** Whether issuers that a server does not send are fetched from the address that its certificate names. */
  readonly fetchMissingIntermediates: boolean;
  readonly severity: SeverityOverrides;
  readonly listen: ListenSettings;
}

/** How to wait for sending servers. */
export interface ListenSettings {
  readonly port: number;
  readonly address: string;
  readonly security: SecurityMode;
  /** After which listening stops. */
  readonly minutes: number;
  /** Paths of PEM files; empty: a certificate is made. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

const storeNames: ReadonlySet<string> = new Set(['microsoft', 'mozilla', 'system']);

/** A path that is not absolute starts at the workspace, as everywhere in settings. */
function trustStoreName(name: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isRelative = !storeNames.has(name) && !/^(?:[/\\\\]|[a-z]:)/i.test(name);
  return isRelative && folder?.scheme === 'file' ? vscode.Uri.joinPath(folder, name).fsPath : name;
}

/** The settings as they are now; defaults stand in package.json. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('chainmail');
  const number = (key: string, minimum: number, maximum: number): number => {
    const value = configuration.get<unknown>(key);
    const fallback = configuration.inspect<number>(key)?.defaultValue ?? minimum;
    return typeof value === 'number' && value >= minimum && value <= maximum ? value : fallback;
  };
  const strings = (key: string): readonly string[] => {
    const value = configuration.get<unknown>(key);
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string' && each !== '') : [];
  };
  const text = (key: string): string => {
    const value = configuration.get<unknown>(key);
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    connectorFiles: strings('connectorFiles'),
    trustStores: strings('trustStores').map(trustStoreName),
    timeout: number('timeout', 1000, 120_000),
    expiryWarningDays: number('expiryWarningDays', 0, 398),
    fetchMissingIntermediates: configuration.get<unknown>('fetchMissingIntermediates') === true,
    listen: {
      port: number('listen.port', 1, 65_535),
      address: text('listen.address') || '127.0.0.1',
      security: text('listen.security') === 'implicit' ? 'implicit' : 'starttls',
      minutes: number('listen.minutes', 1, 120),
      certificateFile: text('listen.certificateFile'),
      keyFile: text('listen.keyFile'),
    },
    severity: readOverrides(configuration.get<unknown>('severity')),
  };
}
