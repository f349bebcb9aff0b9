// Fetches issuers that were not presented from where the certificates say they can be had (RFC 5280 section 4.2.2.1).
import * as l10n from '@vscode/l10n';
import type { MissingIssuer } from '../chain/analyze.js';
import type { Certificate } from '../x509/certificate.js';
import { equalNames } from '../x509/names.js';
import { verifySignature } from '../x509/signature.js';
import type { TrustStore } from '../x509/trust.js';
import { type DownloadOptions, download } from './download.js';

/** Issuers that were fetched before: what was had once is not fetched again, and is there without a network. */
export interface IssuerMemory {
  /** The remembered certificates with this subject (DER of the Name). */
  withSubject(subject: Uint8Array): Promise<readonly Certificate[]>;
  remember(certificate: Certificate): Promise<void>;
}

/** How issuers are fetched. */
export interface FetchOptions extends DownloadOptions {
  /** Nothing is fetched for a certificate whose issuer one of these holds. */
  readonly trustStores: readonly TrustStore[];
  readonly memory?: IssuerMemory;
  /** Shared between calls, so that a fleet with one issuer asks for it once. */
  readonly downloads?: Map<string, Promise<Fetched>>;
  /** A remembered issuer that has expired by then is fetched anew. */
  readonly now: Date;
  /** Milliseconds after which no further address is asked; what is under way has its own time. Default 10,000. */
  readonly patience?: number;
}

/** What one URL gave. `unrelated`: certificates, but none whose key signed the one that names this URL. */
export interface FetchAttempt {
  /** As the certificate states it: hostile text. */
  readonly url: string;
  readonly outcome: 'fetched' | 'forbidden' | 'failed' | 'unrelated';
  /** Why nothing came of it; empty when something did. May quote hostile text. */
  readonly reason: string;
}

/** The issuers that were found, each one's signature over the certificate below it verified. */
export interface FetchedIssuers {
  readonly certificates: readonly Certificate[];
  readonly attempts: readonly FetchAttempt[];
}

/** The certificates at one URL, nothing about them verified yet. */
export type Fetched =
  | { readonly ok: true; readonly certificates: readonly Certificate[] }
  | { readonly ok: false; readonly outcome: 'forbidden' | 'failed'; readonly reason: string };

// Real chains have one or two intermediates with one or two URLs each; a hostile certificate may claim anything.
const maximumDepth = 5;
const maximumAttempts = 12;
const maximumIssuers = 4;
const defaultPatience = 10_000;
/** A fleet has a few dozen issuers; a list without end in which each server names addresses of its own has any number. */
const maximumDownloads = 256;

/** Finds the missing issuers and theirs, up to a root or a certificate that a trust store continues. Never rejects. */
export async function fetchIssuers(missing: readonly MissingIssuer[], options: FetchOptions): Promise<FetchedIssuers> {
  const found = new Map<string, Certificate>();
  const attempts: FetchAttempt[] = [];
  const search: Search = { options, attempts, endsAt: process.uptime() + (options.patience ?? defaultPatience) / 1000 };
  let level = missing.filter(({ certificate }) => certificate === undefined).map(({ neededBy }) => neededBy);
  for (let depth = 0; depth < maximumDepth && level.length > 0; depth++) {
    const next: Certificate[] = [];
    for (const certificate of level) {
      for (const issuer of await issuersOf(certificate, search)) {
        if (!found.has(issuer.sha256)) {
          found.set(issuer.sha256, issuer);
          next.push(issuer);
        }
      }
    }
    level = next.filter((each) => !continues(each, options.trustStores));
  }
  return { certificates: [...found.values()], attempts };
}

function continues({ selfIssued, issuer }: Certificate, stores: readonly TrustStore[]): boolean {
  return selfIssued || stores.some((store) => store.withSubject(issuer.der).length > 0);
}

function hasIssued(issuer: Certificate, certificate: Certificate): boolean {
  return equalNames(issuer.subject, certificate.issuer) && verifySignature(certificate, issuer) === 'valid';
}

/** One call: what it was asked, what it tried, and until when it begins anything, in seconds of `process.uptime()`. */
interface Search {
  readonly options: FetchOptions;
  readonly attempts: FetchAttempt[];
  readonly endsAt: number;
}

function isOver({ options, attempts, endsAt }: Search): boolean {
  return attempts.length >= maximumAttempts || options.signal?.aborted === true || process.uptime() >= endsAt;
}

async function issuersOf(certificate: Certificate, search: Search): Promise<readonly Certificate[]> {
  const { options, attempts } = search;
  const remembered = (await options.memory?.withSubject(certificate.issuer.der)) ?? [];
  const valid = remembered.filter((each) => each.notAfter >= options.now && hasIssued(each, certificate));
  if (valid.length > 0) {
    return valid.slice(0, maximumIssuers);
  }
  for (const url of new Set(certificate.caIssuers)) {
    if (isOver(search)) {
      break;
    }
    const fetched = await fetchOnce(url, options);
    const issuers = fetched.ok ? fetched.certificates.filter((each) => hasIssued(each, certificate)) : [];
    attempts.push({ url, ...outcomeOf(fetched, issuers) });
    if (issuers.length > 0) {
      const kept = issuers.slice(0, maximumIssuers);
      await Promise.all(kept.map((each) => options.memory?.remember(each)));
      return kept;
    }
  }
  return [];
}

function outcomeOf(fetched: Fetched, issuers: readonly Certificate[]): Omit<FetchAttempt, 'url'> {
  if (!fetched.ok) {
    return { outcome: fetched.outcome, reason: fetched.reason };
  }
  return issuers.length > 0
    ? { outcome: 'fetched', reason: '' }
    : { outcome: 'unrelated', reason: l10n.t('none of the certificates there has signed the one that names it') };
}

function fetchOnce(url: string, options: FetchOptions): Promise<Fetched> {
  const known = options.downloads?.get(url);
  if (known) {
    return known;
  }
  const fetched = fetchCertificates(url, options);
  options.downloads?.set(url, fetched);
  const [oldest = url] = options.downloads?.keys() ?? [];
  if ((options.downloads?.size ?? 0) > maximumDownloads) {
    options.downloads?.delete(oldest);
  }
  return fetched;
}

async function fetchCertificates(url: string, options: FetchOptions): Promise<Fetched> {
  const content = await download(url, options);
  if (!content.ok) {
    return content;
  }
  const { readCertificates } = await import('../x509/container.js');
  const container = await readCertificates(content.bytes);
  return container.ok
    ? { ok: true, certificates: container.presented.flatMap(({ certificate }) => certificate ?? []) }
    : { ok: false, outcome: 'failed', reason: container.reason };
}
