import * as l10n from '@vscode/l10n';

/** A host (a name in its ASCII form, or an address without brackets) and a TCP port. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What the user typed, read; `reason` says in one sentence what to write instead. */
export type TargetResult =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly reason: string };

/** Mail servers talk to each other on this port (RFC 5321 section 4.5.4.2). */
export const smtpPort = 25;

/** Labels as in RFC 1123 section 2.1; underscores occur in names of internal hosts. */
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** 4 or 6 for an address, 0 for anything else. Without Node's own tests: editors in a browser read targets as well. */
export function addressFamily(host: string): 0 | 4 | 6 {
  const mayBeIpv6 = host.indexOf(':') !== host.lastIndexOf(':');
  return mayBeIpv6 ? (isIpv6(host) ? 6 : 0) : ipv4.test(host) ? 4 : 0;
}

/** With or without a zone (RFC 4007 section 11), which a URL does not take. */
function isIpv6(host: string): boolean {
  const [, address] = /^([\da-f:.]+)(?:%[\w.~-]+)?$/i.exec(host) ?? [];
  return address !== undefined && URL.canParse(`http://[${address}]/`);
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(address: string): boolean {
  if (addressFamily(address) === 6) {
    // As URLs write it: the shortest form (RFC 5952), an IPv4 address within it as hexadecimal.
    return /^\[(?:::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/.test(
      new URL(`http://[${address.replace(/%.*/, '')}]/`).hostname,
    );
  }
  return /^(127(\.\d{1,3}){3}|localhost)$/i.test(address);
}

/** Reads `host`, `host:port`, `[address]:port` or an address. International names are turned into their ASCII form. */
export function parseTarget(text: string): TargetResult {
  const trimmed = text.trim();
  if (trimmed === '') {
    return refuse(l10n.t('Enter a host name, for example mail.contoso.com or mail.contoso.com:587.'));
  }
  if (addressFamily(trimmed) === 6) {
    return { ok: true, target: { host: trimmed, port: smtpPort } };
  }
  const parts = /^(?:\[(?<address>[^\]]*)\]|(?<name>[^:[\]]*))(?::(?<port>.*))?$/s.exec(trimmed)?.groups;
  const port = parsePort(parts?.['port']);
  if (parts && port === undefined) {
    return refuse(l10n.t('“{0}” is no port. Use a number from 1 to 65535, for example 25.', parts['port'] ?? ''));
  }
  const address = parts?.['address'];
  const host =
    address === undefined ? asciiName(parts?.['name'] ?? '') : addressFamily(address) === 6 ? address : undefined;
  if (host === undefined || port === undefined) {
    return refuse(
      l10n.t(
        '“{0}” is no host name or address. Write it like mail.contoso.com, 192.0.2.25 or [2001:db8::25]:25.',
        trimmed,
      ),
    );
  }
  return { ok: true, target: { host, port } };
}

/** The target as one writes it: `host:port`, IPv6 addresses in brackets. */
export function formatTarget({ host, port }: Target): string {
  return addressFamily(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function refuse(reason: string): TargetResult {
  return { ok: false, reason };
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) {
    return smtpPort;
  }
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** The name in ASCII without its trailing dot, or the IPv4 address; `undefined` when it is neither. */
export function asciiName(text: string): string | undefined {
  if (ipv4.test(text)) {
    return text;
  }
  const ascii = /^[\x00-\x7f]*$/.test(text) ? text : toPunycode(text);
  const name = ascii?.replace(/\.$/, '').toLowerCase();
  if (name === undefined || name.length > 253) {
    return undefined;
  }
  const labels = name.split('.');
  // A last label of digits only is a mistyped address: no such top-level domain exists (RFC 3696 section 2).
  return labels.every((each) => label.test(each)) && !/^\d+$/.test(labels.at(-1) ?? '') ? name : undefined;
}

function toPunycode(text: string): string | undefined {
  if (/[\s/?#@\\%]/.test(text)) {
    return undefined;
  }
  try {
    return new URL(`http://${text}/`).hostname;
  } catch {
    return undefined;
  }
}
