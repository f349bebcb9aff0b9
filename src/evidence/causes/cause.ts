import type { Capture } from '../../chain/capture.js';
import type { Connector } from '../../connectors/connector.js';
import type { Evidence } from '../evidence.js';
import { type CauseCode, textOf } from './texts.js';

/** How sure it is that this is why mail was refused. */
export type Likelihood = 'certain' | 'likely' | 'possible';

/** What confirms or removes a cause: an offer that a program can carry out. */
export type CauseAction =
  /** Without a host, the user is asked for one. */
  | { readonly kind: 'inspect'; readonly host?: string; readonly port?: number }
  | { readonly kind: 'listen' }
  /** The scripts for a sender whose chain is known. */
  | { readonly kind: 'generateScripts'; readonly capture: Capture }
  /** The script that exports the chain on the server itself; the thumbprint is the certificate's, where it is known. */
  | { readonly kind: 'export'; readonly thumbprint?: string }
  | { readonly kind: 'openConnector'; readonly connector: Connector };

/** One explanation of what happened. */
export interface Cause {
  readonly code: CauseCode;
  readonly likelihood: Likelihood;
  /** Why, from what is known. */
  readonly explanation: string;
  /** What would confirm it; absent where nothing needs to. */
  readonly confirm?: string;
  /** What to do. */
  readonly next: string;
  readonly actions: readonly CauseAction[];
  /** What it rests on. */
  readonly evidence?: Evidence | undefined;
  readonly capture?: Capture | undefined;
  readonly connector?: Connector | undefined;
}

/** What a cause rests on and offers, besides its code, likelihood and explanation. */
export type Grounds = Partial<Pick<Cause, 'actions' | 'evidence' | 'capture' | 'connector'>>;

/** A cause with the texts of its code; what is not certain offers a look that would confirm it. */
export function cause(code: CauseCode, likelihood: Likelihood, explanation: string, grounds: Grounds = {}): Cause {
  const {
    next,
    confirm: unseen,
    confirmInspected = unseen,
    looks = [],
  } = textOf(code, grounds.evidence?.thumbprints[0]);
  const base = { code, likelihood, explanation, next };
  if (likelihood === 'certain') {
    return { ...base, actions: [], ...grounds };
  }
  const confirm = grounds.capture?.origin.kind === 'server' ? confirmInspected : unseen;
  const actions: readonly CauseAction[] = looks.map((kind) => ({ kind }));
  return { ...base, ...(confirm === undefined ? {} : { confirm }), actions, ...grounds };
}
