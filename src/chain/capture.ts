import type { Certificate } from '../x509/certificate.js';

/** One entry of a Certificate message, at its place. Bytes that are no certificate stay, with the reason. */
export type Presented =
  | { readonly der: Uint8Array; readonly certificate: Certificate; readonly problem?: undefined }
  | { readonly der: Uint8Array; readonly certificate?: undefined; readonly problem: string };

/** Protocol versions by the names that Node and OpenSSL use. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** How the connection became TLS: after STARTTLS, or from its first byte. */
export type SecurityMode = 'starttls' | 'implicit';

/** What the handshake said about itself. */
export interface TlsSession {
  readonly version: TlsVersion;
  /** IANA name, e.g. `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The SNI that was sent, or received by a listener. */
  readonly serverName?: string;
  /** Whether the peer proved that it holds the leaf's private key; absent when the handshake could not show it. */
  readonly possession?: 'proved' | 'failed';
  /** An earlier session was continued, so that no certificates were due. */
  readonly resumed?: boolean;
  /** Set where `possession` is `failed` or absent: why. */
  readonly possessionReason?: string;
}

/** One line of the SMTP dialogue, without its line end. Server text is hostile: neutralize it before showing it. */
export interface SmtpLine {
  readonly from: 'client' | 'server';
  readonly text: string;
}

/** Where nothing could be captured, and why. `message` names the address, for the administrator. */
export interface UnreachedAddress {
  readonly address: string;
  readonly code: FailureCode;
  readonly message: string;
}

/** Who presented the certificates. */
export type CaptureOrigin =
  | {
      readonly kind: 'server';
      readonly host: string;
      readonly port: number;
      readonly security: SecurityMode;
      /** The address that answered. */
      readonly address?: string;
      /** The host's addresses that did not, while this one did: what they would present is not known. */
      readonly unreached?: readonly UnreachedAddress[];
    }
  | { readonly kind: 'client'; readonly address: string; readonly port: number; readonly heloName?: string }
  | { readonly kind: 'file'; readonly path: string };

/** What a peer presented, in wire order, nothing added or dropped; or what a file holds, in its order. */
export interface Capture {
  readonly origin: CaptureOrigin;
  readonly capturedAt: Date;
  readonly presented: readonly Presented[];
  readonly tls?: TlsSession;
  readonly transcript: readonly SmtpLine[];
}

/** The step at which a probe or a listener's dialogue ended. */
export type Stage = 'resolve' | 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'tls';

/** Every way in which nothing is captured. */
export const failureCodes = [
  'timeout',
  'refused',
  'unreachable',
  'closed',
  'not-smtp',
  'rejected',
  'starttls-not-offered',
  'starttls-refused',
  'starttls-injection',
  'not-tls',
  'alert',
  'too-large',
  'malformed',
  'no-certificates',
  // A sender said what it wanted without ever asking for TLS.
  'starttls-not-used',
  'cancelled',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** Why nothing was captured. `message` says what happened and what to do next, for the administrator. */
export interface CaptureFailure {
  readonly stage: Stage;
  readonly code: FailureCode;
  readonly message: string;
  readonly transcript: readonly SmtpLine[];
}

export type CaptureResult =
  | { readonly ok: true; readonly capture: Capture }
  | { readonly ok: false; readonly failure: CaptureFailure };
