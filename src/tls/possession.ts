/** Why it is not proved that the server holds the leaf's private key. */
export type PossessionReason =
  /** The key exchange carries no signature: the server would show it only after our next message. */
  | 'not-shown'
  /** The connection ended behind the certificates. */
  | 'interrupted'
  /** This machine cannot check such a key or signature, or the leaf is no certificate. */
  | 'unknown-key'
  | 'signature-missing'
  | 'signature-invalid'
  | 'finished-invalid';

/** Whether the server proved possession. `failed` and `unknown` differ: only the former speaks against the server. */
export type Possession =
  | { readonly proof: 'proved'; readonly reason?: undefined }
  | { readonly proof: 'failed' | 'unknown'; readonly reason: PossessionReason };
