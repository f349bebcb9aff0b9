import { promises } from 'node:dns';
import * as l10n from '@vscode/l10n';
import { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';
import { within } from './resolve.js';
import { asciiName } from './target.js';

/** One record as DNS has it. */
export interface MxRecord {
  readonly exchange: string;
  readonly priority: number;
}

/** Finds the MX records of a domain. An error's `code` tells `ENOTFOUND` (no such domain) from `ENODATA` (no such records). */
export type MxLookup = (domain: string) => Promise<readonly MxRecord[]>;

export interface MxOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** Default: this machine's DNS servers. */
  readonly lookup?: MxLookup;
}

/** A domain's mail hosts in the order in which a sender tries them, or why there are none, with the next step. */
export type MxResult =
  | { readonly ok: true; readonly hosts: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** The servers that take mail for a domain (RFC 5321 section 5.1). Never rejects. */
export async function mailHosts(domain: string, options: MxOptions): Promise<MxResult> {
  const name = asciiName(domain.trim());
  if (name === undefined || !name.includes('.') || /^[\d.]+$/.test(name)) {
    return refuse(l10n.t('“{0}” is no mail domain. Write the part behind the @, for example contoso.com.', domain));
  }
  const deadline = new Deadline(options.timeout, options.signal);
  try {
    return hostsOf(name, await within(deadline, (options.lookup ?? systemMx)(name)));
  } catch (error) {
    return explain(name, error);
  } finally {
    deadline.stop();
  }
}

/** How many of a domain's hosts are inspected, the preferred ones: whoever writes the records may write thousands. */
export const maximumMailHosts = 50;

const systemMx: MxLookup = (domain) => promises.resolveMx(domain);

function hostsOf(domain: string, records: readonly MxRecord[]): MxResult {
  if (records.length === 0) {
    return implicitHost(domain);
  }
  // The null MX of RFC 7505.
  if (records.every(({ exchange }) => exchange === '' || exchange === '.')) {
    return refuse(
      l10n.t('{0} states in DNS that it accepts no mail (null MX), so that there is no server to inspect.', domain),
    );
  }
  // Senders choose at random among equals; by name, the answer is the same each time.
  const sorted = records.toSorted(
    (one, other) => one.priority - other.priority || (one.exchange < other.exchange ? -1 : 1),
  );
  const hosts = new Set(sorted.map(({ exchange }) => asciiName(exchange)).filter((host) => host !== undefined));
  return hosts.size > 0
    ? { ok: true, hosts: [...hosts] }
    : refuse(l10n.t('The MX records of {0} name no valid host. Correct them in DNS.', domain));
}

/** Without MX records the domain itself is the host. */
function implicitHost(domain: string): MxResult {
  return { ok: true, hosts: [domain] };
}

function explain(domain: string, error: unknown): MxResult {
  if (error instanceof Interruption) {
    return refuse(
      error.code === 'cancelled'
        ? l10n.t('The look-up of {0} was cancelled.', domain)
        : l10n.t('DNS gave no answer in time for {0}. Check this machine’s DNS servers.', domain),
    );
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENODATA':
      return implicitHost(domain);
    case 'ENOTFOUND':
      return refuse(l10n.t('The domain {0} does not exist in DNS. Check the spelling.', domain));
    default:
      return refuse(
        l10n.t('DNS could not answer for {0}. Check this machine’s DNS servers, or name the host itself.', domain),
      );
  }
}

function refuse(reason: string): MxResult {
  return { ok: false, reason };
}
