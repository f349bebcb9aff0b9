import { createHash } from 'node:crypto';
import type { Capture, CaptureResult } from '../chain/capture.js';
import { Deadline } from './deadline.js';
import { type ProbeOptions, type ProbeTarget, probe } from './probe.js';
import { addressesOf, type Lookup, systemLookup } from './resolve.js';

/** A name with more addresses than this is probed at the first ones only. */
const maximumAddresses = 16;

/** Once one address has answered, the others have so many milliseconds: a dead one must not hold up the rest. */
const defaultPatience = 5_000;

export interface AddressOptions extends ProbeOptions {
  /** Milliseconds for the other addresses once one has answered; default 5,000. */
  readonly patience?: number;
}

/**
 * Probes every address of the target's name at once. The answer is one result where all that could be reached present
 * the same, else one for each way in which they differ, in the order of the addresses. Never rejects, never empty.
 */
export async function probeAddresses(target: ProbeTarget, options: AddressOptions): Promise<readonly CaptureResult[]> {
  const deadline = new Deadline(options.timeout, options.signal);
  const impatience = new AbortController();
  const signal = AbortSignal.any([impatience.signal, ...(options.signal ? [options.signal] : [])]);
  let timer: NodeJS.Timeout | undefined;
  const probeAt = (lookup: Lookup) => probe(target, { ...options, signal, timeout: deadline.left, lookup });
  try {
    const addresses = await addressesOf(target.host, options.lookup ?? systemLookup, deadline);
    const results = await Promise.all(
      addresses.slice(0, maximumAddresses).map(async (address) => {
        const result = await probeAt(async () => [address]);
        if (result.ok) {
          timer ??= setTimeout(() => impatience.abort(), options.patience ?? defaultPatience);
        }
        return result;
      }),
    );
    const reached = results.filter(
      (result) =>
        result.ok || (result.failure.stage !== 'connect' && !(signal.aborted && result.failure.code === 'cancelled')),
    );
    return different(reached.length > 0 ? reached : results);
  } catch (error) {
    // The probe itself says why the name has no addresses.
    return [await probeAt(() => Promise.reject(error))];
  } finally {
    clearTimeout(timer);
    deadline.stop();
  }
}

function different(results: readonly CaptureResult[]): readonly CaptureResult[] {
  const seen = new Map<string, CaptureResult>();
  for (const result of results) {
    const key = result.ok ? fingerprint(result.capture) : result.failure.code;
    seen.set(key, seen.get(key) ?? result);
  }
  return [...seen.values()];
}

/** Equal for captures that present the same entries in the same order. */
function fingerprint({ presented }: Capture): string {
  const digest = createHash('sha256');
  for (const { der } of presented) {
    digest.update(`${der.length}:`).update(der);
  }
  return digest.digest('hex');
}
