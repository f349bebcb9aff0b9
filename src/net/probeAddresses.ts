import { createHash } from 'node:crypto';
import type { Capture, CaptureResult } from '../chain/capture.js';
import { Deadline } from './deadline.js';
import { type ProbeOptions, type ProbeTarget, probe } from './probe.js';
import { addressesOf, type Lookup, systemLookup } from './resolve.js';

/** A name with more addresses than this is probed at the first ones only. */
const maximumAddresses = 16;

/**
 * Probes every address of the target's name at once. The answer is one result where all that could be reached present
 * the same, else one for each way in which they differ, in the order of the addresses. Never rejects, never empty.
 */
export async function probeAddresses(target: ProbeTarget, options: ProbeOptions): Promise<readonly CaptureResult[]> {
  const deadline = new Deadline(options.timeout, options.signal);
  const probeAt = (lookup: Lookup) => probe(target, { ...options, timeout: deadline.left, lookup });
  try {
    const addresses = await addressesOf(target.host, options.lookup ?? systemLookup, deadline);
    const results = await Promise.all(
      addresses.slice(0, maximumAddresses).map((address) => probeAt(async () => [address])),
    );
    const reached = results.filter((result) => result.ok || result.failure.stage !== 'connect');
    return different(reached.length > 0 ? reached : results);
  } catch (error) {
    // The probe itself says why the name has no addresses.
    return [await probeAt(() => Promise.reject(error))];
  } finally {
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
