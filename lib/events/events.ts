/** Everything that happens to tokens and authorised requests. Events hold no secrets. */
export type AsposeAuthEvent =
  | TokenRequested
  | TokenAcquired
  | TokenFailed
  | TokenRejected
  | RequestUnauthorized
  | RequestReplayed
  | RequestReplaySkipped
  | StoreFailed
  | StoreRecovered;

interface EventFields {
  /** Name of the account. */
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Why a token was requested.
 *
 * - `'cold'`: the account had none yet.
 * - `'proactive'`: the background refresh was due.
 * - `'expired'`: the token had expired, or was about to.
 * - `'rejected'`: the API had rejected the token.
 */
export type TokenReason = 'cold' | 'proactive' | 'expired' | 'rejected';

/** A token request was sent. */
export interface TokenRequested extends EventFields {
  readonly type: 'token.requested';
  readonly reason: TokenReason;
  /** 1 for the first request of a fetch. */
  readonly attempt: number;
  /** Origin of the token endpoint. Absent in events of earlier versions of the package. */
  readonly origin?: string;
}

/** A token was acquired. */
export interface TokenAcquired extends EventFields {
  readonly type: 'token.acquired';
  readonly reason: TokenReason;
  /** Milliseconds from the first request to the response that ended the fetch; from the start of the fetch if no request was sent. */
  readonly durationMs: number;
  /** Lifetime of the token in milliseconds; 0 if it is used by the callers that waited only. */
  readonly lifetimeMs: number;
  /** `'store'` if another process had requested it. */
  readonly source: 'endpoint' | 'store';
  /** When the token expires. Absent if only its lifetime is known. */
  readonly expiresAt?: number;
}

/** A token fetch failed. */
export interface TokenFailed extends EventFields {
  readonly type: 'token.failed';
  readonly reason: TokenReason;
  /** Milliseconds from the first request; from the start of the fetch if no request was sent. */
  readonly durationMs: number;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly oauthError?: string;
  readonly retryAfterMs?: number;
  /** True while the current token is still valid, so that callers do not notice the failure. */
  readonly stillServing: boolean;
}

/** The current token was dropped because the API rejected it. */
export interface TokenRejected extends EventFields {
  readonly type: 'token.rejected';
}

/** An allowed origin answered 401 to a request that carried a token. */
export interface RequestUnauthorized extends EventFields {
  readonly type: 'request.unauthorized';
  readonly origin: string;
}

/** A request was sent a second time, with a new token. */
export interface RequestReplayed extends EventFields {
  readonly type: 'request.replayed';
  readonly origin: string;
  /** Status of the second response; absent if there was none. */
  readonly status?: number;
}

/** Why a request was not replayed after a 401. The caller finds it as `error.asposeAuth`. */
export type ReplaySkipReason =
  | 'body-not-replayable'
  | 'already-replayed'
  | 'same-token'
  | 'not-a-token-problem'
  | 'rejecting';

/** A request was not replayed after a 401, or not successfully. */
export interface RequestReplaySkipped extends EventFields {
  readonly type: 'request.replay-skipped';
  readonly origin: string;
  /**
   * `'no-token'`: no new token could be fetched, or the caller did not wait for it; the caller got that error instead of the 401.
   * `'origin-not-allowed'`: the request had no token, because its origin is not allowed. In all cases but the first the caller got
   * the 401.
   */
  readonly reason: ReplaySkipReason | 'no-token' | 'origin-not-allowed';
}

/** The token store has failed. Each process requests its own tokens until the store recovers. */
export interface StoreFailed extends EventFields {
  readonly type: 'store.failed';
  readonly message: string;
}

/** The token store works again. */
export interface StoreRecovered extends EventFields {
  readonly type: 'store.recovered';
}
