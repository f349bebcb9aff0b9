import * as l10n from '@vscode/l10n';
import type { TlsVersion } from '../chain/capture.js';
import type { ProbeOptions, ProbeTarget } from '../net/probe.js';
import { parseTarget, type Target } from '../net/target.js';
import type { Arguments } from './arguments.js';
import { type Io, UsageError } from './io.js';

const defaultTimeout = 10_000;

/** What `--security`, `--servername`, `--no-sni`, `--tls` and `--signature` ask of every target. */
export function probingOptions(args: Arguments): Omit<ProbeTarget, keyof Target> {
  const serverName = args.text('servername');
  if (serverName !== undefined && args.flag('no-sni')) {
    throw new UsageError(l10n.t('--servername and --no-sni exclude each other.'));
  }
  const version = args.choice('tls', ['1.0', '1.1', '1.2', '1.3']);
  const signature = args.choice('signature', ['rsa', 'ecdsa']);
  return {
    security: args.choice('security', ['auto', 'starttls', 'implicit']) ?? 'auto',
    ...(args.flag('no-sni') ? { serverName: null } : serverName === undefined ? {} : { serverName }),
    ...(version === undefined ? {} : { version: versionName(version) }),
    ...(signature === undefined ? {} : { signature }),
  };
}

function versionName(version: '1.0' | '1.1' | '1.2' | '1.3'): TlsVersion {
  return version === '1.0' ? 'TLSv1' : `TLSv${version}`;
}

/** The deadline, clock and Ctrl+C of every probe. */
export function probeOptions(args: Arguments, io: Io): ProbeOptions {
  return { timeout: args.number('timeout', defaultTimeout, 1, 600_000), signal: io.signal, now: io.now };
}

/** A target as the user wrote it; a `UsageError` says what is wrong with it. */
export function target(text: string): Target {
  const result = parseTarget(text);
  if (!result.ok) {
    throw new UsageError(result.reason);
  }
  return result.target;
}
