// Fetching from addresses that strangers name: http and https only, public addresses only, little and soon.
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import * as l10n from '@vscode/l10n';
import { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';
import { addressScope } from './publicAddress.js';
import { addressesOf, type Lookup, systemLookup } from './resolve.js';

/** What a download may do. */
export interface DownloadOptions {
  /** Whether loopback and private addresses may be reached; link-local and metadata addresses never are. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one URL, look-ups and redirects included. Default 5,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly lookup?: Lookup;
}

/** The content, or why there is none: `forbidden` was not even asked for. */
export type Download =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly outcome: 'forbidden' | 'failed'; readonly reason: string };

const defaultTimeout = 5000;
const maximumSize = 1024 * 1024;
const maximumRedirects = 3;

/** Fetches one URL, which is hostile text; never rejects. */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  const deadline = new Deadline(options.timeout ?? defaultTimeout, options.signal);
  try {
    let place = url;
    for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
      const answer = await get(await checked(place, options, deadline), deadline);
      if ('bytes' in answer) {
        return { ok: true, bytes: answer.bytes };
      }
      place = answer.location;
    }
    return { ok: false, outcome: 'failed', reason: l10n.t('redirected more than {0} times', maximumRedirects) };
  } catch (error) {
    return error instanceof Forbidden
      ? { ok: false, outcome: 'forbidden', reason: error.message }
      : { ok: false, outcome: 'failed', reason: failureReason(error) };
  } finally {
    deadline.stop();
  }
}

class Forbidden extends Error {}

interface CheckedUrl {
  readonly url: URL;
  /** Every address of the host; the connection goes to these, whatever a second look-up would say. */
  readonly addresses: readonly string[];
}

async function checked(text: string, options: DownloadOptions, deadline: Deadline): Promise<CheckedUrl> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Forbidden(l10n.t('only http and https are fetched'));
  }
  if (url.username !== '' || url.password !== '') {
    throw new Forbidden(l10n.t('it carries a user name or password'));
  }
  // Other ports below 1024 belong to other protocols, whose servers must not be talked to in a stranger's name.
  const port = url.port === '' ? 80 : Number(url.port);
  if (port !== 80 && port !== 443 && port < 1024) {
    throw new Forbidden(l10n.t('port {0} is not for the web', port));
  }
  const addresses = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''), options.lookup ?? systemLookup, deadline);
  // One bad address spoils all: a name that leads to both is an attack or a mistake.
  const refused = addresses.find((address) => !isAllowed(address, options));
  if (refused !== undefined) {
    throw new Forbidden(l10n.t('{0} is no public address', refused));
  }
  return { url, addresses };
}

function isAllowed(address: string, { allowPrivate }: DownloadOptions): boolean {
  const scope = addressScope(address);
  return scope === 'public' || (scope === 'private' && allowPrivate);
}

type Answer = { readonly bytes: Uint8Array } | { readonly location: string };

async function get(target: CheckedUrl, deadline: Deadline): Promise<Answer> {
  const { request } = target.url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(target.url, {
      agent: false,
      lookup: lookupOf(target.addresses),
      headers: { accept: 'application/pkix-cert, application/pkcs7-mime, */*', 'user-agent': 'chainmail' },
      // What arrives is believed for its signature alone, over either protocol (RFC 5280 section 4.2.2.1).
      rejectUnauthorized: false,
    });
    const forget = deadline.onEnd((interruption) => {
      reject(interruption);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    outgoing.on('close', forget);
    outgoing.on('response', (incoming) => {
      const { statusCode = 0, headers } = incoming;
      if (statusCode >= 301 && statusCode <= 308 && headers.location !== undefined) {
        outgoing.destroy();
        resolve({ location: absolute(headers.location, target.url) });
      } else if (statusCode !== 200) {
        outgoing.destroy();
        reject(new Error(l10n.t('the server answered {0}', statusCode)));
      } else {
        collect(incoming)
          .then((bytes) => resolve({ bytes }), reject)
          .finally(() => outgoing.destroy());
      }
    });
    outgoing.end();
  });
}

async function collect(incoming: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maximumSize) {
      throw new Error(l10n.t('it is larger than {0} bytes', maximumSize));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function absolute(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base).href : location;
}

/** A look-up that knows only the addresses that were checked. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = known;
    if (options.all) {
      callback(null, known);
    } else {
      callback(null, first?.address ?? '', first?.family);
    }
  };
}

function failureReason(error: unknown): string {
  if (error instanceof Interruption) {
    switch (error.code) {
      case 'timeout':
        return l10n.t('there was no answer in time');
      case 'cancelled':
        return l10n.t('it was cancelled');
      default:
        return l10n.t('the name has no address');
    }
  }
  return error instanceof Error ? error.message : String(error);
}
