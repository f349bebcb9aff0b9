import { createHash } from 'node:crypto';
import type { Capture, CaptureFailure, CaptureResult, FailureCode, UnreachedAddress } from '../chain/capture.js';
import { Deadline } from './deadline.js';
import { failureMessage } from './failureMessage.js';
import { type ProbeOptions, type ProbeTarget, probe, securityOf } from './probe.js';
import { addressesOf, type Lookup, systemLookup } from './resolve.js';

/** A name with more addresses than this is probed at the first ones only. */
const maximumAddresses = 16;

/** Once one address has answered, the others have so many milliseconds: a dead one must not hold up the rest. */
const defaultPatience = 5_000;

export interface AddressOptions extends ProbeOptions {
  /** Milliseconds for the other addresses once one has answered; default 5,000. */
  readonly patience?: number;
}

/** What came of one address. */
interface Outcome {
  readonly address: string;
  readonly result: CaptureResult;
}

/**
 * Probes every address of the target's name at once. The answer is one result where all that answered present the same,
 * else one for each way in which they differ, in the order of the addresses; the first capture names the addresses that
 * could not be reached, or were too slow beside it. Never rejects, never empty.
 */
export async function probeAddresses(target: ProbeTarget, options: AddressOptions): Promise<readonly CaptureResult[]> {
  const deadline = new Deadline(options.timeout, options.signal);
  const impatience = new AbortController();
  const signal = AbortSignal.any([impatience.signal, ...(options.signal ? [options.signal] : [])]);
  let timer: NodeJS.Timeout | undefined;
  const probeAt = (lookup: Lookup) => probe(target, { ...options, signal, timeout: deadline.left, lookup });
  try {
    const addresses = await addressesOf(target.host, options.lookup ?? systemLookup, deadline);
    const outcomes = await Promise.all(
      [...new Set(addresses)].slice(0, maximumAddresses).map(async (address) => {
        const result = await probeAt(async () => [address]);
        if (result.ok) {
          timer ??= setTimeout(() => impatience.abort(), options.patience ?? defaultPatience);
        }
        return { address, result };
      }),
    );
    return conclude(target, outcomes, impatience.signal.aborted);
  } catch (error) {
    // The probe itself says why the name has no addresses.
    return [await probeAt(() => Promise.reject(error))];
  } finally {
    clearTimeout(timer);
    deadline.stop();
  }
}

/** `cutShort`: those still under way were ended, because another had answered long ago. */
function conclude(target: ProbeTarget, outcomes: readonly Outcome[], cutShort: boolean): readonly CaptureResult[] {
  const unreached = outcomes.flatMap(({ address, result }) => {
    const code = result.ok ? undefined : unreachedCode(result.failure, cutShort);
    return result.ok || code === undefined
      ? []
      : [{ address, code, message: messageOf(target, { ...result.failure, code }, [address]) }];
  });
  const reached = outcomes.filter(({ address }) => !unreached.some((each) => each.address === address));
  if (!reached.some(({ result }) => result.ok)) {
    return failuresOf(target, outcomes);
  }
  const different = distinct(reached);
  const first = different.findIndex(({ ok }) => ok);
  return different.map((result, index) => (index === first ? withUnreached(result, unreached) : result));
}

/** Why an address did not answer; undefined for a failure that a server answered with. */
function unreachedCode({ stage, code }: CaptureFailure, cutShort: boolean): FailureCode | undefined {
  if (code === 'cancelled') {
    return cutShort ? 'timeout' : undefined;
  }
  return stage === 'connect' || code === 'timeout' ? code : undefined;
}

function withUnreached(result: CaptureResult, unreached: readonly UnreachedAddress[]): CaptureResult {
  if (!result.ok || result.capture.origin.kind !== 'server' || unreached.length === 0) {
    return result;
  }
  return { ok: true, capture: { ...result.capture, origin: { ...result.capture.origin, unreached } } };
}

/** A failure of each kind. That this machine has no way somewhere says less than a server that answered: it comes last. */
function failuresOf(target: ProbeTarget, outcomes: readonly Outcome[]): readonly CaptureResult[] {
  const failures = distinct(outcomes).map((result) => {
    if (result.ok || result.failure.stage !== 'connect') {
      return result;
    }
    const { failure } = result;
    const alike = outcomes.filter((each) => !each.result.ok && each.result.failure.code === failure.code);
    const message = messageOf(
      target,
      failure,
      alike.map(({ address }) => address),
    );
    return { ...result, failure: { ...failure, message } };
  });
  const isUnreachable = (result: CaptureResult) => !result.ok && result.failure.code === 'unreachable';
  return [...failures.filter((each) => !isUnreachable(each)), ...failures.filter(isUnreachable)];
}

function messageOf(
  target: ProbeTarget,
  { stage, code }: Pick<CaptureFailure, 'stage' | 'code'>,
  address: readonly string[],
): string {
  return failureMessage({ ...target, security: securityOf(target), stage, code, detail: '', address });
}

function distinct(outcomes: readonly Outcome[]): readonly CaptureResult[] {
  const seen = new Map<string, CaptureResult>();
  for (const { result } of outcomes) {
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
