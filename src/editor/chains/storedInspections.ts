// What of the list is kept over reloads.
import { captureFromJson, captureToJson } from '../../chain/json.js';
import { type Inspection, inspectionOf, maximumInspections, type Variant } from './inspections.js';

/** What a window may keep over reloads, in characters of JSON: about 500 certificates. */
export const maximumStored = 1_500_000;

/** Whether two lists hold the same captures in the same order, whatever else became of their rows. */
export function sameCaptures(one: readonly Inspection[], other: readonly Inspection[]): boolean {
  const captures = other.flatMap(({ capture }) => capture ?? []);
  const own = one.flatMap(({ capture }) => capture ?? []);
  return own.length === captures.length && own.every((each, index) => each === captures[index]);
}

/** What is worth keeping over a reload: captures, newest first, as far as they fit within the bound. */
export function toStored(list: readonly Inspection[]): readonly unknown[] {
  const stored: unknown[] = [];
  let length = 0;
  for (const { capture, target } of list) {
    if (capture) {
      const { signature, address } = target ?? {};
      const variant = { ...(signature ? { signature } : {}), ...(address ? { address } : {}) };
      const json = { ...variant, capture: captureToJson(capture) };
      const size = JSON.stringify(json).length;
      if (length + size <= maximumStored) {
        length += size;
        stored.push(json);
      }
    }
  }
  return stored;
}

/** The rows that an earlier window left. What cannot be read any more is dropped. */
export function fromStored(stored: unknown): readonly Inspection[] {
  if (!Array.isArray(stored)) {
    return [];
  }
  return stored.slice(0, maximumInspections).flatMap((each: unknown) => {
    const { capture, signature, address }: Readonly<Record<string, unknown>> =
      typeof each === 'object' && each !== null ? { ...each } : {};
    const result = captureFromJson(capture);
    const variant: Variant = {
      ...(signature === 'rsa' ? { signature: 'rsa' } : signature === 'ecdsa' ? { signature: 'ecdsa' } : {}),
      ...(typeof address === 'string' ? { address } : {}),
    };
    return result.ok ? [inspectionOf(result.capture, variant)] : [];
  });
}
