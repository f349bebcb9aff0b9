import * as l10n from '@vscode/l10n';
import { readCertificate } from '../x509/certificate.js';
import { pemBlocks } from '../x509/pem.js';
import {
  type Capture,
  type CaptureOrigin,
  failureCodes,
  type Presented,
  type SmtpLine,
  type TlsSession,
  type TlsVersion,
  type UnreachedAddress,
} from './capture.js';

/** A capture read back, or why the value is none. */
export type CaptureFromJson =
  | { readonly ok: true; readonly capture: Capture }
  | { readonly ok: false; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what `captureToJson` wrote. Everything is read anew from the PEM: a file may claim anything about its
 * certificates. Never throws.
 */
export function captureFromJson(value: unknown): CaptureFromJson {
  const fields = asFields(value);
  const origin = readOrigin(asFields(fields['origin']));
  const capturedAt = new Date(text(fields['capturedAt']) ?? Number.NaN);
  const { presented } = fields;
  if (!origin || Number.isNaN(capturedAt.getTime()) || !Array.isArray(presented)) {
    return { ok: false, reason: l10n.t('It is no capture: save one with “chainmail probe --json”.') };
  }
  const entries: Presented[] = [];
  for (const [index, each] of presented.entries()) {
    const entry = readPresented(asFields(each));
    if (!entry) {
      return { ok: false, reason: l10n.t('Certificate {0} of the capture has no PEM text.', index + 1) };
    }
    entries.push(entry);
  }
  const tls = readSession(asFields(fields['tls']));
  const transcript = readTranscript(fields['transcript']);
  return { ok: true, capture: { origin, capturedAt, presented: entries, ...(tls ? { tls } : {}), transcript } };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function optional<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } | Record<never, never> {
  const stated = text(value);
  return stated === undefined ? {} : { [key]: stated };
}

function port(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : undefined;
}

function readOrigin(fields: Fields): CaptureOrigin | undefined {
  const number = port(fields['port']);
  switch (fields['kind']) {
    case 'server': {
      const host = text(fields['host']);
      const security = fields['security'] === 'implicit' ? 'implicit' : 'starttls';
      const unreached = readUnreached(fields['unreached']);
      return host === undefined || number === undefined
        ? undefined
        : {
            ...{ kind: 'server', host, port: number, security, ...optional('address', fields['address']) },
            ...(unreached.length > 0 ? { unreached } : {}),
          };
    }
    case 'client': {
      const address = text(fields['address']);
      return address === undefined || number === undefined
        ? undefined
        : { kind: 'client', address, port: number, ...optional('heloName', fields['heloName']) };
    }
    case 'file': {
      const path = text(fields['path']);
      return path === undefined ? undefined : { kind: 'file', path };
    }
    default:
      return undefined;
  }
}

function readUnreached(value: unknown): readonly UnreachedAddress[] {
  return (Array.isArray(value) ? value : []).flatMap((each): UnreachedAddress[] => {
    const fields = asFields(each);
    const address = text(fields['address']);
    const code = failureCodes.find((known) => known === fields['code']);
    const message = text(fields['message']);
    return address === undefined || code === undefined || message === undefined ? [] : [{ address, code, message }];
  });
}

function readPresented(fields: Fields): Presented | undefined {
  const [block] = pemBlocks(text(fields['pem']) ?? '');
  if (!block) {
    return undefined;
  }
  const result = readCertificate(block.der);
  return result.ok ? { der: block.der, certificate: result.certificate } : { der: block.der, problem: result.reason };
}

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function readSession(fields: Fields): TlsSession | undefined {
  const version = versions.find((each) => each === fields['version']);
  const cipher = text(fields['cipher']);
  if (version === undefined || cipher === undefined) {
    return undefined;
  }
  const { possession, resumed } = fields;
  return {
    version,
    cipher,
    ...optional('serverName', fields['serverName']),
    ...(possession === 'proved' || possession === 'failed' ? { possession } : {}),
    ...optional('possessionReason', fields['possessionReason']),
    ...(typeof resumed === 'boolean' ? { resumed } : {}),
  };
}

function readTranscript(value: unknown): readonly SmtpLine[] {
  return (Array.isArray(value) ? value : []).flatMap((each): SmtpLine[] => {
    const fields = asFields(each);
    const line = text(fields['text']);
    const from = fields['from'];
    return line !== undefined && (from === 'client' || from === 'server') ? [{ from, text: line }] : [];
  });
}
