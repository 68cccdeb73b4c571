/** What travels between the desk and its page. Types only, so that the page takes none of the server's code along. */

/** `AsposeTokenState`, as far as the page shows it. Times are milliseconds since 1970. */
export interface TokenLife {
  readonly status: 'none' | 'fresh' | 'refresh-due' | 'expiring';
  readonly requesting: boolean;
  readonly tokenRequests: number;
  readonly acquiredAt?: number;
  readonly refreshAt?: number;
  readonly waitAt?: number;
  readonly expiresAt?: number;
  readonly lastError?: { readonly code: string; readonly message: string; readonly retryAfterMs: number };
}

/** How calls ended in one moment; a thousand of them make one message, not a thousand. */
export interface CallTally {
  /** Answered to the token that was sent. */
  readonly hits: number;
  /** Answered 401; a replay or a refusal follows each. */
  readonly unauthorized: number;
  /** Sent once more with another token. */
  readonly replayed: number;
  /** Handed to the caller with their 401. */
  readonly refused: number;
}

/** Something for the timeline. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly reason: string; readonly attempt: number }
  | { readonly kind: 'acquired'; readonly reason: string; readonly durationMs: number; readonly lifetimeMs: number }
  | {
      readonly kind: 'failed';
      readonly durationMs: number;
      readonly code: string;
      readonly message: string;
      readonly stillServing: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'rejected' }
  | ({ readonly kind: 'calls' } & CallTally)
  | { readonly kind: 'switched'; readonly text: string }
);

/** Since the desk started. */
export interface Counts extends CallTally {
  /** Calls that ended with an answer: each counts once, however often it was sent. */
  readonly calls: number;
  readonly tokenRequests: number;
}

/** A round of calls that the page asked for. */
export interface Batch {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly isRunning: boolean;
  /** Sent to the token endpoint meanwhile. */
  readonly tokenRequests: number;
  /** Of the first call that failed. */
  readonly failure?: string;
}

/** The switches of the embedded sandbox. */
export interface SandboxState {
  readonly lifetimeSeconds: number;
  readonly tokenEndpoint: TokenEndpointMode;
  readonly batch?: Batch;
}

export type TokenEndpointMode = 'up' | 'slow' | 'down';

/** One message of the event stream; the first brings the last minute's happenings along. */
export interface News {
  /** The desk's clock. */
  readonly now: number;
  readonly token: TokenLife;
  readonly counts: Counts;
  readonly happenings: readonly Happening[];
  /** Absent where the desk works with a real service. */
  readonly sandbox?: SandboxState;
}

/** What the page asks once. */
export interface About {
  /** Host of the service; `'sandbox'` for the embedded one. */
  readonly service: string;
  readonly maxUploadBytes: number;
  /** Formats to offer. */
  readonly formats: readonly string[];
}
