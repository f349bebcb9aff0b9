import type { Deadline } from './deadline.js';
import { Interruption } from './interruption.js';
import { addressFamily } from './target.js';

/** Finds the addresses of a name, in the order in which they are to be tried; rejects when there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The system's own resolver, hosts file included. Node's needs a while to get ready: an address does without it. */
export const systemLookup: Lookup = async (host) => {
  const { promises } = await import('node:dns');
  const addresses = await promises.lookup(host, { all: true, verbatim: true });
  return addresses.map(({ address }) => address);
};

/** The addresses of a host, itself when it is one; rejects with an `Interruption`. */
export async function addressesOf(host: string, find: Lookup, deadline: Deadline): Promise<readonly string[]> {
  if (addressFamily(host) !== 0) {
    return [host];
  }
  const addresses = await within(deadline, find(host)).catch((error: unknown) => {
    throw error instanceof Interruption ? error : new Interruption('unreachable');
  });
  if (addresses.length === 0) {
    throw new Interruption('unreachable');
  }
  return addresses;
}

/** The answer, or an `Interruption` at the deadline: a look-up cannot be called back, what comes too late is ignored. */
export function within<T>(deadline: Deadline, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = deadline.onEnd(reject);
    answer.then(resolve, reject).finally(forget);
  });
}
