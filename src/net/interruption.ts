import type { FailureCode } from '../chain/capture.js';

/** Ends a probe from within: thrown where it is noticed, and turned into a typed failure at one place. */
export class Interruption extends Error {
  /** `detail`: what belongs into the message, such as the server's reply; hostile text. */
  constructor(
    readonly code: FailureCode,
    readonly detail = '',
  ) {
    super(code);
  }
}
